/** A URI as it stood in the message, taken apart. `text` is always the exact original. */
export type SipUri =
  | {
      readonly kind: 'sip';
      readonly scheme: 'sip' | 'sips';
      readonly text: string;
      /** Escaped as received; null where the URI has no user part. Parameters of a telephone-subscriber stay inside. */
      readonly user: string | null;
      readonly password: string | null;
      /** Lower case; an IPv6 reference without its brackets. */
      readonly host: string;
      readonly port: number | null;
      /** Names in lower case; null = present without a value. */
      readonly params: ReadonlyMap<string, string | null>;
      /** What follows `?`, unparsed and never acted upon. */
      readonly headers: string | null;
    }
  | { readonly kind: 'tel'; readonly scheme: 'tel'; readonly text: string; readonly number: string; readonly params: ReadonlyMap<string, string | null> }
  | { readonly kind: 'other'; readonly scheme: string; readonly text: string };

/** name-addr or addr-spec with its header parameters (RFC 3261 20.10). */
export interface NameAddr {
  /** Unquoted and unescaped; null where there is none. */
  readonly displayName: string | null;
  readonly uri: SipUri;
  readonly params: ReadonlyMap<string, string | null>;
  /** The value exactly as received. */
  readonly text: string;
}

/** One Via value (RFC 3261 20.42). */
export interface Via {
  /** Upper case, e.g. UDP. */
  readonly transport: string;
  /** Lower case; an IPv6 reference without its brackets. */
  readonly host: string;
  readonly port: number | null;
  readonly params: ReadonlyMap<string, string | null>;
  readonly text: string;
}

/** One header line: the name in its long form and lower case, the value unfolded and trimmed. */
export interface SipHeader {
  readonly name: string;
  readonly value: string;
}

interface MessageParts {
  /** In the order received; comma lists are not split here, see `listValues`. */
  readonly headers: readonly SipHeader[];
  /** Every Via value, topmost first. */
  readonly vias: readonly Via[];
  readonly from: NameAddr;
  readonly to: NameAddr;
  readonly callId: string;
  readonly cseq: { readonly sequence: number; readonly method: string };
  /** Every Contact value; `*` (RFC 3261 10.2.2) is left out and told by `contactIsWildcard`. */
  readonly contacts: readonly NameAddr[];
  readonly contactIsWildcard: boolean;
  /** As long as Content-Length says; bytes beyond it are dropped (RFC 3261 18.3). */
  readonly body: Buffer;
}

export interface SipRequest extends MessageParts {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: SipUri;
}

export interface SipResponse extends MessageParts {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
}

export type SipMessage = SipRequest | SipResponse;

export interface ParseFailure {
  /** What is wrong, for the log; holds no header value. */
  readonly detail: string;
  /** The answer a server owes (400, 505), null where none can be sent: responses, ACK, no usable Via. */
  readonly status: 400 | 505 | null;
  readonly method: string | null;
  /** What could be read, enough to build that answer from. */
  readonly headers: readonly SipHeader[];
}

export type ParseResult =
  | { readonly ok: true; readonly message: SipMessage }
  | { readonly ok: false; readonly failure: ParseFailure };
