import { randomBytes } from 'node:crypto';
import type { IncomingInviteRequest } from '../sipjs/incoming';
import type { Clock, Log } from '../../calls/ports';
import type { Account, RegistrationState } from '../../contract/accounts';
import { cleanText } from '../identity/clean';
import { parseDomain, parseProxy } from '../identity/target';
import { escapeUser } from '../parser';
import { Registration, type RegistrationLine } from '../registration/registration';
import { LineCore } from '../sipjs/line-core';
import { type RegisterOutcome, type RegisterSpec, sendRegister } from '../sipjs/register-request';
import type { DnsResolver } from '../transport/dns';
import { ConnectError, type ConnectProblem } from '../transport/connect-error';
import { contactText, type Hop, isReliable, protocolOf, sameHop } from '../transport/hop';
import { HomeHops } from '../transport/home-hops';
import { refusesDatagrams } from '../transport/local-address';
import type { SipTransport } from '../transport/transport';
import type { InboundRequest, InboundResponse, TransportLine } from '../transport/transport-line';

export interface LineOptions {
  readonly account: Account;
  readonly password: string;
  readonly transport: SipTransport;
  readonly dns: DnsResolver;
  readonly clock: Clock;
  readonly log: Log;
  readonly userAgent: string;
  readonly random: () => number;
  readonly onState: (state: RegistrationState) => void;
  readonly onInvite: (line: Line, request: IncomingInviteRequest) => void;
  /** First answer of any kind from a server, with its status line. */
  readonly onAnswer?: (statusLine: string) => void;
}

/** RFC 5626 4.4.1: somewhat less than the 30 s after which many NATs forget. */
const KEEP_ALIVE_MS = 25_000;
/** A server that has not said anything after this is asked whether it listens at all, ms. */
const SUSPECT_AFTER_MS = 600;
const PROBE_FOR_MS = 250;
const SETTLE_LOOK_MS = 20;

/** One account at work: its core, its servers, its registration, its way through the NAT. */
export class Line implements TransportLine, RegistrationLine {
  readonly contactUser: string;
  readonly user: string;
  readonly home: HomeHops;
  readonly hasOutboundProxy: boolean;
  readonly core: LineCore;
  readonly registration: Registration;
  publicAddress: Hop | null = null;
  private current: Account;
  private lastSentBy: Hop | null = null;
  private lastSeenAs: Hop | null = null;
  private stopKeepAlive: () => void = () => {};
  private readonly probes = new Set<() => void>();
  private readonly probing = new AbortController();
  /** What kept the last message from leaving. */
  private sendFailure: { readonly problem: ConnectProblem; readonly detail: string } | null = null;
  /** This line itself ends its connection and knows what to do next. */
  private dropping = false;

  /** Throws where domain or proxy make no address (the account form checks them before). */
  constructor(private readonly options: LineOptions) {
    const { account, password, clock, log } = options;
    this.current = account;
    const domain = parseDomain(account.domain);
    const proxy = account.outboundProxy === null || account.outboundProxy.trim() === '' ? null : parseProxy(account.outboundProxy);
    if (domain === null || (account.outboundProxy?.trim() && proxy === null)) throw new Error('the server\'s name is not an address');
    this.user = escapeUser(account.username);
    this.contactUser = `s${randomBytes(6).toString('hex')}`;
    this.hasOutboundProxy = proxy !== null;
    this.home = new HomeHops(proxy ?? domain, options.dns, clock, account.transport);
    this.core = new LineCore({
      user: account.username, domain, displayName: account.displayName, contactUser: this.contactUser,
      credentials: { username: account.authUsername ?? account.username, password },
      userAgent: options.userAgent, log, send: (text) => this.sendText(text),
      forget: (branch, method) => options.transport.forget(branch, method),
      onInvite: (request) => options.onInvite(this, request),
    });
    this.registration = new Registration(this, {
      expiresSeconds: account.registerExpiresSeconds, clock, log: log.child('registration'), random: options.random,
      onState: (state) => this.onState(state),
    });
    options.transport.addLine(this);
  }

  get account(): Account {
    return this.current;
  }

  /** True where nothing changed that the server or the far end would notice. */
  isFor(account: Account, password: string | null): boolean {
    const relevant = ({ displayName, username, authUsername, domain, outboundProxy, transport, registerExpiresSeconds, enabled }: Account): string =>
      JSON.stringify([displayName, username, authUsername, domain, outboundProxy, transport, registerExpiresSeconds, enabled]);
    return password === this.options.password && relevant(account) === relevant(this.current);
  }

  /** Takes the account as it is called now; see `isFor`. A line that failed is tried again: somebody just pressed Save. */
  relabel(account: Account): void {
    this.current = account;
    if (this.registration.current.kind === 'failed') this.registration.start();
  }

  /** Network changed or the user asked: everything learned about the way is forgotten, then registered anew. */
  reconnect(): void {
    this.options.transport.forgetWays();
    const [hop, old] = [this.home.current, this.contactAddress()];
    const gone = hop !== null && isReliable(hop) && old !== null ? this.contactAt(old) : null;
    if (hop !== null) this.dropConnection(hop);
    this.home.forget();
    this.publicAddress = null;
    this.registration.start(gone);
  }

  async resolve(): Promise<Hop | null> {
    const hop = await this.home.resolve();
    if (hop === null) return null;
    const { transport } = this.options;
    if (this.publicAddress !== null && protocolOf(this.publicAddress) !== protocolOf(hop)) this.publicAddress = null;
    if (!isReliable(hop)) this.lastSentBy = await transport.sentBy(hop);
    else if (this.lastSentBy !== null && !isReliable(this.lastSentBy)) this.lastSentBy = null;
    // For the audio, whose own sockets must know where to sit.
    if (isReliable(hop)) await transport.addresses.towards(hop);
    return hop;
  }

  sendRegister(spec: RegisterSpec, done: (outcome: RegisterOutcome, lastCSeq: number) => void): () => void {
    this.sendFailure = null;
    const hop = this.home.current;
    return sendRegister(this.core, spec, (outcome, lastCSeq) => {
      // The connection swallowed the request: the next try is to have another one.
      if (outcome.kind === 'timeout' && hop !== null) this.dropConnection(hop);
      done(outcome.kind === 'unreachable' ? this.explained(outcome) : outcome, lastCSeq);
    });
  }

  private explained(outcome: RegisterOutcome): RegisterOutcome {
    const failure = this.sendFailure;
    if (failure === null || failure.problem === 'unreachable') return outcome;
    return failure.problem === 'no-network' ? { kind: 'no-network' } : { kind: 'insecure', problem: failure.problem, detail: failure.detail };
  }

  hopFailed(hop: Hop): boolean {
    return this.home.failed(hop);
  }

  seenAs(): Hop | null {
    return this.lastSeenAs;
  }

  contactAddress(): Hop | null {
    return this.publicAddress ?? this.lastSentBy;
  }

  moveContact(address: Hop): string | null {
    const old = this.contactAddress();
    this.publicAddress = this.lastSentBy !== null && sameHop(address, this.lastSentBy) ? null : address;
    return old === null ? null : this.contactAt(old);
  }

  connectionClosed(hop: Hop): void {
    const { transport } = this.options;
    if (!this.dropping && this.home.current !== null && sameHop(this.home.current, hop)) {
      const old = this.contactAddress();
      this.publicAddress = null;
      this.lastSentBy = null;
      this.registration.connectionLost(old === null ? null : this.contactAt(old));
    }
    for (const { branch, method } of transport.unanswered(this).filter((request) => sameHop(request.hop, hop))) {
      transport.forget(branch, method);
      this.core.failTransaction(branch, method);
    }
  }

  ownsDialog(callId: string, localTag: string, remoteTag: string): boolean {
    return this.core.ownsDialog(callId, localTag, remoteTag);
  }

  ownsServerTransaction(key: string): boolean {
    return this.core.ownsServerTransaction(key);
  }

  receiveRequest(request: InboundRequest): void {
    this.core.receiveRequest(request);
  }

  receiveResponse(response: InboundResponse): void {
    if (this.home.trusts(response.source.host)) {
      if (response.message.cseq.method === 'REGISTER') {
        this.lastSeenAs = response.seenAs;
        this.lastSentBy = response.sentBy;
      }
      this.options.onAnswer?.(cleanText(`${response.message.status} ${response.message.reason}`));
    }
    this.core.receiveResponse(response);
  }

  /** Resolves when nothing of this line waits for an answer any more (BYE, CANCEL, unREGISTER), or after `withinMs`. */
  async settled(withinMs: number): Promise<void> {
    const { clock, transport } = this.options;
    const untilMs = clock.monotonicMs() + withinMs;
    do {
      await new Promise<void>((resolve) => { clock.after(SETTLE_LOOK_MS, resolve); });
    } while (transport.unanswered(this).some(({ method }) => method !== 'INVITE') && clock.monotonicMs() < untilMs);
  }

  dispose(): void {
    this.probing.abort();
    this.stopKeepAlive();
    for (const stop of this.probes) stop();
    this.probes.clear();
    this.registration.dispose();
    this.options.transport.removeLine(this);
    this.core.dispose();
  }

  private contactAt(address: Hop): string {
    return `sip:${this.contactUser}@${contactText(address)}`;
  }

  private dropConnection(hop: Hop): void {
    this.dropping = true;
    this.options.transport.dropConnection(hop);
    this.dropping = false;
  }

  private async sendText(text: string): Promise<void> {
    try {
      await this.options.transport.send(this, text);
    } catch (error) {
      this.sendFailure = error instanceof ConnectError
        ? { problem: error.problem, detail: error.message } : { problem: 'no-network', detail: String(error) };
      throw error;
    }
    if (/^(?:REGISTER|INVITE|OPTIONS|MESSAGE) /.test(text)) this.suspectLater();
  }

  /** An unconnected UDP socket never hears "port unreachable"; a probe does, which spares the user timer B or F. */
  private suspectLater(): void {
    const stop = this.options.clock.after(SUSPECT_AFTER_MS, () => {
      this.probes.delete(stop);
      const hop = this.home.current;
      if (hop !== null && !isReliable(hop) && this.silentAt(hop).length > 0) this.probe(hop).catch((error: unknown) => this.options.log.debug('not probed', { error: String(error) }));
    });
    this.probes.add(stop);
  }

  private async probe(hop: Hop): Promise<void> {
    if (!(await refusesDatagrams(hop, PROBE_FOR_MS, this.probing.signal)) || this.probing.signal.aborted) return;
    for (const { branch, method } of this.silentAt(hop)) {
      this.options.transport.forget(branch, method);
      this.core.failTransaction(branch, method);
    }
  }

  private silentAt(hop: Hop) {
    const sentBeforeMs = this.options.clock.monotonicMs() - SUSPECT_AFTER_MS + 20;
    return this.options.transport.unanswered(this).filter((request) => !request.provisional && request.sentAtMs <= sentBeforeMs && sameHop(request.hop, hop));
  }

  private onState(state: RegistrationState): void {
    this.stopKeepAlive();
    if (state.kind === 'ready') this.keepAliveLater();
    this.options.onState(state);
  }

  private keepAliveLater(): void {
    this.stopKeepAlive = this.options.clock.after(KEEP_ALIVE_MS * (0.8 + 0.2 * this.options.random()), () => {
      const hop = this.home.current;
      if (hop !== null) this.options.transport.keepAlive(hop).catch((error: unknown) => this.options.log.debug('keep-alive not sent', { error: String(error) }));
      this.keepAliveLater();
    });
  }
}
