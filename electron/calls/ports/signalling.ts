import type { Account, AccountTestStep, AccountTransport, RegistrationState } from '../../contract/accounts';
import type { AccountId, CallId } from '../../contract/ids';
import type { CallerChecks, CallerVerification } from './caller-checks';
import type { ForwardedBy, HangUpReason, InviteOptions, RingRequest } from './call-signalling';
import type { Messaging } from './messaging';
import type { SignallingReach } from './reach';
import type { SharedLineSignalling } from './shared-lines';
import type { Subscriptions } from './subscriptions';
import type { SignallingTrace } from './trace';
import type { TransferSignalling } from './transfer';

/** What signalling tells the domain. Facts, in the order they happened. */
export type SignallingEvent =
  | { kind: 'registration'; accountId: AccountId; state: RegistrationState }
  /** An INVITE outside any dialog. 100 is already sent; nothing rings before ring(). */
  | {
      kind: 'incoming'; callId: CallId; accountId: AccountId; remote: SignallingParty; offer: string | null; direct: boolean; ringsWithOffer?: boolean; ring?: RingRequest;
      /** The call it takes over, for itself alone (RFC 3891), or wants to be joined to (RFC 3911). */
      replaces?: CallId; joins?: CallId;
      /** Who asked them to call (RFC 3892). Nobody vouches for it. */
      referredBy?: SignallingParty;
      /** They are this conference (RFC 4579 4.1). */
      focus?: string;
      /** Place on a shared line, by the server's word. */
      appearance?: number;
    }
  /** After `incoming`, and only where something was checked; none = it could not be. */
  | { kind: 'callerVerified'; callId: CallId; verdict: CallerVerification['verdict'] | 'none'; attestation: CallerVerification['attestation']; by: CallerVerification['by'] }
  | { kind: 'trying'; callId: CallId }
  /** 18x; sdp = early media answer of one fork. The newest replaces the older. */
  | { kind: 'progress'; callId: CallId; status: number; sdp: string | null }
  /** remote: who answered, where our server says so. */
  | { kind: 'accepted'; callId: CallId; sdp: string | null; remote: SignallingParty | null; focus?: string }
  /** Our server says that this is the far end now, whoever it was before (RFC 3325, RFC 4916). */
  | { kind: 'remoteChanged'; callId: CallId; remote: SignallingParty }
  /** The far end became this conference (RFC 4579 4.1), or is none any more. */
  | { kind: 'focusChanged'; callId: CallId; focus: string | null }
  /** ACK to our 2xx; sdp = the answer where the 2xx, or the ringing before it, held the offer. */
  | { kind: 'acknowledged'; callId: CallId; sdp: string | null }
  /** Final answer other than 2xx to our INVITE. warning: its text, cleaned. redirectTo: where a 3xx leads, the most wanted first. */
  | { kind: 'failed'; callId: CallId; status: number; reason: string; retryAfterSeconds: number | null; warning?: string; redirectTo?: readonly string[] }
  /** CANCEL before our answer. */
  | { kind: 'cancelled'; callId: CallId; answeredElsewhere: boolean; reason: string | null }
  /** BYE from the far end. */
  | { kind: 'ended'; callId: CallId; reason: string | null }
  /** re-INVITE or UPDATE; must be settled with answerOffer or rejectOffer. offer null = we make it. */
  | { kind: 'remoteOffer'; callId: CallId; offer: string | null }
  /** The session timer wants a re-INVITE with an offer as things stand (RFC 4028 7.4); answered as any other. */
  | { kind: 'refreshDue'; callId: CallId }
  /** DTMF by INFO. */
  | { kind: 'digit'; callId: CallId; digit: string; durationMs: number }
  /** The way to its server is another one: the far end must hear of our new address (a new offer). Only matters once it is established. */
  | { kind: 'networkChanged'; callId: CallId }
  /** Transport lost, timer B/F/H, ACK never came: the dialog is gone. */
  | { kind: 'lost'; callId: CallId; detail: string };

export interface SignallingParty {
  /** user part for tel-like URIs, else user@host; unescaped, control and bidi characters removed. */
  number: string;
  /** The URI as a string, for calling back. */
  uri: string;
  displayName: string | null;
  /** The caller does not want to be known. */
  anonymous?: boolean;
  /** Who sent the call on to us, the last one first. */
  forwardedBy?: readonly ForwardedBy[];
}

export type ReinviteResult =
  | { ok: true; sdp: string | null }
  /** retryAfterMs: the offer met one of theirs (491) or they asked for time; null = refused for good. */
  | { ok: false; status: number; reason: string; retryAfterMs?: number | null };

/**
 * The SIP user agent as the domain sees it. SDP is opaque text here.
 * Methods do not throw for protocol outcomes: those come as events. They throw CallNotFound only for an unknown callId.
 */
export interface Signalling {
  onEvent(listener: (event: SignallingEvent) => void): () => void;
  readonly trace: SignallingTrace;
  readonly transfer: TransferSignalling;
  readonly reach: SignallingReach;
  readonly callers: CallerChecks;
  readonly subscriptions: Subscriptions;
  readonly sharedLines: SharedLineSignalling;

  /** Adds or replaces a line and registers it; password null leaves it `locked`. `clientKey`: PEM, of its client certificate. */
  applyAccount(account: Account, password: string | null, clientKey?: string | null): void;
  /** Unregisters (waits for the answer, 2 s at most) and forgets the line. */
  removeAccount(accountId: AccountId): Promise<void>;
  reconnect(accountId: AccountId): void;
  registration(accountId: AccountId): RegistrationState;
  /** Registers once with what was typed, unregisters again; never throws. */
  testAccount(account: Account, password: string, onStep: (step: AccountTestStep) => void, clientKey?: string | null): Promise<{ ok: boolean; failedStep: AccountTestStep | null }>;
  /** Which server a line with this transport would talk to. */
  discover(domain: string, transport: AccountTransport): Promise<{ host: string; port: number; how: 'srv' | 'address' | 'none' }>;
  setAllowDirectIpCalls(allow: boolean): void;
  /** Our address towards the account's hop, for c= and the RTP socket; the best guess before the first resolution. */
  localAddress(accountId: AccountId): string;

  /** Throws CallError INVALID_TARGET, in words, where invite() could never call this from that line. */
  checkTarget(accountId: AccountId, target: string): void;
  /** `target`: digits, user@host, sip: or tel: URI; completed with the account's domain. Throws InvalidTarget. */
  invite(callId: CallId, accountId: AccountId, target: string, sdpOffer: string, options?: InviteOptions): void;
  /** Everything of this call goes to and from our server encrypted (TLS, its certificate checked). Null once it is over. */
  isSecure(callId: CallId): boolean | null;
  /** 180 to an incoming INVITE; with our offer where it `ringsWithOffer`. accept() then repeats that offer. */
  ring(callId: CallId, sdpOffer?: string): void;
  /** 200 with SDP (answer, or offer for an offerless INVITE). */
  accept(callId: CallId, sdp: string): void;
  /** A final refusal of an incoming INVITE: 486, 603, 480, 488, ... */
  reject(callId: CallId, status: number, reason?: string): void;
  /** 302 to an incoming INVITE: the caller may try `target` (RFC 3261 21.3.3); completed as in invite(). Where it makes no address the answer is 480. */
  redirect(callId: CallId, target: string): void;
  /** CANCEL, or BYE, or a refusal, as the dialog's state asks (RFC 3261 15). Idempotent. */
  hangUp(callId: CallId, reason?: HangUpReason): void;
  /** re-INVITE with our offer, or UPDATE where the call is not answered yet and the far end bears it. After a glare (491) the caller makes a new offer in `retryAfterMs` (RFC 3261 14.1). */
  reinvite(callId: CallId, sdpOffer: string): Promise<ReinviteResult>;
  answerOffer(callId: CallId, sdp: string): void;
  rejectOffer(callId: CallId, status: number): void;
  /** DTMF by INFO (application/dtmf-relay). */
  sendInfoDigit(callId: CallId, digit: string, durationMs: number): Promise<boolean>;
  readonly messaging: Messaging;

  /** Unregisters everything and closes sockets, timers; resolves within 2.5 s. */
  dispose(): Promise<void>;
}
