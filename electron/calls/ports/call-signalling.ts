/** How an INVITE of ours is to be sent. */
export interface InviteOptions {
  /** Our number is not told to those called (RFC 3323, RFC 3325): the server still knows who pays. */
  anonymous?: boolean;
  /** Replaces value, checked: the call takes the place of another (RFC 3891). */
  replaces?: string;
  /** Join value, checked: the call is to be joined to another (RFC 3911). */
  join?: string;
  /** Referred-By value, checked: who asked us to call (RFC 3892). */
  referredBy?: string;
}

/** Why we end a call, for the far end (RFC 3326). */
export interface HangUpReason {
  protocol?: 'SIP' | 'Q.850';
  cause: number;
  text: string;
}

/** One who sent the call on to us (RFC 5806, RFC 7044). */
export interface ForwardedBy {
  number: string;
  displayName: string | null;
  reason: 'busy' | 'no-answer' | 'always' | 'unavailable' | null;
}

/** What the caller, or the server, asks the phone to do with a call that comes in. Whether it does is policy. */
export interface RingRequest {
  /** urn:alert:source (RFC 7462), or what PBXs say in its place. */
  source: 'internal' | 'external' | null;
  /** Answer at once after so many seconds (RFC 5373, Call-Info answer-after, Alert-Info of Cisco and Asterisk); null = ring. */
  answerAfterSeconds: number | null;
  /** What the call is about, where the caller says so in words (Subject, Call-Info purpose). Nothing is ever fetched. */
  about: string | null;
}
