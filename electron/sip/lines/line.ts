import { randomBytes } from 'node:crypto';
import type { IncomingInviteRequest, IncomingMessageRequest } from '../sipjs/incoming';
import type { Clock, Log, NetworkChange, MessageSummary } from '../../calls/ports';
import type { Account, RegistrationState } from '../../contract/accounts';
import { cleanText } from '../identity/clean';
import { completeTarget } from '../identity/target';
import { escapeUser, type SipRequest } from '../parser';
import type { Grant, OwnContact } from '../registration/grant';
import { instanceUrn } from '../registration/instance';
import { ReachCheck, type ReachSchedule } from '../registration/reach-check';
import { Registration, type RegistrationLine } from '../registration/registration';
import { eventRequests, takeNotify } from '../sipjs/event-requests';
import { LineCore } from '../sipjs/line-core';
import { type RegisterOutcome, type RegisterSpec, sendRegister } from '../sipjs/register-request';
import { askSelf } from '../sipjs/self-request';
import { LineSubscriptions } from '../subscriptions/line-subscriptions';
import type { DnsResolver } from '../transport/dns';
import { ConnectError } from '../transport/connect-error';
import { contactText, type Hop, isReliable, protocolOf, sameHop } from '../transport/hop';
import { HomeHops } from '../transport/home-hops';
import type { SipTransport } from '../transport/transport';
import type { InboundRequest, InboundResponse, TransportLine } from '../transport/transport-line';
import { FIRST_REG_ID, Flows } from './flows';
import { GruuTrial } from './gruu-trial';
import { KeepAlive } from './keep-alive';
import type { SecondFlowOptions } from './second-flow';
import { SelfProbe } from './self-probe';
import { SilenceWatch } from './silence-watch';
import { wayOf } from './way';

export interface LineOptions {
  readonly account: Account;
  readonly password: string;
  /** PEM, of the account's client certificate. */
  readonly clientKey: string | null;
  readonly transport: SipTransport;
  readonly dns: DnsResolver;
  readonly clock: Clock;
  readonly log: Log;
  readonly userAgent: string;
  readonly random: () => number;
  readonly reachSchedule: ReachSchedule;
  /** The line is ready again and is reached another way than before: calls that run must be told so. */
  readonly onMoved: (line: Line) => void;
  readonly onState: (state: RegistrationState) => void;
  readonly onInvite: (line: Line, request: IncomingInviteRequest) => void;
  readonly onMessage: (line: Line, request: IncomingMessageRequest) => void;
  /** Messages that wait, told by the line's servers unasked. */
  readonly onSummary: (line: Line, summary: MessageSummary) => void;
  /** First answer of any kind from a server, with its status line. */
  readonly onAnswer?: (statusLine: string) => void;
}

const SETTLE_LOOK_MS = 20;
const FLOW_FAILED = 430;

/** One account at work: its core, its servers, its registration, its way through the NAT. */
export class Line implements TransportLine, RegistrationLine {
  readonly contactUser: string;
  readonly user: string;
  readonly home: HomeHops;
  readonly hasOutboundProxy: boolean;
  readonly core: LineCore;
  readonly registration: Registration;
  readonly subscriptions: LineSubscriptions;
  publicAddress: Hop | null = null;
  private current: Account;
  private lastSentBy: Hop | null = null;
  private lastSeenAs: Hop | null = null;
  /** Our address that the last REGISTER left from: what the transport knows is forgotten when any line recovers. */
  private sentFrom: string | null = null;
  private readonly own: Omit<OwnContact, 'regId'>;
  private readonly flows: Flows;
  private readonly keepAlive: KeepAlive;
  private readonly silence: SilenceWatch;
  private readonly selfProbe: SelfProbe;
  private readonly gruu: GruuTrial;
  private readonly reach: ReachCheck;
  private wasReady = false;
  /** How it was reached when it was last ready; null before that, and where calls are to be refreshed in any case. */
  private reachedAt: string | null = null;
  private isRecovering = false;
  private listed = false;
  /** What kept the last message from leaving. */
  private sendFailure: ConnectError | null = null;
  /** This line itself ends its connection and knows what to do next. */
  private dropping = false;

  /** Throws where domain or proxy make no address (the account form checks them before). */
  constructor(private readonly options: LineOptions) {
    const { account, password, clock, log } = options;
    this.current = account;
    const way = wayOf(account, options.clientKey);
    this.user = escapeUser(account.username);
    this.contactUser = `s${randomBytes(6).toString('hex')}`;
    this.hasOutboundProxy = way.isProxy;
    this.home = new HomeHops(way.target, options.dns, clock, way.transport, (hop) => options.transport.answers(hop));
    const coreOptions: SecondFlowOptions['core'] = {
      user: account.username, domain: way.domain, displayName: account.displayName, contactUser: this.contactUser,
      credentials: { username: account.authUsername ?? account.username, password }, userAgent: options.userAgent, log,
      onInvite: (request) => options.onInvite(this, request),
      onMessage: (request) => options.onMessage(this, request),
      onNotify: (request) => takeNotify(this.core, request, (summary) => options.onSummary(this, summary)),
    };
    this.core = new LineCore({
      ...coreOptions, route: way.route, send: (text) => this.sendText(text), forget: (branch, method) => options.transport.forget(branch, method),
    });
    this.subscriptions = new LineSubscriptions({
      clock, random: options.random, log: log.child('subscriptions'), aor: this.core.aor, complete: (target) => completeTarget(target, way.domain), ...eventRequests(this.core),
    });
    this.own = { contactUser: this.contactUser, user: this.user, domain: way.domain, instance: instanceUrn(account.id) };
    this.keepAlive = new KeepAlive(clock, options.random, () => this.keepWayOpen());
    this.silence = new SilenceWatch({
      clock, log, hop: () => this.home.current, unanswered: () => options.transport.unanswered(this), onRefused: (request) => this.failRequest(request),
    });
    this.selfProbe = new SelfProbe(clock, (marker, done) => askSelf(this.core, this.core.aor, { marker, inDialog: false }, done));
    this.gruu = new GruuTrial(clock, (gruu, marker, done) => askSelf(this.core, gruu, { marker, inDialog: true }, done), (gruu) => {
      this.core.service = { ...this.core.service, publicGruu: gruu };
    });
    this.reach = new ReachCheck({
      clock, random: options.random, schedule: options.reachSchedule, wasListed: () => this.listed,
      askSelf: (done) => this.selfProbe.ask(done), query: (done) => this.registration.query(done),
      onProof: (proof) => {
        this.registration.note(proof);
        if (proof.kind === 'returned') this.gruu.trial();
        else this.core.service = { ...this.core.service, publicGruu: this.gruu.forget() };
      },
      onBroken: (problem, provenAtEpochMs) => this.registration.renew(problem, provenAtEpochMs),
    });
    this.registration = new Registration(this, {
      expiresSeconds: account.registerExpiresSeconds, clock, log: log.child('registration'), random: options.random, regId: FIRST_REG_ID,
      onState: (state) => this.onState(state),
    });
    this.flows = new Flows({
      first: () => this.registration, transport: options.transport, dns: options.dns, clock, log, random: options.random,
      own: this.own, core: coreOptions, expiresSeconds: account.registerExpiresSeconds,
    });
    options.transport.addLine(this);
  }

  get account(): Account {
    return this.current;
  }

  /** True where nothing changed that the server or the far end would notice. */
  isFor(account: Account, password: string | null, clientKey: string | null): boolean {
    const relevant = ({ displayName, username, authUsername, domain, outboundProxy, transport, connection, registerExpiresSeconds, enabled }: Account): string =>
      JSON.stringify([displayName, username, authUsername, domain, outboundProxy, transport, connection, registerExpiresSeconds, enabled]);
    return password === this.options.password && clientKey === this.options.clientKey && relevant(account) === relevant(this.current);
  }

  /** Takes the account as it is called now; see `isFor`. A line that failed is tried again: somebody just pressed Save. */
  relabel(account: Account): void {
    this.current = account;
    if (this.registration.current.kind === 'failed') this.registration.start();
  }

  /** The user asked: everything learned about the way is forgotten, then registered anew. */
  reconnect(): void {
    this.registration.start(this.forgetWay());
  }

  /** The network is another one, or may be: as reconnect, with quick tries, where the way to the server is not what it was. Never rejects. */
  async recover({ slept, gone }: NetworkChange): Promise<void> {
    if (slept) this.reachedAt = null;
    if (!slept && (await this.isSameWay(gone))) return this.reach.checkNow();
    this.registration.startInHaste(this.forgetWay());
    this.flows.recover();
  }

  private async isSameWay(gone: readonly string[]): Promise<boolean> {
    const { transport } = this.options;
    const hop = this.home.current;
    const before = this.sentFrom;
    if (hop === null || before === null || this.registration.current.kind !== 'ready' || gone.includes(before)) return false;
    transport.forgetWays();
    // Names may mean other addresses here; what works is kept until they are asked for again.
    this.home.forget();
    return (await transport.addresses.towards(hop).catch(() => null)) === before;
  }

  /** Looks now whether calls reach this line; resolves when that is known. */
  checkReach(): Promise<void> {
    return this.reach.checkNow();
  }

  /** Answers the Contact that is of no use to the server any more. */
  private forgetWay(): string | null {
    this.options.transport.forgetWays();
    this.reach.forget();
    this.isRecovering = true;
    const [hop, old] = [this.home.current, this.contactAddress()];
    const gone = hop !== null && isReliable(hop) && old !== null ? this.contactAt(old) : null;
    if (hop !== null) this.dropConnection(hop);
    this.home.forget();
    this.publicAddress = null;
    return gone;
  }

  forgetAddresses(): void {
    this.options.transport.forgetWays();
  }

  granted(grant: Grant): void {
    this.listed = grant.listing === 'ours';
    this.core.service = { ...grant, publicGruu: this.gruu.granted(grant.publicGruu) };
    this.keepAlive.use(grant.flowTimerSeconds);
    this.flows.granted(grant, this.home.second);
  }

  /** REGISTER with Expires 0 for each flow that is registered; resolves with the answers or after 2 s. */
  async unregister(): Promise<void> {
    await Promise.all([this.registration.unregister(), this.flows.unregister()]);
  }

  async resolve(): Promise<Hop | null> {
    const hop = await this.home.resolve();
    if (hop === null) return null;
    const { transport } = this.options;
    if (this.publicAddress !== null && protocolOf(this.publicAddress) !== protocolOf(hop)) this.publicAddress = null;
    if (!isReliable(hop)) this.lastSentBy = await transport.sentBy(hop);
    else if (this.lastSentBy !== null && !isReliable(this.lastSentBy)) this.lastSentBy = null;
    // For the audio as well, whose own sockets must know where to sit.
    this.sentFrom = await transport.addresses.towards(hop);
    return hop;
  }

  sendRegister(spec: RegisterSpec, done: (outcome: RegisterOutcome, lastCSeq: number) => void): () => void {
    this.sendFailure = null;
    const hop = this.home.current;
    return sendRegister(this.core, spec, this.own, (outcome, lastCSeq) => {
      // The connection swallowed the request: the next try is to have another one.
      if (outcome.kind === 'timeout' && hop !== null) this.dropConnection(hop);
      done(outcome.kind === 'unreachable' ? this.explained(outcome) : outcome, lastCSeq);
    });
  }

  private explained(outcome: RegisterOutcome): RegisterOutcome {
    const failure = this.sendFailure;
    if (failure === null || failure.problem === 'unreachable') return outcome;
    return failure.problem === 'no-network' ? { kind: 'no-network' } : { kind: 'insecure', problem: failure.problem, detail: failure.message, certificate: failure.certificate };
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

  addressMoved(hop: Hop, seen: Hop): void {
    if (this.home.current === null || !sameHop(this.home.current, hop)) return;
    this.isRecovering = true;
    this.registration.connectionLost(this.moveContact(seen));
  }

  connectionClosed(hop: Hop, refusal: ConnectError | null): void {
    if (refusal !== null) this.sendFailure = refusal;
    const { transport } = this.options;
    if (!this.dropping && this.home.current !== null && sameHop(this.home.current, hop)) {
      const old = this.contactAddress();
      this.publicAddress = null;
      this.lastSentBy = null;
      this.isRecovering = true;
      this.registration.connectionLost(old === null ? null : this.contactAt(old));
    }
    for (const request of transport.unanswered(this).filter((one) => sameHop(one.hop, hop))) this.failRequest(request);
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

  pinged(request: SipRequest): void {
    this.selfProbe.arrived(request);
    this.gruu.arrived(request);
  }

  receiveResponse(response: InboundResponse): void {
    if (this.home.trusts(response.source.host)) {
      if (response.message.cseq.method === 'REGISTER') {
        this.lastSeenAs = response.seenAs;
        this.lastSentBy = response.sentBy;
      }
      // RFC 5626 11.2: the way back to us is lost beyond the server; a new flow makes another.
      if (response.message.status === FLOW_FAILED) this.registration.connectionLost(null);
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
    this.silence.dispose();
    this.keepAlive.stop();
    this.reach.stop();
    this.gruu.dispose();
    this.flows.dispose();
    this.registration.dispose();
    this.subscriptions.dispose();
    this.options.transport.removeLine(this);
    this.core.dispose();
  }

  /** Where this phone is reached, as another may call it; empty before anything was sent. */
  get reachableAt(): string {
    const address = this.contactAddress();
    return this.core.service.publicGruu?.text ?? (address === null ? '' : this.contactAt(address));
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
      this.sendFailure = error instanceof ConnectError ? error : new ConnectError('no-network', String(error));
      throw error;
    }
    if (/^(?:REGISTER|INVITE|OPTIONS|MESSAGE) /.test(text)) this.silence.sent();
  }

  private failRequest({ branch, method }: { readonly branch: string; readonly method: string }): void {
    this.options.transport.forget(branch, method);
    this.core.failTransaction(branch, method);
  }

  private onState(state: RegistrationState): void {
    const isReady = state.kind === 'ready';
    this.options.onState(state);
    if (isReady === this.wasReady) return;
    this.wasReady = isReady;
    this.subscriptions.registered(isReady);
    if (!isReady) {
      this.keepAlive.stop();
      this.reach.stop();
      return;
    }
    this.keepAlive.start(this.core.service.outbound);
    this.reach.start();
    this.tellWhereMoved();
  }

  private tellWhereMoved(): void {
    const { transport } = this.options;
    const contact = this.contactAddress();
    const reachedAt = `${contact === null ? '' : contactText(contact)} ${transport.localAddress(this.home.current)}`;
    const hasMoved = this.isRecovering && reachedAt !== this.reachedAt;
    this.reachedAt = reachedAt;
    this.isRecovering = false;
    if (hasMoved) this.options.onMoved(this);
  }

  private keepWayOpen(): void {
    const hop = this.home.current;
    if (hop !== null) this.options.transport.keepAlive(hop).catch((error: unknown) => this.options.log.debug('keep-alive not sent', { error: String(error) }));
  }
}
