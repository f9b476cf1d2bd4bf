import type { CodecName } from '../../../electron/contract/accounts';
import { RATE } from '../../support/sound/signal';
import { SCORE_RATE, scoreSpeech, toScoreRate, type Band, type SpeechScore } from '../../support/sound/quality';
import { median } from '../lib/report';
import type { Heard } from './receiver';
import type { Talk } from './sentences';

export interface Figures {
  /** Median over the sentences, and the worst of them. */
  readonly score: number;
  readonly worst: number;
  /** From the moment the sound was spoken at the sender to the speaker, ms: median over the sentences. */
  readonly delayMs: number;
  /** 95th percentile within a sentence, median over the sentences. */
  readonly delayP95Ms: number;
  readonly sentences: readonly SpeechScore[];
}

const REACH_MS = 1_300;
/** G.711 is judged within the telephone band: what it cannot carry is nobody's fault. */
export const bandFor = (codec: CodecName): Band => (codec === 'pcma' || codec === 'pcmu' ? 'narrow' : 'wide');

/** Scores every sentence of the talk in what was heard. `sentMs`: when its first packet's sound began to be sent. */
export function figuresOf(talk: Talk, heard: Heard, sentMs: number, codec: CodecName, drift = 0): Figures {
  const sound = toScoreRate(heard.pcm);
  const scores = talk.sentences.map(({ pcm, startMs }) => {
    const fromMs = sentMs + startMs / (1 + drift) - heard.startMs;
    const from = Math.round((fromMs * SCORE_RATE) / 1000);
    const spoken = toScoreRate(pcm);
    const to = from + spoken.length + (REACH_MS * SCORE_RATE) / 1000;
    const part = new Float32Array(to - from);
    part.set(sound.subarray(Math.max(0, from), Math.max(0, to)), Math.max(0, -from));
    return scoreSpeech(spoken, part, bandFor(codec), REACH_MS);
  });
  return {
    score: median(scores.map(({ score }) => score)), worst: Math.min(...scores.map(({ score }) => score)),
    delayMs: median(scores.map(({ delayMs }) => delayMs)), delayP95Ms: median(scores.map(({ delayP95Ms }) => delayP95Ms)), sentences: scores,
  };
}

export const secondsOf = (pcm: Float32Array): number => pcm.length / RATE;
