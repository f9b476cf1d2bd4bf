export { SCORE_RATE, toScoreRate } from './rate';
export { scoreSpeech, type SpeechScore } from './score';
export type { Band } from './loudness';
