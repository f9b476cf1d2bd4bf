import { CallError } from '../calls/errors';
import type { Clock, HangUpReason, InviteOptions, Log, ReinviteResult, Signalling, SignallingEvent, SignallingReach } from '../calls/ports';
import type { Account, AccountTestStep, AccountTransport, RegistrationState } from '../contract/accounts';
import type { AccountId, CallId } from '../contract/ids';
import { ringRequestOf } from './identity/alert';
import { callerOf } from './identity/party';
import { CallerVerifier, type CallerVerifierOptions } from './identity/stir/caller-verifier';
import { completeTarget, parseDomain } from './identity/target';
import { Line, type LineOptions } from './lines/line';
import { testAccount } from './lines/test-account';
import { LineMessaging } from './messaging/line-messaging';
import { type ReachSchedule, usualReachSchedule } from './registration/reach-check';
import { sdpOf } from './sipjs/bodies';
import type { SipCall } from './sipjs/call';
import type { CallContext } from './sipjs/call-context';
import type { IncomingInviteRequest } from './sipjs/incoming';
import { IncomingCall } from './sipjs/incoming-call';
import { isDirect, sourceOf } from './sipjs/message-adapter';
import { openMessage } from './sipjs/message-request';
import { OutgoingCall } from './sipjs/outgoing-call';
import { mustRingWithOffer } from './sipjs/reliable-provisional';
import { appearanceOf } from './shared-lines/appearance-of';
import { SharedLines } from './shared-lines/shared-lines';
import { SipTrace } from './trace/trace';
import { SubscriptionHub } from './subscriptions/subscription-hub';
import { focusOf } from './transfer/replaces';
import { Transfers } from './transfer/transfers';
import { type DnsResolver, systemDns } from './transport/dns';
import { type LocalAddressFor, systemLocalAddress } from './transport/local-address';
import { defaultPort, resolveTarget } from './transport/resolve';
import { SipTransport } from './transport/transport';
import type { MarkSocket } from './transport/udp-socket';

export interface SignallingOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly newCallId: () => CallId;
  /** Value of the User-Agent header, e.g. "Sidetone/0.1.0". */
  readonly userAgent: string;
  readonly dns?: DnsResolver;
  readonly localAddressFor?: LocalAddressFor;
  /** Addresses the sockets are bound to; all interfaces by default. */
  readonly bind?: { readonly ipv4: string; readonly ipv6: string };
  /** Told of every socket once it can send, to give it a traffic class (RFC 4594 4.2). */
  readonly markSocket?: MarkSocket;
  /** PEM certificates of those who may vouch for a server; the built-in ones unless given. */
  readonly authorities?: readonly string[];
  /** When to look whether calls reach the lines; soon after registering and every few minutes unless given. */
  readonly reachSchedule?: ReachSchedule;
  /** Fetches certificates of those who sign for callers; from the internet unless given. */
  readonly fetchCertificate?: CallerVerifierOptions['fetch'];
  /** 0 to 1, for jitter. */
  readonly random?: () => number;
}

/** Longest that `dispose` waits for the servers' answers to the last REGISTERs, ms. */
const DISPOSE_WITHIN_MS = 2_200;
/** The same for the answers to the last BYEs of one line. */
const RETIRE_WITHIN_MS = 2_000;
const DISABLED: RegistrationState = { kind: 'disabled' };

/** The SIP user agent: lines, calls and the transport under them, behind the domain's port. */
export class UserAgent implements Signalling {
  private readonly listeners = new Set<(event: SignallingEvent) => void>();
  private readonly lines = new Map<AccountId, Line>();
  /** Replaced lines whose calls still run. */
  private readonly leaving = new Set<Line>();
  /** Lines without a Line: disabled or without a password. */
  private readonly idle = new Map<AccountId, RegistrationState>();
  private readonly calls = new Map<CallId, { readonly call: SipCall; readonly line: Line }>();
  readonly trace: SipTrace;
  readonly messaging: LineMessaging;
  readonly subscriptions: SubscriptionHub;
  readonly sharedLines: SharedLines;
  readonly reach: SignallingReach = {
    check: async (accountId) => this.lines.get(accountId)?.checkReach(),
    // Every flow of a line has the same user in its Contact, made anew at each start.
    isOwnContact: (accountId, uri) => {
      const user = this.lines.get(accountId)?.contactUser;
      return user !== undefined && uri.includes(`:${user}@`);
    },
    networkChanged: (change) => { for (const line of this.lines.values()) void line.recover(change); },
  };
  readonly transfer: Transfers;
  readonly callers: CallerVerifier;
  private readonly dns: DnsResolver;
  private readonly transport: SipTransport;

  constructor(private readonly options: SignallingOptions) {
    this.dns = options.dns ?? systemDns();
    this.messaging = new LineMessaging({
      clock: options.clock, log: options.log.child('messaging'),
      line: (accountId) => {
        const { core, account } = this.lineOf(accountId);
        return { core, onlyDatagrams: account.transport === 'udp', complete: (target) => completeTarget(target, domainOf(account)) };
      },
    });
    this.subscriptions = new SubscriptionHub(options.log.child('subscriptions'));
    this.sharedLines = new SharedLines({
      clock: options.clock, log: options.log.child('shared lines'), calls: () => this.calls, line: (accountId) => this.lines.get(accountId) ?? null,
    });
    this.transfer = new Transfers({
      log: options.log.child('transfer'), calls: () => this.calls,
      find: (callId) => {
        const entry = this.calls.get(callId);
        return entry === undefined ? null : { call: entry.call, line: entry.line.core, complete: (target) => completeTarget(target, domainOf(entry.line.account)) };
      },
    });
    this.callers = new CallerVerifier({
      clock: options.clock, log: options.log.child('callers'), emit: (event) => this.emit(event), isRunning: (callId) => this.calls.has(callId),
      ...(options.fetchCertificate && { fetch: options.fetchCertificate }),
    });
    this.trace = new SipTrace(() => options.clock.epochMs());
    this.transport = new SipTransport({
      log: options.log.child('transport'), clock: options.clock, dns: this.dns,
      localAddressFor: options.localAddressFor ?? systemLocalAddress,
      bind: options.bind ?? { ipv4: '0.0.0.0', ipv6: '::' }, ...(options.markSocket && { markSocket: options.markSocket }),
      ...(options.authorities && { authorities: options.authorities }),
      onTraffic: (traffic) => this.trace.note(traffic),
    });
  }

  onEvent(listener: (event: SignallingEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  applyAccount(account: Account, password: string | null, clientKey: string | null = null): void {
    const running = this.lines.get(account.id);
    if (running !== undefined && running.isFor(account, password, clientKey)) return running.relabel(account);
    const old = this.takeOut(account.id);
    if (old !== null) this.letGo(old);
    if (!account.enabled) return this.rest(account.id, DISABLED);
    if (password === null) return this.rest(account.id, { kind: 'locked' });
    try {
      const line = this.makeLine(account, password, clientKey, {});
      this.lines.set(account.id, line);
      this.subscriptions.attach(account.id, line.subscriptions);
      line.registration.start();
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.rest(account.id, {
        kind: 'failed', sinceEpochMs: this.options.clock.epochMs(), nextTryAtEpochMs: null, error: { code: 'not-resolved', sipStatus: null, detail },
      });
    }
  }

  async removeAccount(accountId: AccountId): Promise<void> {
    const line = this.takeOut(accountId);
    if (line !== null) await this.retire(line);
  }

  reconnect(accountId: AccountId): void {
    this.lines.get(accountId)?.reconnect();
  }

  registration(accountId: AccountId): RegistrationState {
    return this.lines.get(accountId)?.registration.current ?? this.idle.get(accountId) ?? DISABLED;
  }

  testAccount(account: Account, password: string, onStep: (step: AccountTestStep) => void, clientKey: string | null = null): Promise<{ ok: boolean; failedStep: AccountTestStep | null }> {
    return testAccount({ account, clock: this.options.clock, onStep, makeLine: (extra) => this.makeLine(account, password, clientKey, extra, () => {}) });
  }

  async discover(domain: string, transport: AccountTransport): Promise<{ host: string; port: number; how: 'srv' | 'address' | 'none' }> {
    const target = parseDomain(domain);
    const usualPort = defaultPort(transport === 'automatic' ? 'udp' : transport);
    if (target === null) return { host: domain, port: usualPort, how: 'none' };
    const { how, server } = await resolveTarget(target, this.dns, transport);
    return { host: server.host, port: server.port ?? usualPort, how: how === 'literal' ? 'address' : how };
  }

  setAllowDirectIpCalls(allow: boolean): void {
    this.transport.allowDirect = allow;
  }

  localAddress(accountId: AccountId): string {
    return this.transport.localAddress(this.lines.get(accountId)?.home.current ?? null);
  }

  checkTarget(accountId: AccountId, target: string): void {
    const line = this.lines.get(accountId);
    if (line !== undefined) completeTarget(target, domainOf(line.account), line.home.isSecure);
  }

  invite(callId: CallId, accountId: AccountId, target: string, sdpOffer: string, options?: InviteOptions): void {
    const line = this.lineOf(accountId);
    const uri = completeTarget(target, domainOf(line.account), line.home.isSecure);
    const call = new OutgoingCall(this.contextFor(callId, line), uri, sdpOffer, options);
    this.calls.set(callId, { call, line });
    call.start();
  }

  isSecure(callId: CallId): boolean | null {
    return this.calls.get(callId)?.line.home.isSecure ?? null;
  }

  ring(callId: CallId, sdpOffer?: string): void {
    this.callOf(callId).ring(sdpOffer);
  }

  accept(callId: CallId, sdp: string): void {
    this.callOf(callId).accept(sdp);
  }

  reject(callId: CallId, status: number, reason?: string): void {
    this.callOf(callId).reject(status, reason);
  }

  redirect(callId: CallId, target: string): void {
    const { call, line } = this.entryOf(callId);
    try {
      call.redirect(completeTarget(target, domainOf(line.account)));
    } catch (error) {
      this.options.log.warn('not forwarded', { error: error instanceof Error ? error.message : String(error) });
      call.reject(480, undefined);
    }
  }

  hangUp(callId: CallId, reason?: HangUpReason): void {
    this.calls.get(callId)?.call.hangUp(reason);
  }

  reinvite(callId: CallId, sdpOffer: string): Promise<ReinviteResult> {
    return this.callOf(callId).reinvite(sdpOffer);
  }

  answerOffer(callId: CallId, sdp: string): void {
    this.callOf(callId).answerOffer(sdp);
  }

  rejectOffer(callId: CallId, status: number): void {
    this.callOf(callId).rejectOffer(status);
  }

  sendInfoDigit(callId: CallId, digit: string, durationMs: number): Promise<boolean> {
    return this.callOf(callId).sendInfoDigit(digit, durationMs);
  }

  async dispose(): Promise<void> {
    const lines = [...this.lines.values(), ...this.leaving];
    for (const accountId of this.lines.keys()) this.subscriptions.detach(accountId);
    this.leaving.clear();
    this.lines.clear();
    let stop: () => void = () => {};
    const late = new Promise<void>((resolve) => { stop = this.options.clock.after(DISPOSE_WITHIN_MS, resolve); });
    await Promise.race([Promise.all(lines.map((line) => this.retire(line))), late]);
    stop();
    for (const { call } of this.calls.values()) call.dispose();
    this.calls.clear();
    for (const line of lines) line.dispose();
    this.transport.dispose();
    this.transfer.dispose();
    this.callers.dispose();
    this.subscriptions.dispose();
    this.sharedLines.dispose();
    this.listeners.clear();
  }

  private makeLine(account: Account, password: string, clientKey: string | null, extra: Pick<LineOptions, 'onAnswer'>, onState?: (state: RegistrationState) => void): Line {
    const { clock, log, userAgent, random } = this.options;
    return new Line({
      account, password, clientKey, clock, userAgent, ...extra,
      transport: this.transport, dns: this.dns, log: log.child('line'), random: random ?? Math.random,
      reachSchedule: this.options.reachSchedule ?? usualReachSchedule, onMoved: (moved) => this.tellMoved(moved),
      onState: onState ?? ((state) => this.emit({ kind: 'registration', accountId: account.id, state })),
      onInvite: (line, request) => this.incoming(line, request),
      onSummary: (line, summary) => this.subscriptions.unsolicited({ accountId: line.account.id, summary }),
      onMessage: (line, request) => this.messaging.take(line.account.id, openMessage(request)),
    });
  }

  private tellMoved(line: Line): void {
    for (const [callId, entry] of this.calls) if (entry.line === line) this.emit({ kind: 'networkChanged', callId });
  }

  private incoming(line: Line, request: IncomingInviteRequest): void {
    const callId = this.options.newCallId();
    const context = this.contextFor(callId, line);
    const call = new IncomingCall(context, request);
    const source = sourceOf(request.message);
    if (source === null) return call.reject(400, undefined);
    const direct = isDirect(request.message);
    const ring = ringRequestOf(source);
    const takeover = this.transfer.takeoverOf(source, !direct);
    if (!takeover.ok) return call.reject(takeover.status, undefined);
    this.calls.set(callId, { call, line });
    const { ok: _, ...transferred } = takeover;
    this.emit({ kind: 'incoming', callId, accountId: line.account.id, remote: callerOf(source, !direct), offer: sdpOf(source), direct, ...(ring === null ? {} : { ring }), ...(mustRingWithOffer(source) ? { ringsWithOffer: true } : {}), ...transferred, ...focusOf(source), ...appearanceOf(source) });
    this.callers.check(callId, source, !direct);
  }

  private contextFor(callId: CallId, line: Line): CallContext {
    return {
      callId, accountId: line.account.id, line: line.core, clock: this.options.clock, log: this.options.log.child('call'),
      emit: (event) => this.emit(event),
      named: (sipCallId) => this.trace.belongs(sipCallId, callId),
      referrals: this.transfer.hostFor(callId),
      placeHeaders: () => this.sharedLines.headersOf(callId, line.core),
      finished: () => {
        const ended = this.calls.get(callId);
        if (ended !== undefined) this.transfer.forget(ended.call);
        this.calls.delete(callId);
        this.sharedLines.forget(callId);
        this.releaseIfIdle(line);
      },
      beginAttempt: () => {
        const hop = line.home.current;
        return () => hop !== null && line.hopFailed(hop);
      },
    };
  }

  private takeOut(accountId: AccountId): Line | null {
    const line = this.lines.get(accountId) ?? null;
    this.subscriptions.detach(accountId);
    this.lines.delete(accountId);
    this.idle.delete(accountId);
    return line;
  }

  /** A line that was replaced: its binding goes at once, the line itself when its last call has ended. */
  private letGo(line: Line): void {
    this.leaving.add(line);
    line.unregister().catch((error: unknown) => this.options.log.warn('old line not unregistered', { error: String(error) }));
    this.releaseIfIdle(line);
  }

  private releaseIfIdle(line: Line): void {
    if (!this.leaving.has(line) || [...this.calls.values()].some((entry) => entry.line === line)) return;
    this.leaving.delete(line);
    line.settled(RETIRE_WITHIN_MS).then(() => line.dispose(), (error: unknown) => this.options.log.warn('old line not freed', { error: String(error) }));
  }

  /** Ends the line's calls, takes its registration back, then frees it. */
  private async retire(line: Line): Promise<void> {
    for (const { call, line: owner } of [...this.calls.values()]) if (owner === line) call.hangUp(undefined);
    await Promise.all([line.unregister(), line.settled(RETIRE_WITHIN_MS)]);
    line.dispose();
  }

  private rest(accountId: AccountId, state: RegistrationState): void {
    this.idle.set(accountId, state);
    this.emit({ kind: 'registration', accountId, state });
  }

  private lineOf(accountId: AccountId): Line {
    const line = this.lines.get(accountId);
    if (line === undefined) throw new CallError('NO_ACCOUNT', 'this line is not in use');
    return line;
  }

  private callOf(callId: CallId): SipCall {
    return this.entryOf(callId).call;
  }

  private entryOf(callId: CallId): { readonly call: SipCall; readonly line: Line } {
    const entry = this.calls.get(callId);
    if (entry === undefined) throw new CallError('CALL_NOT_FOUND', 'no such call');
    return entry;
  }

  private emit(event: SignallingEvent): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.options.log.error('a listener failed', { event: event.kind, error: error instanceof Error ? error.message : String(error) });
      }
    }
  }
}

function domainOf(account: Account): { host: string; port: number | null } {
  return parseDomain(account.domain) ?? { host: account.domain, port: null };
}
