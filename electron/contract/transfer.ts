import { z } from 'zod';

/** Somebody a call is passed on to, or by. */
export const TransferParty = z.object({ number: z.string(), name: z.string().nullable() });
export type TransferParty = z.infer<typeof TransferParty>;

/** Why a transfer came to nothing. */
export const TransferFailure = z.enum([
  'busy', 'declined', 'no-answer', 'not-found', 'unavailable',
  'not-supported', // their phone cannot be passed on (405, 501)
  'refused', // they, or the server, did not want it (403, 603)
  'no-news', // they took the request and never said what came of it
  'failed', // anything else
]);
export type TransferFailure = z.infer<typeof TransferFailure>;

/** How far it has come, as whoever makes the new call tells it. */
export const TransferProgress = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('asking') }),
  z.object({ kind: z.literal('trying') }),
  z.object({ kind: z.literal('ringing') }),
  z.object({ kind: z.literal('answered') }),
  z.object({ kind: z.literal('failed'), why: TransferFailure, sipStatus: z.number().int().nullable() }),
]);
export type TransferProgress = z.infer<typeof TransferProgress>;

/** Who is in a conference of a server, as far as it tells. */
export const ServerConference = z.object({ people: z.array(TransferParty).readonly(), count: z.number().int().nullable() });
export type ServerConference = z.infer<typeof ServerConference>;

/** A call that is passed on. */
export const CallTransfer = z.object({ to: TransferParty, progress: TransferProgress });
export type CallTransfer = z.infer<typeof CallTransfer>;
