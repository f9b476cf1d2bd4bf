/**
 * From pushCapture of one engine to pullPlayback of another over loopback, at real time, for each codec and on worse paths.
 *   node --import tsx test/bench/media-latency.ts [--seconds N] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CodecName } from '../../electron/contract/accounts';
import { MediaPair } from '../support/media-pair';
import { UdpRelay, type Impairment } from '../support/relay';
import { speech } from '../support/codec-signals';
import { compare } from '../support/sound/similarity';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '8' }, json: { type: 'string' } } });
const seconds = Number(values.seconds);
const RATE = 48_000;
const WINDOW = 0.4;
const paths: Record<string, Impairment> = {
  'clean': {},
  '40 ms jitter': { jitterMs: 40 },
  '5 % loss': { loss: 0.05 },
  '20 % loss': { loss: 0.2, lossBurst: 1.3 },
};

/** The practice voice over and over, so that every window holds speech. */
function spokenFor(length: number): Float32Array {
  const voice = speech(48_000, 3);
  return Float32Array.from({ length }, (_, i) => voice[i % voice.length] ?? 0);
}

const middle = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

async function measure(codec: CodecName, impairment: Impairment): Promise<{ delayMs: number; likeness: number; bufferMs: number; concealedMs: number; lost: number }> {
  const pair = new MediaPair();
  const relay = await UdpRelay.open({ seed: 4, toTarget: impairment });
  try {
    await pair.connect({
      codecs: [codec],
      onOffer: (sdp) => sdp.replace(/m=audio \d+/, `m=audio ${relay.farPort}`),
      onAnswer: (sdp) => {
        relay.target = { address: '127.0.0.1', port: Number(/m=audio (\d+)/.exec(sdp)?.[1]) };
        return sdp.replace(/m=audio \d+/, `m=audio ${relay.port}`);
      },
    });
    const spoken = spokenFor(seconds * RATE);
    const { heardByB } = await pair.talk(spoken);
    const found = [];
    for (let from = 1; from < seconds - 1; from += WINDOW) {
      const at = Math.round(from * RATE);
      found.push(compare(spoken.subarray(at, at + WINDOW * RATE), heardByB.subarray(at, at + RATE)));
    }
    const stats = await pair.b.close(pair.callId);
    return {
      delayMs: middle(found.map(({ delayMs }) => delayMs)), likeness: middle(found.map(({ correlation }) => correlation)),
      bufferMs: stats?.playoutDelayMs ?? Number.NaN, concealedMs: stats?.concealedMs ?? Number.NaN, lost: stats?.packetsLost ?? Number.NaN,
    };
  } finally {
    await pair.dispose();
    relay.dispose();
  }
}

const rows: { bench: string; case: string; subject: string; metric: string; value: number; unit: string }[] = [];
process.stdout.write(`${'path'.padEnd(14)} ${'codec'.padEnd(6)}  one way ms  likeness  buffer ms  concealed ms  lost\n`);
for (const [path, impairment] of Object.entries(paths)) {
  for (const codec of path === 'clean' ? CodecName.options : (['opus', 'pcmu'] as const)) {
    const { delayMs, likeness, bufferMs, concealedMs, lost } = await measure(codec, impairment);
    process.stdout.write(`${path.padEnd(14)} ${codec.padEnd(6)} ${delayMs.toFixed(1).padStart(11)} ${likeness.toFixed(3).padStart(9)} ${bufferMs.toFixed(1).padStart(10)} ${String(concealedMs).padStart(13)} ${String(lost).padStart(5)}\n`);
    const row = (metric: string, value: number, unit: string): void => { rows.push({ bench: 'media-latency', case: `${path}, ${codec}`, subject: 'sidetone', metric, value, unit }); };
    row('microphone to speaker through two engines', delayMs, 'ms');
    row('correlation', likeness, '1');
    row('jitter buffer', bufferMs, 'ms');
    row('concealed', concealedMs, 'ms');
  }
}
if (values.json) writeFileSync(values.json, JSON.stringify({ rows }, null, 2));
