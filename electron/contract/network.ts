import { z } from 'zod';

/** host, host:port or [IPv6]:port. */
const Host = z.string().min(1).max(255);

export const TurnSettings = z.object({
  /** The port is 3478 unless given, 5349 for TLS. */
  server: Host,
  protocol: z.enum(['udp', 'tcp', 'tls']),
  /** Its password is kept beside the one of the line. */
  username: z.string().max(200),
});
export type TurnSettings = z.infer<typeof TurnSettings>;

/** How calls on a line find their way through routers and firewalls (ICE, STUN, TURN). */
export const AccountNetwork = z.object({
  /**
   * off: never. auto: where the far end offers it, and in our own offers once a STUN or TURN server is set, so that a plain
   * server sees plain offers. on: in every offer. relay: only through the TURN server, and nobody called sees our address.
   */
  ice: z.enum(['off', 'auto', 'on', 'relay']),
  /** The port is 3478 unless given. */
  stunServer: Host.nullable(),
  turn: TurnSettings.nullable(),
});
export type AccountNetwork = z.infer<typeof AccountNetwork>;

export const defaultNetwork: AccountNetwork = { ice: 'auto', stunServer: null, turn: null };
