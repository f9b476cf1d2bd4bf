import { IncomingRequestMessage, IncomingResponseMessage, type NameAddrHeader, type URI } from 'sip.js/lib/core/index.js';
import { headerize } from 'sip.js/lib/core/messages/utils.js';
import { type NameAddr, parseNameAddr, type SipMessage, type SipUri, splitOutside, USUAL_NAMES } from '../parser';
import type { InboundRequest, InboundResponse } from '../transport/transport-line';
import { sessionBody } from './bodies';
import { toNameAddrHeader } from './uris';

type Adapted = IncomingRequestMessage | IncomingResponseMessage;

/** On the message itself: a WeakMap of every message that comes in keeps the garbage collector busier than all parsing. */
const SOURCE = Symbol('source');
const DIRECT = Symbol('direct');
const SERVED = Symbol('served');

type Marked = Adapted & { [SOURCE]?: SipMessage; [DIRECT]?: true };

/** What the message was before it was made fit for sip.js; null for answers sip.js made up itself (timeouts, transport errors). */
export function sourceOf(message: Adapted): SipMessage | null {
  return (message as Marked)[SOURCE] ?? null;
}

/** True where the request came round the line's servers, by the user's leave. */
export function isDirect(message: IncomingRequestMessage): boolean {
  return (message as Marked)[DIRECT] === true;
}

/** True where one of the line's servers sent it, so that what it asserts of the far end counts (RFC 3325 5). */
export function isFromServer(message: SipMessage): boolean {
  return (message as SipMessage & { [SERVED]?: true })[SERVED] === true;
}

/** Comma lists of which sip.js wants each element alone. */
const LISTS = new Set(['record-route', 'route', 'require', 'supported', 'allow']);
/** Headers handed over as they were parsed. */
const PARSED = new Set(['via', 'from', 'to', 'contact']);
/** How sip.js spells the usual names in its own table: working that out anew would cost as much as the parser does. */
const SPELLINGS = new Map([...USUAL_NAMES.values()].map((name) => [name, headerize(name)]));

/**
 * The request in the shape `Core.Parser.parseMessage` would give, with its headers parsed beforehand so that
 * sip.js's grammar is not entered. `ruri` is our own Contact: whether the request is for us was settled before.
 */
export function adaptRequest({ message, transactionKey, topVia, direct, fromServer }: InboundRequest, ourUri: URI, remoteTarget: SipUri | null): IncomingRequestMessage {
  const adapted = new IncomingRequestMessage();
  fill(adapted, message, topVia, fromServer);
  if (direct) (adapted as Marked)[DIRECT] = true;
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
export function adaptResponse({ message, requestUri, fromServer }: InboundResponse): IncomingResponseMessage {
  const adapted = new IncomingResponseMessage();
  fill(adapted, message, message.vias[0]?.text ?? '', fromServer);
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

function fill(adapted: Adapted, message: SipMessage, topVia: string, fromServer: boolean): void {
  if (fromServer) (message as SipMessage & { [SERVED]?: true })[SERVED] = true;
  (adapted as Marked)[SOURCE] = message;
  for (const { name, value } of message.headers) {
    if (PARSED.has(name)) continue;
    if (!LISTS.has(name)) addHeader(adapted, name, value);
    else for (const element of splitOutside(value, ',') ?? []) if (element !== '') addHeader(adapted, name, element);
  }
  const [from, to] = [named(message.from), named(message.to)];
  setParsed(adapted, 'Via', message.vias.map((via, index) => ({ raw: index === 0 ? topVia : via.text, parsed: via })));
  setParsed(adapted, 'From', [from]);
  setParsed(adapted, 'To', [to]);
  if (message.contacts.length > 0) setParsed(adapted, 'Contact', message.contacts.map(named));
  adapted.from = from.parsed;
  adapted.to = to.parsed;
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

function addHeader(adapted: Adapted, name: string, raw: string): void {
  const spelling = SPELLINGS.get(name);
  if (spelling === undefined) return adapted.addHeader(name, raw);
  const known = adapted.headers[spelling];
  if (known === undefined) adapted.headers[spelling] = [{ raw }];
  else known.push({ raw });
}

function named(nameAddr: NameAddr): { raw: string; parsed: NameAddrHeader } {
  return { raw: nameAddr.text, parsed: toNameAddrHeader(nameAddr) };
}

function setContact(adapted: Adapted, uri: SipUri): void {
  const text = `<${uri.text}>`;
  setParsed(adapted, 'Contact', [named({ displayName: null, uri, params: new Map(), text })]);
}

function setParsed(adapted: Adapted, name: string, values: { raw: string; parsed: unknown }[]): void {
  adapted.headers[name] = values;
}

