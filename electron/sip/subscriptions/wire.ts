import type { SipHeader, SipUri } from '../parser';

/** Where requests of a standing dialog go. */
export interface DialogRoute {
  readonly remoteTag: string;
  readonly remoteTarget: SipUri;
  /** Route values, nearest first. */
  readonly routeSet: readonly string[];
}

export interface SubscribeSpec {
  /** To, and Request-URI where there is no dialog yet. */
  readonly target: SipUri;
  readonly callId: string;
  readonly localTag: string;
  readonly cseq: number;
  readonly dialog: DialogRoute | null;
  readonly event: string;
  readonly expiresSeconds: number;
  readonly headers: readonly string[];
  /** Option tags of Supported beside the usual ones. */
  readonly supported?: readonly string[];
}

/** What came of a SUBSCRIBE, challenges included. */
export type SubscribeAnswer =
  /** `dialog` as the 2xx made it, null where it has no Contact or tag. 204: no NOTIFY follows (RFC 5839 6.3). */
  | { readonly kind: 'accepted'; readonly status: number; readonly expiresSeconds: number | null; readonly dialog: DialogRoute | null }
  | {
      readonly kind: 'rejected'; readonly status: number; readonly reason: string;
      readonly minExpiresSeconds: number | null; readonly retryAfterSeconds: number | null;
    }
  /** Nobody answered, or nothing could be sent. */
  | { readonly kind: 'none'; readonly status: 408 | 503 };

/** A NOTIFY of one of our subscriptions. `answer` is owed once. */
export interface IncomingNotify {
  readonly remoteTag: string;
  readonly cseq: number;
  /** Null where it has no usable Contact. */
  readonly dialog: DialogRoute | null;
  readonly message: { readonly headers: readonly SipHeader[]; readonly body: Buffer };
  answer(status: number, reason?: string, headers?: readonly string[]): void;
}

/** What a subscription needs of its line. */
export interface SubscriptionWire {
  /** `done` is called once, with the CSeq last used; the answer forgets the request. */
  subscribe(spec: SubscribeSpec, done: (answer: SubscribeAnswer, lastCSeq: number) => void): () => void;
  /** Hands over NOTIFYs to this Call-ID and tag, also those before any answer (RFC 6665 4.1.2.4). The answer stops that. */
  listen(callId: string, localTag: string, event: string, onNotify: (notify: IncomingNotify) => void): () => void;
}
