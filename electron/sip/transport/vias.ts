import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { parseViaList, type SipRequest, type Via } from '../parser';
import { type Hop, hopText, isReliable, isWebSocket, type Protocol, protocolOf } from './hop';
import { DEFAULT_PORT, defaultPort } from './resolve';

/**
 * RFC 3261 18.2.1 and RFC 3581 4: notes where a request really came from, in its topmost Via. On TCP and TLS always with
 * the port, which names the connection that the answer goes back on (RFC 3261 18.2.2).
 */
export function stampVia(via: Via, source: Hop): string {
  const asked = via.params.has('rport');
  const rport = asked || isReliable(source);
  const literal = source.host.includes(':') ? `[${source.host}]` : source.host;
  let text = via.text.replace(/;\s*received\s*=\s*[^;]*/gi, '');
  if (rport && !asked) text = `${text};rport=${source.port}`;
  if (asked) text = text.replace(/;\s*rport(?:\s*=\s*[^;]*)?(?=\s*(?:;|$))/i, `;rport=${source.port}`);
  return rport || via.host !== source.host ? `${text};received=${literal}` : text;
}

const RELIABLE: ReadonlyMap<string, Protocol> = new Map([['TCP', 'tcp'], ['TLS', 'tls'], ['WS', 'ws'], ['WSS', 'wss']]);

/** RFC 3261 18.2.2, RFC 3581 4: where an answer goes. Null unless that is an address (multicast and broadcast never are). */
export function responseHop(topVia: string): Hop | null {
  const via = topmost(topVia);
  if (via === null) return null;
  const received = via.params.get('received')?.replace(/^\[|\]$/g, '');
  const host = received ?? via.host;
  const rport = Number(via.params.get('rport') ?? Number.NaN);
  const port = Number.isInteger(rport) && rport > 0 && rport < 65_536 ? rport : (via.port ?? DEFAULT_PORT);
  if (isIP(host) === 0 || /^(?:0|22[4-9]|23\d|24\d|25[0-5])\./.test(host) || /^ff/i.test(host)) return null;
  const protocol = RELIABLE.get(via.transport);
  return protocol === undefined ? { host, port } : { host, port, protocol };
}

/** The line may hold further Vias, separated by commas. */
function topmost(line: string): Via | null {
  return parseViaList(line)?.[0] ?? null;
}

/** What the far end saw us as: `received` and `rport` of the Via we wrote (RFC 3581 9). Of a WebSocket only its server knows the way. */
export function seenAs(via: Via, sentBy: Hop): Hop {
  if (isWebSocket(sentBy)) return sentBy;
  const received = via.params.get('received')?.replace(/^\[|\]$/g, '');
  const rport = Number(via.params.get('rport') ?? Number.NaN);
  return {
    ...sentBy,
    host: received !== undefined && isIP(received) !== 0 ? received : sentBy.host,
    port: Number.isInteger(rport) && rport > 0 && rport < 65_536 ? rport : sentBy.port,
  };
}

/** RFC 3261 18.2.2: where an answer goes whose connection is gone: to the sender's own port. Null where that is no address. */
export function reopenHop(topVia: string): Hop | null {
  const hop = responseHop(topVia);
  return hop === null ? null : { ...hop, port: topmost(topVia)?.port ?? defaultPort(protocolOf(hop)) };
}

const COOKIE = 'z9hG4bK';

/**
 * RFC 3261 17.2.3: branch and sent-by name a server transaction. Where the branch is missing or only the
 * cookie (RFC 4475 3.2.1), the older rule stands in: Request-URI, tags, Call-ID, CSeq number and topmost Via.
 */
export function transactionKey(request: SipRequest): string {
  const via = request.vias[0];
  const branch = via?.params.get('branch') ?? '';
  const sentBy = via === undefined ? '' : hopText({ host: via.host, port: via.port ?? DEFAULT_PORT });
  if (branch.startsWith(COOKIE) && branch.length > COOKIE.length) return `${branch}|${sentBy}`;
  const older = [
    request.uri.text, request.from.params.get('tag') ?? '', request.callId, String(request.cseq.sequence), via?.text ?? '',
  ];
  return `2543|${createHash('sha1').update(older.join('\n')).digest('hex')}`;
}
