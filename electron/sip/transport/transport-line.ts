import type { SipRequest, SipResponse } from '../parser';
import type { ConnectError } from './connect-error';
import type { Hop } from './hop';
import type { HomeHops } from './home-hops';

export interface InboundRequest {
  readonly message: SipRequest;
  readonly source: Hop;
  /** Names the server transaction (RFC 3261 17.2.3). */
  readonly transactionKey: string;
  /** The topmost Via with `received` and `rport` filled in. */
  readonly topVia: string;
  /** Neither from the line's servers nor in a dialog of it: allowed only by the user's choice. */
  readonly direct: boolean;
  /** It came from one of the line's servers: what it asserts of the far end counts. */
  readonly fromServer: boolean;
}

export interface InboundResponse {
  readonly message: SipResponse;
  readonly source: Hop;
  /** Request-URI of the request it answers. */
  readonly requestUri: string;
  /** Our address as the far end saw it (RFC 3581). */
  readonly seenAs: Hop;
  readonly sentBy: Hop;
  readonly fromServer: boolean;
}

/** One line (account) as the transport sees it. */
export interface TransportLine {
  /** User part of our Contact, unguessable: who knows it was told by the registrar. */
  readonly contactUser: string;
  /** User part of the address of record; some servers put it in the Request-URI instead of the Contact's. */
  readonly user: string;
  readonly home: HomeHops;
  /** Every request goes to `home`, whatever Route and Request-URI say. */
  readonly hasOutboundProxy: boolean;
  /** What Contact shows; null = the socket's own address towards the hop. */
  readonly publicAddress: Hop | null;
  ownsDialog(callId: string, localTag: string, remoteTag: string): boolean;
  ownsServerTransaction(key: string): boolean;
  receiveRequest(request: InboundRequest): void;
  /** An OPTIONS for this line; the transport itself answers it. */
  pinged(request: SipRequest): void;
  receiveResponse(response: InboundResponse): void;
  /** The NAT on the way to this hop shows us at another address than before (RFC 5626 4.4.2). */
  addressMoved(hop: Hop, seen: Hop): void;
  /** A connection that stood, or a flow of datagrams, is gone: what waits for an answer on it gets none. `refusal`: the server does not take our certificate. */
  connectionClosed(hop: Hop, refusal: ConnectError | null): void;
}
