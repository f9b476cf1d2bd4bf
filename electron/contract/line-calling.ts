import { z } from 'zod';

/** How a line shows itself to those it calls, and whom it lets in without a hand. */
export const LineCalling = z.object({
  /** Calls go out without our number (RFC 3323); the server still knows it. */
  hideNumber: z.boolean(),
  /** Calls whose caller asks to be answered at once (intercom): never, from the numbers listed, or from everyone the server vouches for. */
  autoAnswer: z.enum(['never', 'listed', 'always']),
  autoAnswerFrom: z.array(z.string().min(1).max(255)).max(200),
  /** The microphone stays off until the user switches it on. */
  autoAnswerMuted: z.boolean(),
  /** The far end of a call cannot pass us on to somebody else (REFER is answered 603). Left out: it can. */
  refuseTransfers: z.boolean().optional(),
});
export type LineCalling = z.infer<typeof LineCalling>;
