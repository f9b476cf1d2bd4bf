import type { AccountId, CallId } from '../../contract/ids';
import type { WatchedDialog } from './subscriptions';

/** What one place of a shared line shows, in the words of call-info (BroadWorks access side extensions). */
export interface AppearanceFact {
  readonly index: number;
  readonly state: 'idle' | 'seized' | 'progressing' | 'alerting' | 'active' | 'held' | 'held-private' | 'bridge-active' | 'bridge-held';
  /** The far end, where the server tells. */
  readonly uri: string | null;
  readonly displayName: string | null;
}

/** State of a shared line by the call-info package. A place that is not named is idle. */
export interface CallInfoFacts {
  readonly appearances: readonly AppearanceFact[];
}

/** What came of asking for a place. taken: another phone has it. unsupported: this server knows no seizing. */
export type SeizeResult =
  | { readonly kind: 'granted'; readonly index: number }
  | { readonly kind: 'taken' | 'unsupported' | 'failed'; readonly reason: string };

/** A place held until it is dialled from. */
export interface Seizure {
  /** Gives it back. */
  release(): void;
  /** The INVITE goes out now: the server ends the seizure by itself. */
  used(): void;
}

/** A dialog of ours as the other phones of the line are told (RFC 7463 5.4, RFC 4235). */
export interface PublishedDialog {
  readonly state: 'trying' | 'early' | 'confirmed' | 'terminated';
  readonly direction: 'initiator' | 'recipient';
  /** Null = any, or none. */
  readonly appearance: number | null;
  /** Nobody may take or join it. */
  readonly exclusive: boolean;
  readonly held: boolean;
  /** Our call, as soon as there is one. */
  readonly callId: CallId | null;
  readonly remote: { readonly uri: string; readonly displayName: string | null } | null;
  /** The dialog whose place it takes, or which it joins. */
  readonly replaced?: WatchedDialog;
  readonly joined?: WatchedDialog;
}

export interface DialogPublication {
  /** `told` hears what the server made of it, at most once. */
  set(dialog: PublishedDialog, told?: (result: SeizeResult) => void): void;
  /** The call is over, or the place is given back. */
  end(): void;
}

/** Sharing one line among several phones: what goes beyond watching it (see Subscriptions). Nothing here throws for what a server does. */
export interface SharedLineSignalling {
  /** BroadSoft: asks for a place (Event: line-seize). Exactly one result; `onLost` once a granted one is taken back before it was used. */
  seize(accountId: AccountId, index: number, onResult: (result: SeizeResult) => void, onLost: () => void): Seizure;
  /** All further requests and answers of this call, also of one still to be made, name the place; null = not any more. */
  occupy(callId: CallId, place: { readonly index: number; readonly isPrivate: boolean } | null): void;
  /** RFC 7463: a dialog of ours to be published from now on. */
  publication(accountId: AccountId): DialogPublication;
  /** Which of our calls a dialog told by the server is. */
  callOf(dialog: WatchedDialog): CallId | null;
}
