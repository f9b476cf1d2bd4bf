/**
 * Throws random and damaged bytes at everything in the media engine that a socket reaches, and counts. Fails on the first throw.
 *   node --import tsx test/bench/media-fuzz.ts [--inputs N] [--seed N] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { TelephoneEventReceiver } from '../../electron/media/dtmf/event-receiver';
import { RtpReceiver } from '../../electron/media/engine/rtp-receiver';
import { SymmetricRtp } from '../../electron/media/transport/symmetric-rtp';
import { buildRtp, parseRtp } from '../../electron/media/rtp/packet';
import { buildCompound } from '../../electron/media/rtp/rtcp-build';
import { parseRtcp } from '../../electron/media/rtp/rtcp-parse';
import { Negotiator } from '../../electron/media/sdp/negotiator';
import { FakeClock } from '../support/fake-clock';
import { seededRandom } from '../support/random';
import { iceShares, iceTargets } from './lib/ice-fuzz';
import { securityShares, securityTargets } from './lib/security-fuzz';

const { values } = parseArgs({ options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' }, json: { type: 'string' } } });
const inputs = Number(values.inputs);
const random = seededRandom(Number(values.seed));
const below = (limit: number): number => Math.floor(random() * limit);

const goodRtp = buildRtp({ payloadType: 0, sequenceNumber: 1, timestamp: 160, ssrc: 1, csrcs: [1, 2], extension: { profile: 1, data: new Uint8Array(8) }, payload: new Uint8Array(160), paddingBytes: 4 });
const goodRtcp = buildCompound({
  ssrc: 1, cname: 'me@there', byeReason: 'over',
  senderInfo: { ntp: { seconds: 1, fraction: 2 }, rtpTimestamp: 3, packetCount: 4, octetCount: 5 },
  reports: [{ ssrc: 1, fractionLost: 1, cumulativeLost: 1, extendedHighestSequence: 1, jitter: 1, lastSenderReport: 1, delaySinceLastSenderReport: 1 }],
});
const goodSdp = new Negotiator(random).offer({ codecs: ['opus', 'g722', 'pcma', 'pcmu'], localAddress: '127.0.0.1', direction: 'sendrecv' }, { rtpPort: 4000, rtcpPort: 4001 });

const clock = new FakeClock();
const receiver = new RtpReceiver({ clock, onDigit: () => {}, onCodecError: (codec, error) => { throw new Error(`${codec}: ${String(error)}`); } });
receiver.setFormats(new Map([
  [0, { kind: 'audio', codec: 'pcmu', clockRate: 8000 }], [8, { kind: 'audio', codec: 'pcma', clockRate: 8000 }], [9, { kind: 'audio', codec: 'g722', clockRate: 8000 }],
  [107, { kind: 'audio', codec: 'opus', clockRate: 48_000 }], [101, { kind: 'events', clockRate: 8000 }],
]));
const symmetric = new SymmetricRtp({ send: () => {} });
symmetric.signal({ address: '127.0.0.1', port: 1 }, { address: '127.0.0.1', port: 2 }, 0);
const events = new TelephoneEventReceiver();

/** Random bytes, or a good packet with some bytes changed, or cut. */
function damaged(good: Uint8Array): Uint8Array {
  if (below(3) === 0) return Uint8Array.from({ length: below(80) }, () => below(256));
  const bytes = good.slice(0, below(4) === 0 ? below(good.length + 1) : good.length);
  for (let i = below(5); i > 0 && bytes.length > 0; i--) bytes[below(bytes.length)] = below(256);
  return bytes;
}

const payloadTypes = [0, 8, 9, 107, 101, 13];
const targets: Record<string, () => boolean> = {
  ...iceTargets(damaged, below, clock),
  ...securityTargets(damaged, below),
  'parseRtp': () => parseRtp(damaged(goodRtp)).ok,
  'parseRtcp': () => parseRtcp(damaged(goodRtcp)).ok,
  'symmetricRtp': () => symmetric.acceptsRtp({ address: `127.0.0.${below(4)}`, port: 1 + below(4) }, { ssrc: below(3), sequenceNumber: below(65_536) }, false, clock.monotonicMs()),
  'telephoneEvent': () => events.note(damaged(Uint8Array.of(1, 138, 0, 160)), below(2 ** 32), 8000, clock.monotonicMs()).length > 0,
  'receiver and decoders': () => {
    const taken = receiver.push({
      marker: below(2) === 0, payloadType: payloadTypes[below(payloadTypes.length)] ?? 0, ssrc: below(200) === 0 ? below(5) : 1, csrcs: [], extension: null,
      sequenceNumber: below(65_536), timestamp: below(10) === 0 ? below(2 ** 32) : below(48_000), payload: Uint8Array.from({ length: below(200) }, () => below(256)),
    }, clock.monotonicMs());
    if (below(4) === 0) {
      clock.advance(5);
      const pcm = receiver.pull(240);
      if (pcm.length !== 240 || pcm.some((sample) => !Number.isFinite(sample))) throw new Error('pulled something that is not sound');
    }
    return taken;
  },
  'SDP': () => {
    const text = Buffer.from(damaged(Buffer.from(goodSdp))).toString('latin1');
    return new Negotiator(random).answer(text, { codecs: ['opus', 'pcmu'], localAddress: '127.0.0.1', direction: 'sendrecv' }, { rtpPort: 1, rtcpPort: 2 }).ok;
  },
};
/** SDP and decoding cost most; the bulk goes to what is met first. */
const shares: Record<string, number> = {
  ...iceShares, ...securityShares, 'parseRtp': 0.2, 'parseRtcp': 0.2, 'symmetricRtp': 0.1, 'telephoneEvent': 0.1, 'receiver and decoders': 0.05, 'SDP': 0.05,
};

const rows = Object.entries(targets).flatMap(([name, once]) => {
  const count = Math.round(inputs * (shares[name] ?? 0));
  const startMs = performance.now();
  let taken = 0;
  for (let i = 0; i < count; i++) if (once()) taken++;
  const microseconds = ((performance.now() - startMs) / count) * 1000;
  process.stdout.write(`${name.padEnd(24)} ${String(count).padStart(9)} inputs  ${String(taken).padStart(8)} taken  ${microseconds.toFixed(2).padStart(8)} us each\n`);
  return [
    { bench: 'media-fuzz', case: name, subject: 'sidetone', metric: 'inputs without a throw', value: count, unit: '1' },
    { bench: 'media-fuzz', case: name, subject: 'sidetone', metric: 'time', value: microseconds, unit: 'us' },
  ];
});
receiver.dispose();
if (values.json) writeFileSync(values.json, JSON.stringify({ rows }, null, 2));
