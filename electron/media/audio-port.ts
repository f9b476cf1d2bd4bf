import { type Log, silentLog } from '../calls/ports/log';
import type { AudioToMedia, MediaToAudio } from '../contract/audio';
import type { MediaEngine } from './engine/media-engine';

/** A MessagePort of Electron, of node:worker_threads or of the web, as far as it is needed here. */
export interface AudioPort {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  postMessage(message: MediaToAudio): void;
  start?(): void;
  close(): void;
}

/** Nobody asks for more than a second at once, or sends more. */
const MAX_FRAMES = 48_000;

/**
 * Joins the audio window to the engine: microphone pieces go in, each pull is answered at once. The answer closes the port.
 * Electron wraps what comes over its ports in an event, node does not; both are understood.
 */
export function joinAudioPort(engine: MediaEngine, port: AudioPort, log: Log = silentLog): () => void {
  let closed = false;
  let faultTold = false;
  /** A fault of ours in one call must not end the process, and with it all calls; it is told once, not 200 times a second. */
  const guard = <T>(work: () => T, instead: T): T => {
    try {
      return work();
    } catch (error) {
      if (!faultTold) log.error('sound not handled', { detail: String(error) });
      faultTold = true;
      return instead;
    }
  };
  port.on('message', (received) => {
    if (closed) return;
    const message = readMessage(received);
    if (message?.t === 'mic') guard(() => engine.pushCapture(message.pcm), undefined);
    else if (message?.t === 'pull') {
      const { frames } = message;
      port.postMessage({ t: 'play', pcm: guard(() => engine.pullPlayback(frames), new Float32Array(frames)) });
    }
  });
  port.start?.();
  return () => {
    if (closed) return;
    closed = true;
    port.close();
  };
}

function readMessage(received: unknown): AudioToMedia | null {
  const message = isRecord(received) && isRecord(received.data) && received.t === undefined ? received.data : received;
  if (!isRecord(message)) return null;
  const { t, pcm, frames } = message;
  if (t === 'mic' && pcm instanceof Float32Array && pcm.length <= MAX_FRAMES) return { t, pcm };
  if (t === 'pull' && typeof frames === 'number' && Number.isInteger(frames) && frames > 0 && frames <= MAX_FRAMES) return { t, frames };
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
