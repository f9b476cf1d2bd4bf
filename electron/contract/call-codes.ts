import { z } from 'zod';

const Code = z.string().regex(/^[0-9*#]{0,12}$/);

/** Codes by which a line's server picks calls up and parks them. Empty = the server has none. */
export const CallCodes = z.object({
  /** Takes a call that rings anywhere in the own group: *8 in Asterisk and FreePBX. */
  groupPickup: Code,
  /** transfer: the call is passed on to that extension (FreePBX 70, Asterisk 700). digits: the code is sent in the call (Asterisk #72). */
  park: z.object({ how: z.enum(['transfer', 'digits']), code: Code }),
  /** Dialled before the number of the parking place: *85 in older FreePBX; empty where the place is dialled as it is. */
  retrievePrefix: Code,
});
export type CallCodes = z.infer<typeof CallCodes>;
