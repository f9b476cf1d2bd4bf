import { z } from 'zod';

/** One or more certificates as text; a key is refused, since this is kept where anybody can read it. */
const Certificates = z.string().max(100_000)
  .regex(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----/, 'expected PEM certificates').regex(/^(?:(?!PRIVATE KEY-----)[\s\S])*$/, 'a private key does not belong here');

/** SHA-256 of a certificate: 32 pairs of hexadecimal digits with colons. */
export const Fingerprint = z.string().regex(/^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31}$/);

/** What a line's connection to its server needs besides the transport. */
export const AccountConnection = z.object({
  /** Of a WebSocket: what is asked for at the server, e.g. `/ws`. Null = `/`, or what the outbound proxy's URL says. */
  webSocketPath: z.string().max(255).regex(/^\/[!-~]*$/).nullable(),
  /** PEM of those who may vouch for the server, besides those this computer trusts. */
  authorities: Certificates.nullable(),
  /** PEM of what we show to a server that asks who we are; its key is kept beside the line's password. */
  clientCertificate: Certificates.nullable(),
  /** The one server certificate that the user said to trust, whatever else is wrong with it. */
  pinnedCertificate: Fingerprint.nullable(),
});
export type AccountConnection = z.infer<typeof AccountConnection>;

/** What a server showed, for a person who has to judge it. */
export const ServerCertificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  validFromEpochMs: z.number(),
  validToEpochMs: z.number(),
  fingerprint: Fingerprint,
});
export type ServerCertificate = z.infer<typeof ServerCertificate>;

/**
 * Why the way to a server is not to be trusted (RFC 5922): its certificate has run out or is for another name, its issuer
 * is unknown, it does not take ours, or it speaks no TLS there at all. no-websocket: no SIP over WebSocket there (RFC 7118).
 */
export const ConnectionProblem = z.enum(['expired', 'name', 'issuer', 'client', 'no-tls', 'no-websocket']);
export type ConnectionProblem = z.infer<typeof ConnectionProblem>;
