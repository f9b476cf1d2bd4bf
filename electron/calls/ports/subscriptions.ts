import type { AccountId } from '../../contract/ids';
import type { CallInfoFacts } from './shared-lines';

/** Event packages this phone understands (RFC 3842, 4235, 3856, 3680, 4575; call-info: BroadSoft's shared lines). */
export type EventPackage = 'message-summary' | 'dialog' | 'presence' | 'reg' | 'conference' | 'call-info';

/** How a subscription stands. */
export type SubscriptionStatus =
  /** Nothing is sent: the line is not registered. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'subscribing' }
  /** The server took it and waits for a decision, by the watched person say. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'active' }
  /** Tried again at that time, or when the line is registered anew. `reason` in English, for the log and Details. */
  | { readonly kind: 'waiting'; readonly retryAtEpochMs: number; readonly reason: string }
  /**
   * Not tried again before the line is registered anew. refused: not allowed or no such thing to watch. unsupported: the server
   * does not know the package. final: the state told last stays true for ever (RFC 6665 4.1.3, invariant).
   */
  | { readonly kind: 'ended'; readonly why: 'refused' | 'unsupported' | 'final'; readonly status: number | null; readonly reason: string };

/** Messages that wait (RFC 3842). Null = the server does not say. */
export interface MessageSummary {
  readonly waiting: boolean;
  /** URI of the mailbox, where it names one. */
  readonly account: string | null;
  readonly newVoice: number | null;
  readonly oldVoice: number | null;
  readonly urgentNewVoice: number | null;
}

export interface WatchedParty {
  readonly uri: string;
  readonly displayName: string | null;
}

/** One dialog of the person watched (RFC 4235). */
export interface WatchedDialog {
  readonly id: string;
  readonly state: 'trying' | 'proceeding' | 'early' | 'confirmed' | 'terminated';
  /** Who called whom, seen from the person watched; null where the server does not say. */
  readonly direction: 'initiator' | 'recipient' | null;
  /** What INVITE with Replaces (RFC 3891) needs; tags as the person watched has them. */
  readonly callId: string | null;
  readonly localTag: string | null;
  readonly remoteTag: string | null;
  readonly local: WatchedParty | null;
  readonly remote: WatchedParty | null;
  /** Contact of the phone watched, where the server tells. */
  readonly localTarget?: string;
  /** On hold there (RFC 4235 4.4, sip.rendering). */
  readonly held?: boolean;
  /** Place on a shared line, and whether others must leave it alone (RFC 7463 5.3). */
  readonly appearance?: number;
  readonly exclusive?: boolean;
}

export interface DialogFacts {
  /** The person watched, as the server names them. */
  readonly entity: string;
  readonly dialogs: readonly WatchedDialog[];
}

export type Availability = 'available' | 'on-the-phone' | 'busy' | 'do-not-disturb' | 'away' | 'offline' | 'unknown';

/** What presence says, in one word (PIDF, RFC 3863; RPID, RFC 4480). */
export interface PresenceFacts {
  readonly entity: string;
  readonly availability: Availability;
  readonly note: string | null;
}

/** One device registered for the address of record (RFC 3680). */
export interface RegisteredContact {
  readonly uri: string;
  readonly displayName: string | null;
  /** What happened to it last: registered, refreshed, created, ... */
  readonly event: string;
  readonly expiresSeconds: number | null;
  readonly callId: string | null;
  readonly userAgent: string | null;
}

export interface RegistrationFacts {
  readonly aor: string;
  readonly state: 'init' | 'active' | 'terminated';
  /** Only those that are active. */
  readonly contacts: readonly RegisteredContact[];
}

export interface ConferenceUser {
  readonly entity: string;
  readonly displayName: string | null;
  readonly roles: readonly string[];
  readonly endpoints: readonly { readonly entity: string; readonly status: string | null; readonly muted: boolean }[];
}

/** The roster of a server's conference (RFC 4575). */
export interface ConferenceFacts {
  readonly entity: string;
  readonly subject: string | null;
  readonly userCount: number | null;
  readonly locked: boolean;
  readonly users: readonly ConferenceUser[];
}

/** Complete state as far as the server told it: partial notifications are merged already. */
export type PackageFacts =
  | { readonly package: 'message-summary'; readonly summary: MessageSummary }
  | { readonly package: 'dialog'; readonly dialog: DialogFacts }
  | { readonly package: 'presence'; readonly presence: PresenceFacts }
  | { readonly package: 'reg'; readonly registrations: readonly RegistrationFacts[] }
  | { readonly package: 'conference'; readonly conference: ConferenceFacts }
  | { readonly package: 'call-info'; readonly line: CallInfoFacts };

export type SubscriptionEvent =
  | { readonly kind: 'status'; readonly status: SubscriptionStatus }
  /** `resource`: what was asked for, or a member of it where that is a list. */
  | { readonly kind: 'facts'; readonly resource: string; readonly facts: PackageFacts }
  /** A member of a list cannot be watched, or not any more. */
  | { readonly kind: 'memberLost'; readonly resource: string; readonly reason: string };

/** What we tell others of ourselves (RFC 3903, RFC 3863). */
export type OwnAvailability = 'available' | 'on-the-phone' | 'do-not-disturb' | 'away';

/** Messages that wait, told by the registrar without being asked (as Asterisk and others do). */
export interface UnsolicitedSummary {
  readonly accountId: AccountId;
  readonly summary: MessageSummary;
}

export interface WatchOptions {
  readonly list?: boolean;
  readonly shared?: boolean;
}

/** Watching others and being watched (RFC 6665, 3903, 4662). Nothing here throws for what a server does. */
export interface Subscriptions {
  /**
   * Watches `target` (a number, user@host or sip: URI; null = the line's own address) from that line, as long as it is
   * registered and until the answer is called. The same package and target twice are one subscription. What is known
   * already is told before this returns. A `target` that makes no address is told as `ended`.
   * `list`: the target is a resource list (RFC 4662); its members are told one by one. `shared`: dialogs with their places on
   * a shared line (RFC 7463 5.1).
   */
  watch(accountId: AccountId, eventPackage: EventPackage, target: string | null, listener: (event: SubscriptionEvent) => void, options?: WatchOptions): () => void;
  /** Told by the line's own servers only; others are answered 481. */
  onUnsolicited(listener: (told: UnsolicitedSummary) => void): () => void;
  /** Publishes our own state from that line while it is registered; null takes it back. */
  publish(accountId: AccountId, state: OwnAvailability | null): void;
}
