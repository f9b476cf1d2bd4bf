import { z } from 'zod';

/** What may be wrong with the sound of a call; the window has the words. */
export const FindingCode = z.enum([
  'nothing-received', // agreed to send, and not one packet came
  'stopped-arriving', // came, and does not any more
  'not-heard', // they report that nothing of ours arrives
  'microphone-missing', // none, refused by the system, or it failed
  'microphone-silent', // open, and gives nothing but zeros
  'speaker-missing',
  'loss-in',
  'loss-out',
  'jitter-in',
  'late-in', // came, but too late to be played
  'high-delay',
  'sound-stalls', // this computer gave the sound no time
  'codec-mismatch', // they send what was never agreed
  'encryption-mismatch', // packets that our keys do not fit
  'path-failed', // ICE found no way, or lost it
  'held-by-them',
  'held-by-us',
]);
export type FindingCode = z.infer<typeof FindingCode>;

export const CallFinding = z.object({
  code: FindingCode,
  /** note: so that one knows. warning: it is heard. problem: one of the two hears nothing. */
  weight: z.enum(['note', 'warning', 'problem']),
  /** What the words are filled with; only what the code needs. */
  percent: z.number().optional(),
  ms: z.number().optional(),
  port: z.number().int().optional(),
  count: z.number().int().optional(),
});
export type CallFinding = z.infer<typeof CallFinding>;

/** An estimate of the E-model, 1..4.5; see electron/media/quality. */
export const MosEstimate = z.object({
  listening: z.number(), conversational: z.number(), band: z.enum(['narrow', 'wide', 'full']),
});
export type MosEstimate = z.infer<typeof MosEstimate>;
