/** What is wrong with a certificate, as far as a person can do something about it. client: the server does not take ours. */
export type CertificateProblem = 'expired' | 'name' | 'issuer' | 'client';

export type ConnectProblem =
  /** Nothing listens there, or it closed the connection at once. */
  | 'unreachable'
  /** This machine has no way there. */
  | 'no-network'
  /** Something listens, but does not speak TLS with us. */
  | 'no-tls'
  /** A web server answers, but not with SIP over WebSocket at this path. */
  | 'no-websocket'
  | CertificateProblem;

/** What a server showed. */
export interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly validFromEpochMs: number;
  readonly validToEpochMs: number;
  /** SHA-256, pairs of hexadecimal digits with colons. */
  readonly fingerprint: string;
}

/** A connection that did not come about. `message` says why, in words for the details. */
export class ConnectError extends Error {
  constructor(readonly problem: ConnectProblem, message: string, readonly certificate: ShownCertificate | null = null) {
    super(message);
  }
}
