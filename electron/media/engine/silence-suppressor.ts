/**
 * Pauses of speech, told as comfort noise (RFC 3389) instead of being sent: where somebody speaks, and what the room
 * behind the pauses sounds like.
 */

/** Above the floor by so much is speech. */
const SPEECH_OVER_FLOOR_DB = 9;
/** Nothing quieter than this is speech, whatever the floor. */
const LEAST_SPEECH_DBOV = -60;
/** The ends of words are quiet. */
const HANGOVER_MS = 240;
/** The floor follows a louder room by so much a second; a quieter one at once. */
const FLOOR_RISE_DB_PER_S = 6;
/** The noise is described anew when it has changed, and now and then, so that address translators stay open. */
const LEVEL_CHANGED_DB = 3;
const UPDATE_MS = 1000;
/** What far ends are asked to do with a room's noise. */
const ORDER = 8;
const SILENT_DBOV = -127;
/** RFC 3389 3.2: k = 258 (N - 127) in Q15. */
const COEFFICIENT_STEP = 258 / 32_768;

export type FrameVerdict =
  | { readonly kind: 'speech' }
  /** `payload` null: the description sent before still holds. */
  | { readonly kind: 'pause'; readonly payload: Uint8Array | null };

export class SilenceSuppressor {
  readonly #frameMs: number;
  #floorDb = LEAST_SPEECH_DBOV;
  #sinceSpeechMs = 0;
  #describedDb: number | null = null;
  #sinceDescribedMs = 0;

  constructor(frameMs: number) {
    this.#frameMs = frameMs;
  }

  /** Judges one frame, -1..1. */
  judge(pcm: Float32Array): FrameVerdict {
    const levelDb = levelOf(pcm);
    this.#floorDb = Math.min(levelDb, this.#floorDb + (FLOOR_RISE_DB_PER_S * this.#frameMs) / 1000);
    const speech = levelDb > Math.max(LEAST_SPEECH_DBOV, this.#floorDb + SPEECH_OVER_FLOOR_DB);
    this.#sinceSpeechMs = speech ? 0 : this.#sinceSpeechMs + this.#frameMs;
    if (this.#sinceSpeechMs <= HANGOVER_MS) {
      this.#describedDb = null;
      return { kind: 'speech' };
    }
    this.#sinceDescribedMs += this.#frameMs;
    const changed = this.#describedDb === null || Math.abs(levelDb - this.#describedDb) >= LEVEL_CHANGED_DB;
    if (!changed && this.#sinceDescribedMs < UPDATE_MS) return { kind: 'pause', payload: null };
    this.#describedDb = levelDb;
    this.#sinceDescribedMs = 0;
    return { kind: 'pause', payload: describeNoise(pcm) };
  }
}

/** The payload of a comfort noise packet for this noise: its level and the reflection coefficients of its spectrum. */
export function describeNoise(pcm: Float32Array): Uint8Array {
  const level = Math.min(127, Math.max(0, Math.round(-levelOf(pcm))));
  const coefficients = level === 127 ? [] : reflectionOf(pcm);
  return Uint8Array.from([level, ...coefficients.map((k) => Math.min(254, Math.max(0, Math.round(k / COEFFICIENT_STEP) + 127)))]);
}

/** dB against a full-scale square wave (RFC 3389 3.1). */
function levelOf(pcm: Float32Array): number {
  let power = 0;
  for (const sample of pcm) power += sample * sample;
  return Math.max(SILENT_DBOV, 10 * Math.log10(power / Math.max(1, pcm.length) + 1e-13));
}

/** Levinson's recursion on the autocorrelation. */
function reflectionOf(pcm: Float32Array): number[] {
  const correlation = Array.from({ length: ORDER + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < pcm.length; i++) sum += (pcm[i] as number) * (pcm[i - lag] as number);
    return sum;
  });
  // A little white noise keeps a pure tone from making the filter ring.
  let error = (correlation[0] ?? 0) * 1.0001 + 1e-12;
  let predictor: number[] = [];
  const reflection: number[] = [];
  for (let order = 1; order <= ORDER; order++) {
    const sum = predictor.reduce((total, a, i) => total + a * (correlation[order - 1 - i] ?? 0), correlation[order] ?? 0);
    const k = -sum / error;
    const before = predictor;
    predictor = [...before.map((a, i) => a + k * (before[order - 2 - i] ?? 0)), k];
    error *= 1 - k * k;
    reflection.push(k);
  }
  return reflection;
}
