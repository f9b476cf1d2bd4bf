import { FolderOpen, Play, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { HistoryEntry, Recording } from '../../electron/contract';
import { IconButton } from '../components/Button';
import { formatDuration, formatTime } from '../i18n/format';
import type { Text } from '../i18n/catalog';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { ask, invoke, tell } from '../state/bridge';
import { toast } from '../state/ui';

/** The recordings of a call: heard with the system's own player, shown in their folder, thrown away. */
export function Recordings({ entry }: { entry: HistoryEntry }): React.JSX.Element | null {
  const text = useText();
  const recordings = useRecordings(entry);
  if (recordings.length === 0) return null;
  return (
    <section aria-label={text('recording.title')} className="mt-6">
      <h3 className="mb-1 text-small font-medium text-ink-3">{text('recording.title')}</h3>
      <ul className="divide-y divide-line">
        {recordings.map((recording) => <RecordingRow key={recording.id} recording={recording} />)}
      </ul>
    </section>
  );
}

function RecordingRow({ recording }: { recording: Recording }): React.JSX.Element {
  const text = useText();
  const { id: recordingId, name: file, startedAtEpochMs, durationMs, exists } = recording;
  const name = text('recording.of', { time: formatTime(text.locale, startedAtEpochMs) });
  return (
    <li className="flex min-h-14 items-center gap-1 py-1">
      <IconButton label={text('recording.playName', { name })} icon={Play} tone="plain" isDisabled={!exists} onPress={() => tell('recordings:open', { recordingId })} className="mr-2" />
      <span className="min-w-0 flex-1" title={file}>
        <span className="tabular block truncate font-medium">{name}</span>
        <span className="tabular block text-small text-ink-3">
          {exists ? (durationMs === null ? text('recording.unfinished') : formatDuration(durationMs)) : <span className="text-warn-ink">{text('recording.missing')}</span>}
        </span>
      </span>
      {exists && <IconButton label={text('recording.reveal')} icon={FolderOpen} onPress={() => tell('recordings:reveal', { recordingId })} />}
      <IconButton label={text('recording.delete')} icon={Trash2} onPress={() => void remove(recording, text)} className="-mr-2" />
    </li>
  );
}

async function remove({ id: recordingId }: Recording, text: Text): Promise<void> {
  const done = await ask('recordings:remove', { recordingId });
  if (done !== undefined) toast(text('recording.deleted'), { action: { label: text('common.undo'), run: () => tell('recordings:undo', done) } });
}

function useRecordings({ id: historyId, recorded }: HistoryEntry): readonly Recording[] {
  const revision = useApp((state) => state.historyRevision);
  const [recordings, setRecordings] = useState<readonly Recording[]>([]);
  useEffect(() => {
    let current = true;
    if (!recorded) setRecordings([]);
    else void invoke('recordings:ofCall', { historyId }).then((result) => { if (current && result.ok) setRecordings(result.value); });
    return () => { current = false; };
  }, [historyId, recorded, revision]);
  return recordings;
}
