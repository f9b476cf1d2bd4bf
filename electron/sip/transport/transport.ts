import type { Clock, Log } from '../../calls/ports';
import { parseMessage, type ParseFailure, type SipRequest, type SipResponse } from '../parser';
import { Retransmitter } from '../reliability/retransmitter';
import type { Traffic } from '../trace/trace';
import { admit } from './admission';
import { clientKey, type ClientTransaction, ClientTransactions } from './client-transactions';
import type { DnsResolver } from './dns';
import { familyOf, type Hop, hopText, isReliable, isWebSocket, protocolOf, sameHop } from './hop';
import { judge } from './judge';
import { guessLocalAddress, LocalAddresses, type LocalAddressFor } from './local-address';
import { asksForSips, nextHop } from './next-hop';
import { type Outgoing, readOutgoing, strongBranch, withAllRoutes, writeAddresses } from './outgoing';
import { answersOptions } from './options-probe';
import { buildReply } from './replies';
import { hopAt } from './resolve';
import { SampleLog } from './sample-log';
import { SipsRequests } from './sips-requests';
import { Connections } from './stream/connections';
import type { TransportLine } from './transport-line';
import { UdpKeepAlive } from './udp-keep-alive';
import { type MarkSocket, UdpSocket } from './udp-socket';
import { isOutsideDialogs } from './unwelcome';
import { reopenHop, responseHop, seenAs, stampVia, transactionKey } from './vias';

export interface SipTransportOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly dns: DnsResolver;
  readonly localAddressFor: LocalAddressFor;
  /** Addresses to bind to; the wildcards by default. */
  readonly bind: { readonly ipv4: string; readonly ipv6: string };
  readonly markSocket?: MarkSocket;
  /** PEM certificates trusted instead of the built-in ones. */
  readonly authorities?: readonly string[];
  /** Told of every message sent and of every one that is for us. */
  readonly onTraffic?: (traffic: Traffic) => void;
}

/** RFC 3261 18.1.1: a request above this does not fit one packet everywhere. */
const LARGEST_BY_UDP_BYTES = 1_300;

/**
 * UDP, TCP and TLS under every line: sockets, hops, Via, retransmission, and who is let in. Lines hand it what sip.js wrote;
 * it hands them what arrived for them. Nothing that arrives can throw out of it.
 */
export class SipTransport {
  readonly addresses: LocalAddresses;
  allowDirect = false;
  private readonly lines: TransportLine[] = [];
  private readonly sockets = new Map<4 | 6, UdpSocket>();
  private readonly transactions: ClientTransactions;
  private readonly retransmitter: Retransmitter;
  private readonly samples: SampleLog;
  private readonly connections: Connections;
  private readonly udpKeepAlive: UdpKeepAlive;
  private readonly sips = new SipsRequests();
  /** Servers that took no TCP when a large request was to go that way. */
  private readonly udpOnly = new Set<string>();
  private disposed = false;

  constructor(private readonly options: SipTransportOptions) {
    this.addresses = new LocalAddresses(options.localAddressFor);
    this.transactions = new ClientTransactions(options.clock);
    this.retransmitter = new Retransmitter(options.clock);
    this.samples = new SampleLog(options.log, options.clock);
    this.udpKeepAlive = new UdpKeepAlive({
      clock: options.clock, send: (bytes, hop) => this.socketFor(hop).send(bytes, hop),
      onMoved: (hop, seen) => { for (const line of [...this.lines]) line.addressMoved(hop, seen); },
      onDead: (hop) => { for (const line of [...this.lines]) line.connectionClosed(hop, null); },
    });
    this.connections = new Connections({
      bind: options.bind, authorities: options.authorities ?? null, clock: options.clock, log: options.log,
      onMessage: (bytes, source) => this.receive(bytes, source),
      onClosed: (hop, refusal) => { for (const line of [...this.lines]) line.connectionClosed(hop, refusal); },
    });
  }

  addLine(line: TransportLine): void {
    this.lines.push(line);
  }

  /** The line's connection goes with it, unless another line uses the same. */
  removeLine(line: TransportLine): void {
    const at = this.lines.indexOf(line);
    if (at < 0) return;
    this.lines.splice(at, 1);
    const { current } = line.home;
    if (current === null || this.lines.some(({ home }) => home.current !== null && sameHop(home.current, current))) return;
    this.connections.drop(current);
  }

  /** As sentBy, where nothing has to be waited for any more. */
  private sentByNow(hop: Hop): Hop | null {
    if (isReliable(hop)) return this.connections.localNow(hop);
    const host = this.addresses.cached(hop);
    const port = this.socketFor(hop).portNow;
    return host === null || port === null ? null : { host, port };
  }

  /** Our address and port towards a hop, as Via shows them. Opens the connection where the hop needs one. */
  async sentBy(hop: Hop): Promise<Hop> {
    if (isReliable(hop)) return this.connections.open(hop);
    const [host, port] = await Promise.all([this.addresses.towards(hop), this.socketFor(hop).port()]);
    return { host, port };
  }

  /** The last known local address towards a hop, else a guess. */
  localAddress(hop: Hop | null): string {
    return (hop === null ? null : this.addresses.cached(hop)) ?? guessLocalAddress();
  }

  /** Sends what sip.js wrote for this line. Rejects where no hop is found or the system refuses the datagram. */
  async send(line: TransportLine, text: string): Promise<void> {
    const outgoing = readOutgoing(text);
    if (outgoing === null) throw new Error('not a SIP message');
    if (outgoing.kind === 'response') return this.sendResponse(line, text, outgoing);
    return this.sendRequest(line, text, outgoing);
  }

  /** Whether a server is there: any answer of it but 503 counts, or a connection that comes about. Never rejects. */
  async answers(hop: Hop): Promise<boolean> {
    return isReliable(hop) ? this.connections.open(hop).then(() => true, () => false) : answersOptions(hop);
  }

  /** RFC 5626 4.4: keeps the way in through a NAT open, and notices where that has changed. */
  async keepAlive(hop: Hop): Promise<void> {
    if (isReliable(hop)) return this.connections.ping(hop);
    await this.udpKeepAlive.ping(hop);
  }

  /** Ends a connection that is believed dead: the next message opens another. */
  dropConnection(hop: Hop): void {
    this.connections.drop(hop);
  }

  /** The way to servers may be another one: what was learned of them is forgotten. */
  forgetWays(): void {
    this.addresses.forget();
    this.udpKeepAlive.forget();
    this.udpOnly.clear();
  }

  /** This line's requests that have no final answer yet. */
  unanswered(line: TransportLine): readonly ClientTransaction[] {
    return this.transactions.unanswered(line);
  }

  /** A request nobody waits for any more: not sent again, its answers are dropped. */
  forget(branch: string, method: string): void {
    this.retransmitter.stop(clientKey(branch, method));
    this.transactions.forget(branch, method);
  }

  dispose(): void {
    this.disposed = true;
    this.retransmitter.dispose();
    this.transactions.dispose();
    this.connections.dispose();
    this.udpKeepAlive.forget();
    for (const socket of this.sockets.values()) socket.dispose();
    this.sockets.clear();
  }

  private async sendRequest(line: TransportLine, text: string, outgoing: Outgoing): Promise<void> {
    const invite = this.transactions.get(outgoing.branch, 'INVITE');
    const isHopByHop = invite !== null && (outgoing.method === 'ACK' || outgoing.method === 'CANCEL');
    const next = isHopByHop ? invite.hop : await nextHop(line, outgoing, this.options.dns);
    if (next === null) throw new Error('no address found for the next hop');
    const hop = isHopByHop ? next : await this.wayTo(next, line, Buffer.byteLength(text));
    const sentBy = isHopByHop ? invite.sentBy : this.sentByNow(hop) ?? await this.sentBy(hop);
    const ownAddress = sameHop(hop, next) ? sentBy : await this.sentBy(next);
    let written = writeAddresses(text, sentBy, line.publicAddress ?? ownAddress, asksForSips(outgoing) ? 'sips' : 'sip');
    if (isHopByHop && outgoing.method === 'ACK') written = withAllRoutes(written, invite.routes);
    if (!isHopByHop && outgoing.method === 'ACK') written = written.replace(outgoing.branch, strongBranch(outgoing.branch, outgoing.requestUri ?? ''));
    const bytes = Buffer.from(written);
    if (outgoing.method !== 'ACK') this.follow(line, outgoing, hop, sentBy, bytes);
    await this.deliver(bytes, hop);
  }

  /** RFC 3261 18.1.1: a large request goes by TCP where the line leaves the choice to us and the server takes it. */
  private async wayTo(hop: Hop, line: TransportLine, sizeBytes: number): Promise<Hop> {
    if (isReliable(hop) || line.home.transport !== 'automatic' || sizeBytes <= LARGEST_BY_UDP_BYTES || this.udpOnly.has(hopText(hop))) return hop;
    const byTcp = hopAt(hop.host, hop.port, 'tcp', hop);
    try {
      await this.connections.open(byTcp);
      return byTcp;
    } catch {
      this.udpOnly.add(hopText(hop));
      return hop;
    }
  }

  private async deliver(bytes: Buffer, hop: Hop): Promise<void> {
    this.told('sent', bytes, hop, null);
    await (isReliable(hop) ? this.connections.send(bytes, hop) : this.socketFor(hop).send(bytes, hop));
  }

  private follow(line: TransportLine, outgoing: Outgoing, hop: Hop, sentBy: Hop, bytes: Buffer): void {
    const { method, branch, requestUri, routes } = outgoing;
    this.transactions.add({ line, method, branch, requestUri: requestUri ?? '', routes, hop, sentBy, sentAtMs: this.options.clock.monotonicMs(), provisional: false, answered: false });
    if (!isReliable(hop)) this.retransmitter.start(clientKey(branch, method), method === 'INVITE' ? 'A' : 'E', () => this.repeat(bytes, hop));
  }

  private async sendResponse(line: TransportLine, text: string, outgoing: Outgoing): Promise<void> {
    const hop = this.answerHop(line, outgoing.topVia);
    if (hop === null) throw new Error('no address to answer to');
    const sentBy = this.sentByNow(hop) ?? await this.sentBy(hop);
    const bytes = Buffer.from(writeAddresses(text, sentBy, line.publicAddress ?? sentBy, this.sips.has(outgoing.topVia) ? 'sips' : 'sip'));
    if (outgoing.method === 'INVITE' && (outgoing.status ?? 0) >= 300 && !isReliable(hop)) {
      this.retransmitter.start(finalKey(outgoing.topVia), 'G', () => this.repeat(bytes, hop));
    }
    await this.deliver(bytes, hop);
  }

  /** The connection that the request came by, else a new one to where it came from (RFC 3261 18.2.2). */
  private answerHop(line: TransportLine, topVia: string): Hop | null {
    const hop = responseHop(topVia);
    if (hop === null || !isReliable(hop)) return hop;
    const standing = this.connections.standing(hop.host, hop.port, line.home.current);
    if (standing !== null) return standing;
    // A Via that says TCP in a datagram: we have no such connection, and open none for it.
    if (line.home.current === null || !isReliable(line.home.current)) return hopAt(hop.host, hop.port, 'udp', hop);
    if (isWebSocket(line.home.current)) return line.home.current;
    const again = reopenHop(topVia);
    return again === null ? null : hopAt(again.host, again.port, protocolOf(line.home.current), line.home.target);
  }

  private told(direction: Traffic['direction'], bytes: Buffer, remote: Hop, sipCallId: string | null, repeated = false): void {
    this.options.onTraffic?.({ direction, bytes, remote, local: this.sentByNow(remote), repeated, sipCallId });
  }

  private repeat(bytes: Buffer, hop: Hop): void {
    this.told('sent', bytes, hop, null, true);
    this.socketFor(hop).send(bytes, hop).catch((error: unknown) => this.samples.note('retransmission not sent', { error: String(error) }));
  }

  private socketFor(hop: Hop): UdpSocket {
    if (this.disposed) throw new Error('transport closed');
    const family = familyOf(hop);
    const known = this.sockets.get(family);
    if (known !== undefined) return known;
    const bindAddress = family === 6 ? this.options.bind.ipv6 : this.options.bind.ipv4;
    const { log, markSocket } = this.options;
    const socket = new UdpSocket({ family, bindAddress, log, ...(markSocket && { markSocket }), onDatagram: (bytes, source) => this.receive(bytes, source) });
    this.sockets.set(family, socket);
    // A socket that could not be bound must not stand in the way of the next try.
    socket.port().catch(() => {
      if (this.sockets.get(family) === socket) this.sockets.delete(family);
      socket.dispose();
    });
    return socket;
  }

  private receive(bytes: Buffer, source: Hop): void {
    if (!isReliable(source) && (this.udpKeepAlive.receive(bytes, source) || isKeepAlive(bytes))) return;
    if (this.isFromStranger(source) && isOutsideDialogs(bytes)) return this.samples.note('request from a stranger dropped', { from: source.host });
    const result = parseMessage(bytes);
    if (!result.ok) return this.refuseUnreadable(result.failure, source);
    if (result.message.kind === 'response') return this.receiveResponse(result.message, source, bytes);
    this.receiveRequest(result.message, source, bytes);
  }

  private isFromStranger(source: Hop): boolean {
    return !this.allowDirect && !isReliable(source) && !this.lines.some(({ home }) => home.trusts(source.host));
  }

  private receiveResponse(message: SipResponse, source: Hop, bytes: Buffer): void {
    // RFC 3261 8.1.3.3: an answer with a second Via is meant for somebody behind us, and nobody is.
    const via = message.vias.length === 1 ? message.vias[0] : undefined;
    const branch = via?.params.get('branch') ?? '';
    const transaction = this.transactions.get(branch, message.cseq.method);
    if (via === undefined || transaction === null) return this.samples.note('answer to nothing of ours dropped', { from: source.host, status: message.status });
    if (protocolOf(source) !== protocolOf(transaction.hop)) return this.samples.note('answer by another transport dropped', { from: source.host });
    this.told('received', bytes, source, message.callId);
    const key = clientKey(branch, transaction.method);
    transaction.provisional = true;
    if (message.status < 200) this.retransmitter.provisional(key);
    else {
      this.retransmitter.stop(key);
      this.transactions.answered(transaction);
    }
    const { requestUri, sentBy } = transaction;
    transaction.line.receiveResponse({ message, source, requestUri, sentBy, seenAs: seenAs(via, sentBy), fromServer: transaction.line.home.trusts(source.host) });
  }

  private receiveRequest(message: SipRequest, source: Hop, bytes: Buffer): void {
    const via = message.vias[0];
    if (via === undefined) return;
    // Its answer could not find the way back (RFC 3261 18.2.2).
    if (isReliable(source) && via.transport === 'UDP') return this.samples.note('request dropped that claims to be UDP', { from: source.host });
    const key = transactionKey(message);
    const admission = admit(this.lines, message, source, key, this.allowDirect);
    if (admission === null) return this.samples.note('request from a stranger dropped', { from: source.host, method: message.method });
    this.told('received', bytes, source, message.callId);
    const topVia = stampVia(via, source);
    this.sips.note(message, topVia);
    if (message.method === 'ACK') this.retransmitter.stop(finalKey(topVia));
    if (message.method === 'OPTIONS') admission.line.pinged(message);
    const verdict = judge(message, () => admission.line.ownsDialog(message.callId, message.to.params.get('tag') ?? '', message.from.params.get('tag') ?? ''));
    if (verdict !== null) return this.reply(buildReply(message.headers, source, verdict.status, verdict.reason, verdict.extra), source);
    admission.line.receiveRequest({ message, source, transactionKey: key, topVia, direct: admission.direct, fromServer: admission.line.home.trusts(source.host) });
  }

  private refuseUnreadable(failure: ParseFailure, source: Hop): void {
    this.samples.note('message that cannot be read', { from: source.host, detail: failure.detail });
    if (failure.status === null || !this.lines.some((line) => line.home.trusts(source.host))) return;
    const reason = failure.status === 505 ? 'Version Not Supported' : 'Bad Request';
    this.reply(buildReply(failure.headers, source, failure.status, reason), source);
  }

  private reply(text: string | null, source: Hop): void {
    if (text === null) return;
    const { host, port } = responseHop(readOutgoing(text)?.topVia ?? '') ?? source;
    const hop = isReliable(source) ? source : { host, port };
    this.deliver(Buffer.from(text), hop).catch((error: unknown) => this.samples.note('reply not sent', { error: String(error) }));
  }
}

/** Timer G runs from our 300-699 until the ACK, which has the same branch and sent-by (RFC 3261 17.2.3). */
function finalKey(topVia: string): string {
  const branch = /;\s*branch\s*=\s*([^;\s,]+)/i.exec(topVia)?.[1] ?? '';
  const sentBy = topVia.split(';')[0] ?? '';
  return `final|${branch}|${sentBy.replace(/\s+/g, ' ')}`;
}

function isKeepAlive(bytes: Buffer): boolean {
  if (bytes.length > 64) return false;
  return bytes.every((byte) => byte === 13 || byte === 10 || byte === 0 || byte === 32);
}

