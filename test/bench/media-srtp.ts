/**
 * Microseconds that protecting and unprotecting one packet costs, for each SRTP suite: RTP with 20 ms of G.711 and of Opus.
 *   node --import tsx test/bench/media-srtp.ts [--packets N] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildRtp } from '../../electron/media/rtp/packet';
import { SrtpReceiver } from '../../electron/media/srtp/srtp-receiver';
import { SrtpSender } from '../../electron/media/srtp/srtp-sender';
import { suitesInOrder, type MasterKey } from '../../electron/media/srtp/suites';

const { values } = parseArgs({ options: { packets: { type: 'string', default: '50000' }, json: { type: 'string' } } });
const count = Number(values.packets);
const payloads: Record<string, number> = { 'G.711, 160 octets': 160, 'Opus, 70 octets': 70 };

const rows = Object.entries(payloads).flatMap(([name, octets]) => suitesInOrder.flatMap((suite) => {
  const master: MasterKey = { suite, key: new Uint8Array(suite.keyBytes).fill(1), salt: new Uint8Array(suite.saltBytes).fill(2) };
  const sender = new SrtpSender(master);
  const receiver = new SrtpReceiver(master);
  const packets = Array.from({ length: count }, (_, i) =>
    buildRtp({ payloadType: 0, sequenceNumber: i & 0xffff, timestamp: i * 160, ssrc: 1, payload: new Uint8Array(octets) }));
  const time = (act: () => void): number => {
    const startMs = performance.now();
    act();
    return ((performance.now() - startMs) / count) * 1000;
  };
  const sealed: Uint8Array[] = [];
  const protectUs = time(() => { for (const packet of packets) sealed.push(sender.protectRtp(packet) ?? packet); });
  let opened = 0;
  const unprotectUs = time(() => { for (const packet of sealed) if (receiver.unprotectRtp(packet)) opened++; });
  if (opened !== count) throw new Error(`${suite.name}: only ${opened} of ${count} packets came through`);
  process.stdout.write(`${suite.name.padEnd(26)} ${name.padEnd(18)} protect ${protectUs.toFixed(1).padStart(6)} us  unprotect ${unprotectUs.toFixed(1).padStart(6)} us\n`);
  const row = (metric: string, value: number): object => ({ bench: 'media-srtp', case: `${suite.name}, ${name}`, subject: 'sidetone', metric, value, unit: 'us' });
  return [row('protect', protectUs), row('unprotect', unprotectUs)];
}));
if (values.json) writeFileSync(values.json, JSON.stringify({ rows }, null, 2));
