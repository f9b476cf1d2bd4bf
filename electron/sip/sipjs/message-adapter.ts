import { IncomingRequestMessage, IncomingResponseMessage, type URI } from 'sip.js/lib/core/index.js';
import { type NameAddr, parseNameAddr, type SipMessage, type SipUri, splitOutside } from '../parser';
import type { InboundRequest, InboundResponse } from '../transport/transport-line';
import { sessionBody } from './bodies';
import { toNameAddrHeader } from './uris';

type Adapted = IncomingRequestMessage | IncomingResponseMessage;

const sources = new WeakMap<Adapted, SipMessage>();

/** What the message was before it was made fit for sip.js; null for answers sip.js made up itself (timeouts, transport errors). */
export function sourceOf(message: Adapted): SipMessage | null {
  return sources.get(message) ?? null;
}

const directRequests = new WeakSet<Adapted>();

/** True where the request came round the line's servers, by the user's leave. */
export function isDirect(message: IncomingRequestMessage): boolean {
  return directRequests.has(message);
}

/** Comma lists of which sip.js wants each element alone. */
const LISTS = new Set(['record-route', 'route', 'contact', 'via', 'require', 'supported', 'allow']);

/**
 * The request in the shape `Core.Parser.parseMessage` would give, with its headers parsed beforehand so that
 * sip.js's grammar is not entered. `ruri` is our own Contact: whether the request is for us was settled before.
 */
export function adaptRequest({ message, transactionKey, topVia, direct }: InboundRequest, ourUri: URI, remoteTarget: SipUri | null): IncomingRequestMessage {
  const adapted = new IncomingRequestMessage();
  fill(adapted, message, topVia);
  if (direct) directRequests.add(adapted);
  adapted.ruri = ourUri;
  adapted.method = message.method;
  // By the rules of RFC 2543 an ACK has the key of its INVITE, and sip.js would take the one to a 2xx for a stray; it is for the dialog.
  const isOldAckOfDialog = message.method === 'ACK' && remoteTarget !== null && !transactionKey.startsWith('z9hG4bK');
  adapted.viaBranch = isOldAckOfDialog ? `${transactionKey}|ack` : transactionKey;
  // sip.js throws where an INVITE has no Contact. In a dialog the remote target stays as it is; without one, From stands in (RFC 2543 6.13).
  if (message.contacts.length === 0 && message.method === 'INVITE') setContact(adapted, remoteTarget ?? message.from.uri);
  return adapted;
}

/** The response likewise. 18x and 2xx to INVITE without Contact or To tag are dropped by sip.js, so both are made up. */
export function adaptResponse({ message, requestUri }: InboundResponse): IncomingResponseMessage {
  const adapted = new IncomingResponseMessage();
  fill(adapted, message, message.vias[0]?.text ?? '');
  adapted.statusCode = message.status;
  adapted.reasonPhrase = message.reason;
  adapted.method = message.cseq.method;
  adapted.viaBranch = message.vias[0]?.params.get('branch') ?? '';
  const makesDialog = message.cseq.method === 'INVITE' && message.status > 100 && message.status < 300;
  if (makesDialog && message.contacts.length === 0) {
    const target = parseNameAddr(`<${requestUri}>`);
    if (target !== null) setContact(adapted, target.uri);
  }
  if (makesDialog && !adapted.toTag) adapted.toTag = 'untagged';
  return adapted;
}

function fill(adapted: Adapted, message: SipMessage, topVia: string): void {
  sources.set(adapted, message);
  for (const { name, value } of message.headers) {
    if (LISTS.has(name)) for (const element of splitOutside(value, ',') ?? []) { if (element !== '') adapted.addHeader(name, element); }
    else adapted.addHeader(name, value);
  }
  setParsed(adapted, 'Via', message.vias.map((via, index) => ({ raw: index === 0 ? topVia : via.text, parsed: via })));
  setParsed(adapted, 'From', [named(message.from)]);
  setParsed(adapted, 'To', [named(message.to)]);
  if (message.contacts.length > 0) setParsed(adapted, 'Contact', message.contacts.map(named));
  else delete adapted.headers['Contact'];
  adapted.from = toNameAddrHeader(message.from);
  adapted.to = toNameAddrHeader(message.to);
  adapted.fromTag = message.from.params.get('tag') ?? '';
  const toTag = message.to.params.get('tag');
  if (typeof toTag === 'string') adapted.toTag = toTag;
  adapted.callId = message.callId;
  adapted.cseq = message.cseq.sequence;
  fillBody(adapted, message);
}

/** sip.js throws on a body without a type and does not look into multipart. */
function fillBody(adapted: Adapted, message: SipMessage): void {
  const body = sessionBody(message);
  adapted.body = body?.text ?? '';
  if (body === null) return;
  setParsed(adapted, 'Content-Type', [{ raw: body.type, parsed: body.type }]);
  const disposition = body.type === 'application/sdp' ? 'session' : 'render';
  setParsed(adapted, 'Content-Disposition', [{ raw: disposition, parsed: { type: disposition } }]);
}

function named(nameAddr: NameAddr): { raw: string; parsed: unknown } {
  return { raw: nameAddr.text, parsed: toNameAddrHeader(nameAddr) };
}

function setContact(adapted: Adapted, uri: SipUri): void {
  const text = `<${uri.text}>`;
  setParsed(adapted, 'Contact', [named({ displayName: null, uri, params: new Map(), text })]);
}

function setParsed(adapted: Adapted, name: string, values: { raw: string; parsed: unknown }[]): void {
  adapted.headers[name] = values;
}

