import { searchIn } from './similarity';
import { RATE, peak, rms } from './signal';

/** One voiced quarter of a second of what was said, and how well it was found. */
export interface SpeechPart {
  readonly atMs: number;
  /** Correlation of the wave up to 3 kHz at the best place: 1 = the same but for level; other speech gives about 0.5. */
  readonly alike: number;
  readonly delayMs: number;
}

/** What came out of a path into which speech was spoken. */
export interface SpeechFindings {
  readonly parts: readonly SpeechPart[];
  readonly median: number;
  /** Share of parts that are whole (`alike` over WHOLE), 0..1. */
  readonly wholeShare: number;
  /** Median of the delays of whole parts, ms; null where none is. */
  readonly delayMs: number | null;
  /** Level of the parts heard against those spoken, dB, median. */
  readonly gainDb: number;
  /** Share of 20 ms steps in which the wave breaks as speech never does, 0..1. */
  readonly crackleShare: number;
}

/** What a path must keep of speech. A stall of the machine tears a few parts; a fault of the path spoils most of them. */
export interface SpeechBounds {
  readonly median: number;
  readonly wholeShare: number;
  readonly crackleShare: number;
}

/** A part this alike was not torn. */
export const WHOLE = 0.8;
/** Nothing between mouth and ear but codecs and buffers: a calm machine gives 0.97 to 1.00 and every part whole. */
export const PLAIN: SpeechBounds = { median: 0.95, wholeShare: 0.75, crackleShare: 0.2 };
/** A path that changes the wave on purpose (echo canceller, noise suppression, gain control) or loses packets on purpose. */
export const CHANGED: SpeechBounds = { median: 0.75, wholeShare: 0.4, crackleShare: 0.2 };
/** What words that were not said give at most, as median. */
export const FOREIGN = 0.65;

const PART = Math.round(0.25 * RATE);
const STEP = Math.round(0.02 * RATE);
const THIN = 4;

/** Takes apart what was said and looks for each voiced part in all that was heard. Throws where nothing was said. */
export function findSpeech(said: Float32Array, heard: Float32Array): SpeechFindings {
  const work = finding(said, heard);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/**
 * As findSpeech, with turns for others in between: where phones talk in this very process, their sound cards would stand
 * still meanwhile, and the catching up would tear the next sentence.
 */
export async function findSpeechMeanwhile(said: Float32Array, heard: Float32Array): Promise<SpeechFindings> {
  const work = finding(said, heard);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Stops after every few milliseconds of work. */
function* finding(said: Float32Array, heard: Float32Array): Generator<void, SpeechFindings, void> {
  const floor = rms(said) / 4;
  const search = searchIn(thin(heard), PART / THIN);
  const found: (SpeechPart & { gainDb: number })[] = [];
  for (let at = 0; at + PART <= said.length; at += PART) {
    const part = said.subarray(at, at + PART);
    // A pause is like any other pause.
    if (rms(part) <= floor) continue;
    yield;
    const { correlation, delayMs, gainDb } = search(thin(part));
    const atMs = (at * 1000) / RATE;
    found.push({ atMs, alike: Math.abs(correlation), delayMs: delayMs * THIN - atMs, gainDb });
  }
  if (found.length === 0) throw new Error('nothing was said');
  yield;
  const whole = found.filter(({ alike }) => alike > WHOLE);
  return {
    parts: found.map(({ atMs, alike, delayMs }) => ({ atMs, alike, delayMs })),
    median: middle(found.map(({ alike }) => alike)),
    wholeShare: whole.length / found.length,
    delayMs: whole.length === 0 ? null : middle(whole.map(({ delayMs }) => delayMs)),
    gainDb: middle(found.map(({ gainDb }) => gainDb)),
    crackleShare: crackleShare(said, heard),
  };
}

/** What is wrong with it, in words, torn parts by name; empty where it was understood. */
export function faultsOf(found: SpeechFindings, bounds: SpeechBounds = PLAIN): string[] {
  const torn = found.parts.filter(({ alike }) => alike <= WHOLE).map(({ atMs, alike }) => `${atMs} ms: ${alike.toFixed(2)}`);
  return [
    ...(found.median > bounds.median ? [] : [`median of the parts ${found.median.toFixed(3)}, not over ${bounds.median}`]),
    ...(found.wholeShare >= bounds.wholeShare ? [] : [`${torn.length} of ${found.parts.length} parts torn (${torn.join(', ')})`]),
    ...(found.crackleShare <= bounds.crackleShare ? [] : [`crackle in ${Math.round(100 * found.crackleShare)} % of the time`]),
  ];
}

const MOST_TRIES = 5;

/** One voice at one ear. */
export interface Utterance {
  readonly who: string;
  readonly said: Float32Array;
  readonly heard: Float32Array;
}

/**
 * Lets people talk until every one was understood in the same try, `tries` times at most: a machine busy with other
 * things can tear a sentence but never make it better. Answers the findings of that try, in the order of the utterances;
 * throws with the faults of every try. `attempt` speaks and answers what was heard.
 */
export async function allUnderstood(attempt: () => Promise<readonly Utterance[]>, options: { bounds?: SpeechBounds; tries?: number } = {}): Promise<SpeechFindings[]> {
  const { bounds = PLAIN, tries = MOST_TRIES } = options;
  const failed: string[] = [];
  const torn = new Set<string>();
  for (let turn = 1; turn <= tries; turn += 1) {
    const found: { who: string; findings: SpeechFindings }[] = [];
    for (const { who, said, heard } of await attempt()) found.push({ who, findings: await findSpeechMeanwhile(said, heard) });
    const faults = found.flatMap(({ who, findings }) => faultsOf(findings, bounds).map((fault) => {
      torn.add(who);
      return found.length === 1 ? fault : `${who} ${fault}`;
    }));
    if (faults.length === 0) return found.map(({ findings }) => findings);
    failed.push(`${turn}. ${faults.join('; ')}`);
  }
  throw new Error(`${[...torn].join(' and ')} is not understood, said ${tries} times:\n${failed.join('\n')}`);
}

/** As allUnderstood, of one voice at one ear. */
export async function understood(said: Float32Array, attempt: () => Promise<Float32Array>, options: { bounds?: SpeechBounds; tries?: number; who?: string } = {}): Promise<SpeechFindings> {
  const { who = 'speech', ...rest } = options;
  const [found] = await allUnderstood(async () => [{ who, said, heard: await attempt() }], rest);
  if (found === undefined) throw new Error('nothing was said');
  return found;
}

/** Throws where a recording does not hold what was said. */
export function expectSpeech(said: Float32Array, heard: Float32Array, who: string, bounds: SpeechBounds = PLAIN): void {
  const faults = faultsOf(findSpeech(said, heard), bounds);
  if (faults.length > 0) throw new Error(`${who} is not understood: ${faults.join('; ')}`);
}

/** True where the words are not in it. */
export function isForeign(said: Float32Array, heard: Float32Array): boolean {
  return findSpeech(said, heard).median < FOREIGN;
}

/**
 * Steps whose bend (second difference) is beyond what the speech itself has at its sharpest. A stall breaks the wave once
 * or twice a second at most; underruns at every piece, or lost samples, break it in most steps.
 */
function crackleShare(said: Float32Array, heard: Float32Array): number {
  const gain = peak(heard) / Math.max(1e-9, peak(said));
  const sharpest = bend(said) * Math.max(gain, 0.05) * 2;
  let loud = 0;
  let broken = 0;
  for (let at = 0; at + STEP <= heard.length; at += STEP) {
    const step = heard.subarray(at, at + STEP);
    if (peak(step) === 0) continue;
    loud += 1;
    if (bend(step) > sharpest) broken += 1;
  }
  return loud === 0 ? 0 : broken / loud;
}

function bend(pcm: Float32Array): number {
  let top = 0;
  for (let i = 2; i < pcm.length; i += 1) top = Math.max(top, Math.abs((pcm[i] ?? 0) - 2 * (pcm[i - 1] ?? 0) + (pcm[i - 2] ?? 0)));
  return top;
}

/** Low-passed at about 3 kHz (a triangle of 16 samples) and thinned to 12 kHz: fine enough that the place of a part between two samples costs nothing. */
function thin(pcm: Float32Array): Float32Array {
  const out = new Float32Array(Math.floor(pcm.length / THIN));
  for (let i = 0; i < out.length; i += 1) {
    let sum = 0;
    for (let k = -7; k <= 7; k += 1) sum += (8 - Math.abs(k)) * (pcm[i * THIN + k] ?? 0);
    out[i] = sum / 64;
  }
  return out;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
