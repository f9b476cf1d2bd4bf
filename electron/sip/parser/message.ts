import { canonicalHeaderName, SINGLETONS, USUAL_NAMES } from './header-names';
import { parseNameAddr, parseNameAddrList } from './name-addr';
import { isToken, MAX_ELEMENTS, parseUnsigned, splitOutside } from './scan';
import type { NameAddr, ParseFailure, ParseResult, SipHeader, SipMessage, SipUri, Via } from './types';
import { parseUri } from './uri';
import { parseViaList } from './via';

/** RFC 3261 8.1.1.5: a CSeq number is less than 2^31. */
const MAX_CSEQ = 2 ** 31 - 1;
/** Lines of a head, those that continue others too. More is nothing but work; RFC 3261 sets no limit. */
const MAX_LINES = 1_000;
const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: SipUri }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string };

/** Says why parsing stops; carries the status a request deserves. */
class Stop {
  constructor(readonly detail: string, readonly status: 400 | 505 = 400) {}
}

/**
 * Parses one datagram (RFC 3261 7, 18.3). Never throws: what cannot be read comes back as a failure
 * that holds enough to answer 400 or 505. Tolerant where RFC 4475 allows it: bare LF as line end,
 * folding, compact forms, unquoted display names, a missing Max-Forwards or Content-Length.
 */
export function parseMessage(bytes: Uint8Array): ParseResult {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begin = skipLineEnds(buffer);
  const { headEnd, bodyStart } = findBody(buffer, begin);
  const { lines, whole } = unfold(buffer.toString('utf8', begin, headEnd));
  const firstLine = lines[0] ?? '';
  const headers = whole ? readHeaders(lines) : new Stop('too many lines');
  const method = /^(\S+) /.exec(firstLine)?.[1] ?? null;
  try {
    if (headers instanceof Stop) throw headers;
    const start = parseStartLine(firstLine);
    checkSingletons(headers);
    return { ok: true, message: readParts(headers, start, buffer.subarray(bodyStart)) };
  } catch (stop) {
    if (!(stop instanceof Stop)) return { ok: false, failure: { detail: 'unreadable', status: null, method: null, headers: [] } };
    return { ok: false, failure: failureOf(stop, firstLine, method, headers instanceof Stop ? readableHeaders(lines) : headers) };
  }
}

function failureOf(stop: Stop, firstLine: string, method: string | null, headers: readonly SipHeader[]): ParseFailure {
  const isResponse = /^SIP\//i.test(firstLine);
  const looksLikeRequest = !isResponse && /SIP\/\d/i.test(firstLine);
  const answerable = looksLikeRequest && method !== 'ACK' && headers.some((header) => header.name === 'via');
  return { detail: stop.detail, status: answerable ? stop.status : null, method: isResponse ? null : method, headers };
}

/** RFC 3261 7.5: empty lines before the start line are ignored. */
function skipLineEnds(buffer: Buffer): number {
  let at = 0;
  while (at < buffer.length && (buffer[at] === CR || buffer[at] === LF)) at++;
  return at;
}

function findBody(buffer: Buffer, from: number): { headEnd: number; bodyStart: number } {
  // By hand: a call of indexOf for each line costs more than looking at every byte.
  for (let at = from; at < buffer.length; at++) {
    if (buffer[at] !== LF) continue;
    if (buffer[at + 1] === LF) return { headEnd: at, bodyStart: at + 2 };
    if (buffer[at + 1] === CR && buffer[at + 2] === LF) return { headEnd: at, bodyStart: at + 3 };
  }
  return { headEnd: buffer.length, bodyStart: buffer.length };
}

/** The lines of the head without their ends, each joined with the lines that continue it (RFC 3261 7.3.1). */
function unfold(head: string): { lines: string[]; whole: boolean } {
  const lines: string[] = [];
  let start = 0;
  for (let count = 0; start < head.length && count < MAX_LINES; count++) {
    const lineFeed = head.indexOf('\n', start);
    const next = lineFeed < 0 ? head.length : lineFeed;
    let end = next;
    while (end > start && head.charCodeAt(end - 1) === CR) end--;
    const line = head.slice(start, end);
    const first = head.charCodeAt(start);
    const last = lines.length - 1;
    if (last > 0 && (first === SPACE || first === TAB)) lines[last] = `${lines[last] ?? ''} ${line.trim()}`;
    else lines.push(line);
    start = next + 1;
  }
  return { lines, whole: start >= head.length };
}

function headerOf(line: string): SipHeader | null {
  const colon = line.indexOf(':');
  if (colon <= 0) return null;
  const written = line.slice(0, colon);
  const usual = USUAL_NAMES.get(written);
  if (usual !== undefined) return { name: usual, value: line.slice(colon + 1).trim() };
  const name = written.trimEnd();
  return isToken(name) ? { name: canonicalHeaderName(name), value: line.slice(colon + 1).trim() } : null;
}

function readHeaders(lines: readonly string[]): SipHeader[] | Stop {
  const headers: SipHeader[] = [];
  for (let i = 1; i < lines.length; i++) {
    const header = headerOf(lines[i] ?? '');
    if (header === null) return new Stop('a header line without a name');
    headers.push(header);
  }
  return headers;
}

function readableHeaders(lines: readonly string[]): SipHeader[] {
  return lines.slice(1).flatMap((line) => headerOf(line) ?? []);
}

function parseStartLine(line: string): StartLine {
  const status = /^SIP\/(\d+\.\d+) (\d+)(?: (.*))?$/i.exec(line);
  if (status !== null) {
    const code = parseUnsigned(status[2] ?? '', 699);
    if (status[1] !== '2.0' || code === null || code < 100) throw new Stop('bad status line');
    return { kind: 'response', status: code, reason: status[3]?.trim() ?? '' };
  }
  const request = /^(\S+) (\S+) SIP\/(\d+)\.(\d+)$/i.exec(line);
  if (request === null) throw new Stop('bad request line');
  const [, method = '', target = '', major = '', minor = ''] = request;
  if (Number(major) !== 2 || Number(minor) !== 0) throw new Stop('another SIP version', 505);
  const uri = parseUri(target);
  if (!isToken(method) || uri === null) throw new Stop('bad method or Request-URI');
  // RFC 3261 19.1.1: headers are not allowed in a Request-URI; RFC 4475 3.1.2.11.
  if (uri.kind === 'sip' && uri.headers !== null) throw new Stop('headers in the Request-URI');
  return { kind: 'request', method, uri };
}

function checkSingletons(headers: readonly SipHeader[]): void {
  const seen = new Map<string, string>();
  for (const { name, value } of headers) {
    if (!SINGLETONS.has(name)) continue;
    if (seen.has(name) && seen.get(name) !== value) throw new Stop(`two different ${name} headers`);
    seen.set(name, value);
  }
}

function readParts(headers: readonly SipHeader[], start: StartLine, rest: Buffer): SipMessage {
  const vias: Via[] = [];
  const contacts: NameAddr[] = [];
  let contactIsWildcard = false;
  for (const { name, value } of headers) {
    if (vias.length > MAX_ELEMENTS || contacts.length > MAX_ELEMENTS) throw new Stop('too many Vias or Contacts');
    if (name === 'via') vias.push(...must(parseViaList(value), 'bad Via'));
    else if (name === 'contact') {
      if (value === '*') contactIsWildcard = true;
      else contacts.push(...contactsOf(value, start));
    } else if (name === 'max-forwards' && start.kind === 'request') must(parseUnsigned(value, 255), 'bad Max-Forwards');
  }
  if (vias.length === 0) throw new Stop('no Via');
  const cseq = readCSeq(must(find(headers, 'cseq'), 'no CSeq'));
  if (start.kind === 'request' && cseq.method !== start.method) throw new Stop('CSeq names another method');
  const callId = must(find(headers, 'call-id'), 'no Call-ID');
  if (callId === '') throw new Stop('empty Call-ID');
  const from = must(parseNameAddr(must(find(headers, 'from'), 'no From')), 'bad From');
  const to = must(parseNameAddr(must(find(headers, 'to'), 'no To')), 'bad To');
  const body = cutBody(headers, rest);
  // Written out: spreading one object into another costs an eighth of all parsing.
  if (start.kind === 'request') {
    const { kind, method, uri } = start;
    return { kind, method, uri, headers, vias, from, to, callId, cseq, contacts, contactIsWildcard, body };
  }
  const { kind, status, reason } = start;
  return { kind, status, reason, headers, vias, from, to, callId, cseq, contacts, contactIsWildcard, body };
}

/** A request whose Contact is broken is refused; in a response it is only left out, so that a sloppy server still works. */
function contactsOf(value: string, start: StartLine): NameAddr[] {
  const list = parseNameAddrList(value);
  return start.kind === 'request' ? must(list, 'bad Contact') : (list ?? []);
}

function readCSeq(value: string): { sequence: number; method: string } {
  const match = /^(\d+)\s+(\S+)$/.exec(value);
  const sequence = parseUnsigned(match?.[1] ?? '', MAX_CSEQ);
  const method = match?.[2] ?? '';
  if (sequence === null || !isToken(method)) throw new Stop('bad CSeq');
  return { sequence, method };
}

/** RFC 3261 18.3: on UDP the body ends with the datagram; a Content-Length beyond it is an error, bytes after it are dropped. */
function cutBody(headers: readonly SipHeader[], rest: Buffer): Buffer {
  const text = find(headers, 'content-length');
  if (text === null) return rest;
  const length = must(parseUnsigned(text, 2 ** 31), 'bad Content-Length');
  if (length > rest.length) throw new Stop('Content-Length beyond the datagram');
  return rest.subarray(0, length);
}

function find(headers: readonly SipHeader[], name: string): string | null {
  for (const header of headers) if (header.name === name) return header.value;
  return null;
}

function must<T>(value: T | null, detail: string): T {
  if (value === null) throw new Stop(detail);
  return value;
}

/** First value of a header (long name, lower case), null where absent. */
export function headerValue(message: { readonly headers: readonly SipHeader[] }, name: string): string | null {
  return find(message.headers, name);
}

/** Every value of a header as lines stand, comma lists not split. */
export function headerValues(message: { readonly headers: readonly SipHeader[] }, name: string): string[] {
  const values: string[] = [];
  for (const header of message.headers) if (header.name === name) values.push(header.value);
  return values;
}

/** Every element of a comma-list header (Require, Supported, Route, Record-Route, Allow, ...), in order. */
export function listValues(message: { readonly headers: readonly SipHeader[] }, name: string): string[] {
  const elements: string[] = [];
  for (const header of message.headers) {
    if (header.name !== name) continue;
    for (const element of splitOutside(header.value, ',') ?? []) if (element !== '') elements.push(element);
  }
  return elements;
}
