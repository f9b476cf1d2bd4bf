import { z } from 'zod';
import { AccountId } from './ids';

/** One phone or app that is registered on a line (RFC 3680), as far as the server tells. */
export const LineDevice = z.object({
  /** What it calls itself, '' where the server does not say. */
  name: z.string(),
  /** Where it is reached: host and port. */
  address: z.string(),
  /** This app itself. */
  isThis: z.boolean(),
});
export type LineDevice = z.infer<typeof LineDevice>;

/** Who is registered on a line. asking: the server has not said yet. unknown: it does not tell. */
export const LineDevices = z.object({
  accountId: AccountId,
  state: z.enum(['asking', 'known', 'unknown']),
  devices: z.array(LineDevice),
});
export type LineDevices = z.infer<typeof LineDevices>;
