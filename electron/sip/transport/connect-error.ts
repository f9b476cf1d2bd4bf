/** What is wrong with a server's certificate, as far as a person can do something about it. */
export type CertificateProblem = 'expired' | 'name' | 'issuer';

export type ConnectProblem =
  /** Nothing listens there, or it closed the connection at once. */
  | 'unreachable'
  /** This machine has no way there. */
  | 'no-network'
  /** Something listens, but does not speak TLS with us. */
  | 'no-tls'
  | CertificateProblem;

/** A connection that did not come about. `message` says why, in words for the details. */
export class ConnectError extends Error {
  constructor(readonly problem: ConnectProblem, message: string) {
    super(message);
  }
}
