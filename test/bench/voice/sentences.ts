import { existsSync, readFileSync } from 'node:fs';
import { G722Decoder } from '../../../native';
import { RATE, concat, resample, rms, silence } from '../../support/sound/signal';

const FOLDER = '/usr/share/asterisk/sounds/en_US_f_Allison';
/** Whole sentences of five to ten seconds, one speaker, wide band. */
const NAMES = ['dir-instr', 'queue-periodic-announce', 'demo-enterkeywords', 'vm-tempgreeting2', 'tt-allbusy', 'agent-alreadyon', 'vm-newuser', 'vm-forwardoptions'];
const LEAD_MS = 1_500;
const GAP_MS = 700;
const TAIL_MS = 1_200;
/** Active level of the speech, -26 dBov as in ITU-T P.56 practice. */
const LEVEL = 10 ** (-26 / 20);

export interface Sentence { readonly name: string; readonly pcm: Float32Array; readonly startMs: number }
export interface Talk { readonly pcm: Float32Array; readonly sentences: readonly Sentence[] }

/** Real wide-band speech of Debian's asterisk-core-sounds-en-g722: is it there? */
export const hasSpeech = (): boolean => NAMES.every((name) => existsSync(fileOf(name)));

/** What is said in every call of the benchmark, 48 kHz, and where its sentences begin. */
export function talk(count = NAMES.length): Talk {
  const parts: Float32Array[] = [silence(LEAD_MS)];
  const sentences: Sentence[] = [];
  let atMs = LEAD_MS;
  for (const name of NAMES.slice(0, count)) {
    const pcm = sentence(name);
    sentences.push({ name, pcm, startMs: atMs });
    parts.push(pcm, silence(GAP_MS));
    atMs += (pcm.length * 1000) / RATE + GAP_MS;
  }
  return { pcm: concat(...parts, silence(TAIL_MS)), sentences };
}

/** One of them, brought to the level and to whole packets of 20 ms. */
export function sentence(name: string): Float32Array {
  const octets = readFileSync(fileOf(name));
  const samples = new Int16Array(octets.length * 2);
  new G722Decoder().decode(octets, samples);
  const pcm = resample(Float32Array.from(samples, (sample) => sample / 32_768), 16_000, RATE);
  const gain = LEVEL / activeRms(pcm);
  return pcm.subarray(0, pcm.length - (pcm.length % 960)).map((sample) => sample * gain);
}

/** Loudness while something is said. */
function activeRms(pcm: Float32Array): number {
  const pieces = Array.from({ length: Math.floor(pcm.length / 960) }, (_, i) => rms(pcm.subarray(i * 960, (i + 1) * 960)));
  const floor = Math.max(...pieces) / 30;
  const active = pieces.filter((level) => level > floor);
  return Math.sqrt(active.reduce((sum, level) => sum + level ** 2, 0) / Math.max(1, active.length));
}

const fileOf = (name: string): string => `${FOLDER}/${name}.g722`;
