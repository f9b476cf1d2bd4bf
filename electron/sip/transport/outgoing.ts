import { createHmac, randomBytes } from 'node:crypto';
import { contactText, type Hop, hopText, protocolOf } from './hop';

/** sip.js writes these hosts; the real ones are known only once the hop is chosen (RFC 3261 8.1.1.7). */
export const VIA_PLACEHOLDER = 'via.sidetone.invalid';
export const CONTACT_PLACEHOLDER = 'contact.sidetone.invalid';

const OUR_CONTACT = new RegExp(`sip:([^@<>\\s]*)@${CONTACT_PLACEHOLDER.replaceAll('.', '\\.')}`, 'g');

/** What the transport must know of a message about to leave. */
export interface Outgoing {
  readonly kind: 'request' | 'response';
  /** Of the request, or of the request answered. */
  readonly method: string;
  readonly requestUri: string | null;
  readonly status: number | null;
  readonly branch: string;
  readonly topVia: string;
  readonly routes: readonly string[];
}

/** Reads a message sip.js made. Null where it is not one. */
export function readOutgoing(text: string): Outgoing | null {
  const [startLine = '', ...lines] = head(text).split('\r\n');
  const value = (name: string): string | undefined => lines.find((line) => line.startsWith(name))?.slice(name.length);
  const topVia = value('Via: ') ?? '';
  const branch = /;\s*branch\s*=\s*([^;\s,]+)/i.exec(topVia)?.[1] ?? '';
  const method = /\s(\S+)$/.exec(value('CSeq: ') ?? '')?.[1];
  const routes = lines.filter((line) => line.startsWith('Route: ')).map((line) => line.slice(7));
  const status = /^SIP\/2\.0 (\d{3})/.exec(startLine)?.[1];
  if (method === undefined || topVia === '') return null;
  if (status !== undefined) return { kind: 'response', method, requestUri: null, status: Number(status), branch, topVia, routes };
  const requestUri = startLine.split(' ')[1];
  return requestUri === undefined ? null : { kind: 'request', method, requestUri, status: null, branch, topVia, routes };
}

/** Puts protocol, sent-by and Contact with its scheme in (RFC 3261 18.1.1, 8.1.1.8, 12.1.1); the body is not touched. */
export function writeAddresses(text: string, via: Hop, contact: Hop, scheme: 'sip' | 'sips' = 'sip'): string {
  const headers = head(text);
  return headers
    .replaceAll(`SIP/2.0/UDP ${VIA_PLACEHOLDER}`, `SIP/2.0/${protocolOf(via).toUpperCase()} ${hopText(via)}`)
    .replaceAll(OUR_CONTACT, (_whole, user: string) => `${scheme}:${user}@${contactText(contact, scheme)}`) + text.slice(headers.length);
}

/** RFC 3261 17.1.1.3: the ACK to a non-2xx carries every Route of the INVITE; sip.js copies the first only. */
export function withAllRoutes(ack: string, routes: readonly string[]): string {
  if (routes.length < 2) return ack;
  return ack.replace(/^Route: .*\r\n/m, () => routes.map((route) => `Route: ${route}\r\n`).join(''));
}

const secret = randomBytes(16);

/** A branch that cannot be guessed and does not repeat, the same for each retransmission of that ACK. */
export function strongBranch(weak: string, callScope: string): string {
  return `z9hG4bK${createHmac('sha256', secret).update(weak).update(callScope).digest('hex').slice(0, 24)}`;
}

function head(text: string): string {
  const end = text.indexOf('\r\n\r\n');
  return end < 0 ? text : text.slice(0, end);
}
