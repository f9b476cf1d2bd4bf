import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { CallId } from '../../../electron/contract/ids';
import { MediaClient } from '../../../electron/media';
import { forkMedia } from '../../support/forked-media';

const STALL_MS = 1_000;
const callId = CallId.parse('stalled');

/** A far end with an event loop of its own: tells its port, and on any message when each packet came. */
const farEnd = `
const { parentPort } = require('node:worker_threads');
const socket = require('node:dgram').createSocket('udp4');
const atMs = [];
socket.on('message', (bytes) => { if (bytes[1] < 192) atMs.push(performance.timeOrigin + performance.now()); });
socket.bind(0, '127.0.0.1', () => parentPort.postMessage(socket.address().port));
parentPort.on('message', () => parentPort.postMessage(atMs));
`;

const disposers: (() => unknown)[] = [];
afterEach(async () => { for (const dispose of disposers.splice(0)) await dispose(); });

it('a main process that stands still for a second makes no gap in what is sent', async () => {
  const peer = new Worker(farEnd, { eval: true });
  disposers.push(() => peer.terminate());
  const said = <T>(): Promise<T> => new Promise((resolve) => { peer.once('message', resolve); });
  const port = await said<number>();
  const media = new MediaClient({ spawn: forkMedia });
  disposers.push(() => media.dispose());
  const offer = await media.makeOffer(callId, { codecs: ['pcmu'], localAddress: '127.0.0.1', direction: 'sendrecv' });
  expect(await media.takeAnswer(callId, offer.replace(/m=audio \d+/, `m=audio ${port}`).replace(/a=rtcp:\d+\r\n/, ''))).toMatchObject({ ok: true });
  await new Promise((resolve) => setTimeout(resolve, 300));

  const now = (): number => performance.timeOrigin + performance.now();
  const fromMs = now();
  // Nothing runs here until then: no answer is read, no timer fires.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS);
  const untilMs = now();
  const heard = said<number[]>();
  peer.postMessage('when?');
  const during = (await heard).filter((atMs) => atMs > fromMs && atMs < untilMs);
  const gaps = during.map((atMs, i) => atMs - (during[i - 1] ?? fromMs));
  expect(during.length).toBeGreaterThan((STALL_MS / 20) * 0.8);
  expect(Math.max(...gaps)).toBeLessThan(200);
});
