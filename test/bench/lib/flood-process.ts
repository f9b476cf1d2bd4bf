/** Sends INVITEs to a phone that wants none of them, evenly, until told to stop: see flood.ts. */
import { createSocket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { sdp } from '../../support/sip/phone';
import { requestText } from '../../support/sip/scripted-peer';
import type { FloodOrder } from './flood';

const STEP_MS = 5;

process.once('message', ({ address, port, uri, from, perSecond }: FloodOrder) => {
  const socket = createSocket('udp4');
  let [sent, answers] = [0, 0];
  socket.on('message', () => { answers += 1; });
  socket.bind(0, from, () => {
    const own = `${from}:${socket.address().port}`;
    const startedMs = performance.now();
    process.send?.('begun');
    const timer = setInterval(() => {
      const due = Math.floor(((performance.now() - startedMs) / 1000) * perSecond);
      for (; sent < due; sent += 1) {
        const id = randomBytes(8).toString('hex');
        socket.send(requestText('INVITE', uri, {
          via: `SIP/2.0/UDP ${own};branch=z9hG4bK${id};rport`, from: `"Prize" <sip:${id}@${own}>;tag=${id}`, to: `<${uri}>`, callId: id, headers: [`Contact: <sip:${id}@${own}>`], body: sdp(),
        }), port, address);
      }
    }, STEP_MS);
    process.once('message', () => {
      clearInterval(timer);
      process.send?.({ sent, answers }, () => process.exit(0));
    });
  });
});
