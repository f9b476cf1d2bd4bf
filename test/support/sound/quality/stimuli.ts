/** Known-good and known-bad versions of speech, 48 kHz mono, to check the speech score with. */
import { createDecoder, createEncoder, createResampler } from '../../../../electron/media/codecs';
import type { CodecName } from '../../../../electron/contract/accounts';
import { seededRandom } from '../../random';
import { RATE } from '../signal';

const PACKET = RATE / 50;

/** Modulated noise (ITU-T P.810): noise in step with the speech, `q` dB under it. */
export function mnru(pcm: Float32Array, q: number, seed = 1): Float32Array {
  const noise = gaussian(seed);
  const amount = 10 ** (-q / 20);
  return pcm.map((sample) => sample * (1 + amount * noise()));
}

/** Steady noise at `snrDb` under the speech's own level. */
export function hiss(pcm: Float32Array, snrDb: number, seed = 2): Float32Array {
  const noise = gaussian(seed);
  const level = Math.sqrt(pcm.reduce((sum, sample) => sum + sample ** 2, 0) / pcm.length) * 10 ** (-snrDb / 20);
  return pcm.map((sample) => sample + level * noise());
}

/** Packets of 20 ms become silence. */
export function holes(pcm: Float32Array, share: number, seed = 3): Float32Array {
  const lost = losses(pcm.length, share, seed);
  return pcm.map((sample, i) => (lost[Math.floor(i / PACKET)] === true ? 0 : sample));
}

/** Through encoder and decoder; what is lost is concealed as the decoder does it (without a look at later packets). */
export function coded(pcm: Float32Array, codec: CodecName, share = 0, seed = 3): Float32Array {
  const encoder = createEncoder(codec, { bitsPerSecond: 26_000 });
  const decoder = createDecoder(codec);
  const down = createResampler(RATE, encoder.sampleRate), up = createResampler(decoder.sampleRate, RATE);
  const lost = losses(pcm.length, share, seed);
  const size = encoder.sampleRate / 50;
  const out = new Float32Array(pcm.length);
  let at = 0;
  let waiting: Float32Array = new Float32Array(0);
  let packet = 0;
  const feed = (samples: Float32Array): void => {
    const all = new Float32Array(waiting.length + samples.length);
    all.set(waiting);
    all.set(samples, waiting.length);
    let from = 0;
    for (; from + size <= all.length; from += size, packet += 1) {
      const payload = encoder.encode(all.subarray(from, from + size));
      const heard = up.process(lost[packet] === true ? decoder.conceal(size) : decoder.decode(payload));
      out.set(heard.subarray(0, Math.max(0, out.length - at)), Math.min(at, out.length));
      at += heard.length;
    }
    waiting = all.slice(from);
  };
  for (let from = 0; from < pcm.length; from += PACKET) feed(down.process(pcm.subarray(from, from + PACKET)));
  encoder.dispose();
  decoder.dispose();
  return out;
}

/** Nothing above `hz` (a steep low-pass). */
export function lowPassed(pcm: Float32Array, hz: number): Float32Array {
  const half = 120;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, i) => {
    const k = i - half;
    const cutoff = hz / RATE;
    const sinc = k === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * k) / (Math.PI * k);
    return sinc * (0.5 + 0.5 * Math.cos((Math.PI * k) / (half + 1)));
  });
  return pcm.map((_, i) => {
    let sum = 0;
    for (let k = 0; k < taps.length; k += 1) sum += (taps[k] as number) * (pcm[i + k - half] ?? 0);
    return sum;
  });
}

/** Later by `ms`, the whole of it or from the middle on. */
export function shifted(pcm: Float32Array, ms: number, from: 'start' | 'middle' = 'start'): Float32Array {
  const samples = Math.round((ms * RATE) / 1000);
  const out = new Float32Array(pcm.length + samples);
  const split = from === 'start' ? 0 : quietNear(pcm, pcm.length >> 1);
  out.set(pcm.subarray(0, split));
  out.set(pcm.subarray(split), split + samples);
  return out;
}

export const louder = (pcm: Float32Array, db: number): Float32Array => pcm.map((sample) => sample * 10 ** (db / 20));

/** Both ends cut off at `limit` of the peak. */
export function clipped(pcm: Float32Array, share: number): Float32Array {
  const limit = share * pcm.reduce((top, sample) => Math.max(top, Math.abs(sample)), 0);
  return pcm.map((sample) => Math.max(-limit, Math.min(limit, sample)));
}

function quietNear(pcm: Float32Array, centre: number): number {
  let best = { at: centre, level: Infinity };
  for (let at = centre - RATE; at < centre + RATE; at += PACKET) {
    let level = 0;
    for (let i = at; i < at + PACKET; i += 1) level += Math.abs(pcm[i] ?? 0);
    if (level < best.level) best = { at, level };
  }
  return best.at;
}

function losses(length: number, share: number, seed: number): boolean[] {
  const random = seededRandom(seed);
  return Array.from({ length: Math.ceil(length / PACKET) + 1 }, () => random() < share);
}

function gaussian(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
