import type { AudioDevices } from '../../contract/audio';
import type { Clock, Log } from '../../calls/ports';
import { answers, isPipeWire, LEAST_FRAMES, SoundServerWatch, soundServerSocket } from '../audio';
import { FreshStart } from '../fresh-start';
import type { NoticeBoard } from '../notices';

export interface SoundServerOptions {
  audio: { onDevices(listener: (devices: AudioDevices) => void): () => void };
  notices: Pick<NoticeBoard, 'add'>;
  /** Whether a new start would register by itself, or would first have to ask for a password. */
  comesBackAlone(): boolean;
  /** Whether a new start would take something from the user now. */
  inUse(): boolean;
  startAnew(): void;
  clock: Pick<Clock, 'after'>;
  log: Log;
}

/** The least that devices take at a time, frames at 48 kHz, by the sound server that runs now. */
export function leastDeviceFrames(): number {
  const socket = process.platform === 'linux' ? soundServerSocket(process.env) : null;
  return socket !== null && isPipeWire(socket) ? LEAST_FRAMES.pipewire : LEAST_FRAMES.usual;
}

/**
 * A phone that lost the sound server would never ring again: it starts anew where it does so unnoticed, and tells the
 * user where not. Linux only. Answers what ends it.
 */
export function watchSoundServer({ audio, notices, comesBackAlone, inUse, startAnew, clock, log }: SoundServerOptions): () => void {
  const socket = process.platform === 'linux' ? soundServerSocket(process.env) : null;
  if (socket === null) return () => undefined;
  const start = new FreshStart({ inUse, begin: startAnew, clock });
  const watch = new SoundServerWatch({
    answers: () => answers(socket), clock,
    onLost: () => {
      log.warn('the sound server was restarted, and Chromium has lost it');
      if (inUse() || !comesBackAlone()) notices.add('warning', 'sound-server-restarted', '');
      if (comesBackAlone()) start.want();
    },
  });
  const off = audio.onDevices((devices) => watch.note(devices));
  return () => {
    off();
    watch.dispose();
    start.dispose();
  };
}
