import { z } from 'zod';

/**
 * Why calls may not reach a line. forgotten: the server does not list this phone any more. no-return: it lists it, but what
 * it sends does not arrive here. silent: it does not answer.
 */
export const ReachProblem = z.enum(['forgotten', 'no-return', 'silent']);
export type ReachProblem = z.infer<typeof ReachProblem>;

/** What is known, and since when, of whether calls reach a line that is registered. */
export const ReachProof = z.discriminatedUnion('kind', [
  /** Not looked yet. */
  z.object({ kind: z.literal('none') }),
  /** A request of ours to ourselves came back through the server: so do calls. */
  z.object({ kind: z.literal('returned'), atEpochMs: z.number() }),
  /** The server lists this phone, but answers such requests itself, so more cannot be shown. */
  z.object({ kind: z.literal('listed'), atEpochMs: z.number() }),
  /** The server shows neither. */
  z.object({ kind: z.literal('unprovable'), atEpochMs: z.number() }),
  z.object({
    kind: z.literal('broken'), atEpochMs: z.number(), problem: ReachProblem,
    /** When it was last as it should be; null = never in this registration. */
    provenAtEpochMs: z.number().nullable(),
  }),
]);
export type ReachProof = z.infer<typeof ReachProof>;
