import { basename } from 'node:path';
import type { CallService } from '../../calls/call-service';
import type { RecordingStore, StoredRecording } from '../../calls/ports';
import { CallId, type RecordingId } from '../../contract/ids';
import type { Settings } from '../../contract/settings';
import { CommandError } from '../ipc/errors';
import type { CommandHandlers } from '../ipc/router';
import type { RecordingFiles } from '../recordings/recording-files';

/** The system's file dialogs; null = cancelled. */
export interface SoundDialogs {
  soundToPlay(): Promise<string | null>;
  recordingFolder(current: string): Promise<string | null>;
}

export interface RecordingCommandsOptions {
  store: RecordingStore;
  calls: Pick<CallService, 'playback'>;
  files: RecordingFiles;
  dialogs: SoundDialogs;
  folder: () => string;
  setSetting: (change: Partial<Settings>) => void;
  /** Rows of the history show whether there is a recording. */
  historyChanged: () => void;
}

/** Recordings in the history, where they go, and files played into calls. */
export function recordingCommands({ store, calls, files, dialogs, folder, setSetting, historyChanged }: RecordingCommandsOptions) {
  const existing = async (id: RecordingId): Promise<StoredRecording> => {
    const recording = store.get(id);
    if (recording === null || !(await files.exists(recording.file))) throw new CommandError('not-found', recording?.file ?? 'The recording was removed.');
    return recording;
  };
  return {
    'call:playFile': async ({ callId }) => {
      const file = await dialogs.soundToPlay();
      if (file === null) return null;
      const name = basename(file);
      await calls.playback.play(callId, file, name).catch((cause: unknown) => { throw playError(cause, name); });
      return { name };
    },
    'recordings:ofCall': async ({ historyId }) => Promise.all(
      store.ofCall(CallId.parse(historyId)).map(async ({ id, file, startedAtEpochMs, durationMs }) => ({
        id, name: basename(file), startedAtEpochMs, durationMs, exists: await files.exists(file),
      })),
    ),
    'recordings:open': async ({ recordingId }) => {
      await files.open((await existing(recordingId)).file);
      return null;
    },
    'recordings:reveal': async ({ recordingId }) => {
      files.reveal((await existing(recordingId)).file);
      return null;
    },
    'recordings:remove': ({ recordingId }) => {
      const undo = store.remove(recordingId);
      files.removeLater(recordingId);
      historyChanged();
      return undo;
    },
    'recordings:undo': ({ undoToken }) => {
      store.undo(undoToken);
      historyChanged();
      return null;
    },
    'recordings:folder': () => folder(),
    'recordings:chooseFolder': async () => {
      const chosen = await dialogs.recordingFolder(folder());
      if (chosen !== null) setSetting({ recordingFolder: chosen });
      return chosen;
    },
  } satisfies Partial<CommandHandlers>;
}

/** Files that are no sound are the user's matter, all else is ours. */
function playError(cause: unknown, name: string): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  return code === 'FILE_NOT_SOUND' || code === 'FILE_NOT_READABLE' ? new CommandError('not-sound', name, { cause }) : cause;
}
