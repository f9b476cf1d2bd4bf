/**
 * Entry of the media process. Main forks it as an Electron utilityProcess; tests fork it as a plain Node process.
 * Nothing but media runs here, so nothing delays the sound.
 */
import { constants, setPriority } from 'node:os';
import { makeRealtime, stepBackWhenLong } from '../../native';
import type { AudioPort } from './audio-port';
import { serveMedia, type ParentLink } from './host';

/** process.parentPort of an Electron utilityProcess. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: readonly AudioPort[] }) => void): unknown;
}

function electronLink(port: ParentPort): ParentLink {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => { port.on('message', ({ data, ports }) => listener(data, ports)); },
    exit: () => process.exit(0),
  };
}

function forkLink(): ParentLink {
  return {
    post: (message) => { process.send?.(message, undefined, undefined, () => {}); },
    onMessage: (listener) => { process.on('message', (message) => listener(message, [])); },
    exit: () => process.exit(0),
  };
}

stepBackWhenLong();
try {
  // Sound has deadlines of a few milliseconds; nothing else on a desk computer has. Where the system refuses, as it does
  // to unprivileged users on Linux and macOS, the usual priority has to do.
  setPriority(constants.priority.PRIORITY_HIGH);
  makeRealtime(process.pid, [process.pid]);
} catch {}

const { parentPort } = process as typeof process & { parentPort?: ParentPort };
// Whoever forked us is gone: so are its calls.
process.on('disconnect', () => process.exit(0));
serveMedia(parentPort ? electronLink(parentPort) : forkLink());
