/** A STUN or TURN server; host name or IP literal. */
export interface IceServer {
  host: string;
  port: number;
}

export interface TurnServer extends IceServer {
  /** How we reach it; to the far end it is UDP always. */
  protocol: 'udp' | 'tcp' | 'tls';
  username: string;
  password: string;
}

/** How a session looks for ways through address translators and firewalls (ICE, RFC 8445). */
export interface IceOptions {
  /** answer: only where the far end offers it, so that our offers are as plain as ever. offer: in our offers as well. */
  use: 'answer' | 'offer';
  stun: IceServer | null;
  turn: TurnServer | null;
  /** All media goes through the TURN server, and no address of this machine is told to the far end. */
  relayOnly: boolean;
}

export type CandidateType = 'host' | 'srflx' | 'prflx' | 'relay';

export type PathProblemCode =
  | 'stun-name' | 'stun-unreachable'
  | 'turn-name' | 'turn-unreachable' | 'turn-wrong-password' | 'turn-forbidden' | 'turn-quota-reached' | 'turn-no-capacity' | 'turn-not-supported'
  | 'turn-server-error' | 'turn-certificate' | 'turn-lost'
  /** The TURN server refuses to relay to an address of the far end. */
  | 'turn-peer-refused'
  /** No pair of addresses worked; media goes to where the description says, as without ICE. */
  | 'checks-failed'
  /** The far end does not answer checks any more (RFC 7675). */
  | 'consent-lost';

/** Why something on the way to a path did not work; `detail` in English, for logs and experts. */
export interface PathProblem {
  code: PathProblemCode;
  detail: string;
}

/** One end of the path in use. */
export interface PathEnd {
  type: CandidateType;
  address: string;
  port: number;
}

/** The way media goes, and what was tried. */
export interface PathReport {
  /**
   * off: not agreed with the far end, media goes to where the description says (symmetric RTP). checking: looking for a
   * way. connected: `local` and `remote` are the pair in use. failed: no pair worked, as `off` meanwhile. lost: a pair
   * that worked is gone; nothing is sent until checks get through again.
   */
  ice: 'off' | 'checking' | 'connected' | 'failed' | 'lost';
  local: PathEnd | null;
  remote: PathEnd | null;
  /** How we reach the relay, where `local` is one. */
  relayProtocol: 'udp' | 'tcp' | 'tls' | null;
  /** Of the last check, ms. */
  roundTripMs: number | null;
  /** How long gathering took, ms; null where nothing was gathered. */
  gatheringMs: number | null;
  problems: readonly PathProblem[];
}
