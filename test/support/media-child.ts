/** The media process for tests, with microphone and speaker on the same channel as its orders: ports cannot be handed over a fork. */
import { joinAudioPort } from '../../electron/media/audio-port';
import { serveMedia } from '../../electron/media/host';

const isSound = (message: unknown): boolean => ['mic', 'pull'].includes((message as { t: string }).t);
const tell = (message: unknown): void => { process.send?.(message, undefined, undefined, () => {}); };

process.on('disconnect', () => process.exit(0));
const engine = serveMedia({
  post: tell,
  onMessage: (listener) => { process.on('message', (message) => { if (!isSound(message)) listener(message, []); }); },
  exit: () => process.exit(0),
});
joinAudioPort(engine, {
  on: (_event, listener) => process.on('message', (message) => { if (isSound(message)) listener(message); }),
  postMessage: tell,
  close: () => {},
});
