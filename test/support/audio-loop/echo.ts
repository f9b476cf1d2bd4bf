import type { AudioToMedia, MediaToAudio } from '../../../electron/contract/audio';

/** In place of the media process: what the microphone hears is what the speaker plays, pulled at its pace. */
interface ParentPort { on(event: 'message', listener: (event: { ports: Port[] }) => void): void; postMessage(message: unknown): void }
interface Port { on(event: 'message', listener: (event: { data: AudioToMedia }) => void): void; on(event: 'close', listener: () => void): void; start(): void; postMessage(message: MediaToAudio): void }
const { parentPort } = process as unknown as { parentPort: ParentPort };

/** What waits may grow to this, in frames, before the oldest is dropped: the two clocks are one here, so it is start-up only. */
const MOST_WAITING = Number(process.env['AUDIO_LOOP_WAITING_FRAMES'] ?? 480);

parentPort.on('message', ({ ports: [port] }) => {
  if (port === undefined) return;
  let waiting = new Float32Array(0);
  let heard = 0;
  let empty = 0;
  port.on('message', ({ data }) => {
    if (data.t === 'mic') {
      if (heard === 0) parentPort.postMessage({ fact: 'firstMicrophone' });
      heard += data.pcm.length;
      const joined = new Float32Array(waiting.length + data.pcm.length);
      joined.set(waiting);
      joined.set(data.pcm, waiting.length);
      waiting = joined.length > MOST_WAITING ? joined.slice(joined.length - MOST_WAITING) : joined;
      return;
    }
    const pcm = new Float32Array(data.frames);
    pcm.set(waiting.subarray(0, data.frames));
    if (waiting.length < data.frames) empty += 1;
    waiting = waiting.slice(data.frames);
    port.postMessage({ t: 'play', pcm });
  });
  port.on('close', () => parentPort.postMessage({ fact: 'portClosed', heard, empty }));
  port.start();
  parentPort.postMessage({ fact: 'portOpened' });
});
