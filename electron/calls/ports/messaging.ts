import type { AccountId } from '../../contract/ids';
import type { SignallingParty } from './signalling';

/** What a far end is known to understand; null = not known yet. */
export interface MessageCapabilities {
  /** message/cpim with notices of delivery and display (RFC 5438). */
  readonly notices: boolean | null;
  /** That somebody is writing (RFC 3994). */
  readonly composing: boolean | null;
}

/** What a MESSAGE said, taken apart. Texts are cleaned and cut to size. */
export type MessageContent =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Their Message-ID where the text came in CPIM (RFC 5438 6.3). */
      readonly messageId: string | null;
      readonly wantsDelivery: boolean;
      readonly wantsDisplay: boolean;
      /** It came in CPIM: so they understand it. */
      readonly cpim: boolean;
    }
  /** RFC 3994: true until `refreshSeconds` are over, or a false comes, or a text. */
  | { readonly kind: 'composing'; readonly active: boolean; readonly refreshSeconds: number }
  /** RFC 5438: what became of a message of ours. */
  | { readonly kind: 'notice'; readonly messageId: string; readonly outcome: 'delivered' | 'displayed' | 'failed' };

export interface ReceivedMessage {
  readonly accountId: AccountId;
  readonly from: SignallingParty;
  /** It came round the line's servers, by the user's leave. */
  readonly direct: boolean;
  /** The same for each copy of one message: its Message-ID, else Call-ID and CSeq. */
  readonly copyKey: string;
  readonly content: MessageContent;
}

export type OutgoingMessage =
  /** `messageId` becomes Call-ID and, with notices, Message-ID: whoever gets it twice can tell. */
  | { readonly kind: 'text'; readonly messageId: string; readonly text: string; readonly askNotices: boolean }
  | { readonly kind: 'composing'; readonly active: boolean; readonly refreshSeconds: number }
  | { readonly kind: 'notice'; readonly messageId: string; readonly outcome: 'delivered' | 'displayed'; readonly atEpochMs: number };

export type SendOutcome =
  | { readonly kind: 'accepted'; readonly status: number }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string; readonly retryAfterSeconds: number | null }
  /** It could not leave, or its connection broke before an answer: worth another try when the line is ready again. */
  | { readonly kind: 'not-sent' };

/** MESSAGE (RFC 3428) on the lines in use. */
export interface Messaging {
  /**
   * Who takes what arrives; one at a time, the answer takes it away again. Called before the 200 goes out, so what it keeps is not
   * lost; where it throws, 500 with Retry-After goes out and the sender tries again. Without one, 480 is answered.
   */
  onMessage(receiver: (message: ReceivedMessage) => void): () => void;
  /** Who a typed number, user@host or URI is on that line. Throws CallError NO_ACCOUNT, INVALID_TARGET. */
  partyOf(accountId: AccountId, target: string): SignallingParty;
  /** Never throws; credentials are given as the server asks. */
  send(accountId: AccountId, target: string, message: OutgoingMessage): Promise<SendOutcome>;
  /** Longest text, bytes of UTF-8, that this line may send in one piece (RFC 3428 8); null = any. */
  largestTextBytes(accountId: AccountId): number | null;
  /** Asks by OPTIONS (RFC 3261 11) what the far end takes; null where it does not say. Never throws. */
  capabilities(accountId: AccountId, target: string): Promise<MessageCapabilities | null>;
}
