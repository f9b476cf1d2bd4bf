import { randomBytes } from 'node:crypto';
import type { Clock, Log } from '../../calls/ports';
import type { RegistrationState } from '../../contract/accounts';
import type { ReachProblem, ReachProof } from '../../contract/reach';
import type { RegisterOutcome, RegisterSpec } from '../sipjs/register-request';
import { type Hop, hopText, sameHop } from '../transport/hop';
import type { Grant } from './grant';
import { backoffMs, hastyMs, judgeFailure, refreshDelayMs } from './policy';
import type { QueryOutcome } from './reach-check';

/** What registration needs of its line. */
export interface RegistrationLine {
  /** The server to be used, null where its name does not resolve. */
  resolve(): Promise<Hop | null>;
  sendRegister(spec: RegisterSpec, done: (outcome: RegisterOutcome, lastCSeq: number) => void): () => void;
  /** The server gave up: true where another one is left to try. */
  hopFailed(hop: Hop): boolean;
  /** Our address as the server saw it in the last answer, null before any. */
  seenAs(): Hop | null;
  /** What Contact shows now. */
  contactAddress(): Hop | null;
  /** Sets what Contact shows from now on. Answers the Contact URI used until now. */
  moveContact(address: Hop): string | null;
  /** Nothing could be sent: what is known of our own addresses may be wrong. */
  forgetAddresses(): void;
  /** The registrar took us; before the line is told to be ready. */
  granted(grant: Grant): void;
}

export interface RegistrationOptions {
  readonly expiresSeconds: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** RFC 5626: names this flow; null = this line does not speak of flows. */
  readonly regId: number | null;
  readonly onState: (state: RegistrationState) => void;
}

/** A server may not make us refresh more often than this, seconds. */
const SHORTEST_EXPIRES_SECONDS = 10;
const UNREGISTER_WITHIN_MS = 2_000;
const RECONNECT_WITHIN_MS = 500;
/** A connection that stood this long was no accident. */
const STEADY_AFTER_MS = 30_000;
/** So long after the network changed it may not carry anything yet: each try is followed by the next in a moment, ms. */
const HASTE_FOR_MS = 15_000;
/** What a network says that is only half there. */
const HASTY_CODES: ReadonlySet<string> = new Set(['network', 'unreachable', 'timeout']);
/** RFC 5626 11.6: the first proxy does not speak of flows. */
const FIRST_HOP_LACKS_OUTBOUND = 439;

/**
 * Keeps one line registered: refresh in time, 423, failover, backoff, a NAT's address in Contact.
 *
 *   registering -> ready -> (refresh) registering is not shown, ready stays
 *   registering -> failed -> (timer or `retry`) registering
 */
export class Registration {
  private state: RegistrationState;
  private readonly callId = randomBytes(16).toString('hex');
  private readonly fromTag = randomBytes(8).toString('hex');
  private cseq = 1;
  private expiresSeconds: number;
  private failures = 0;
  /** Connections lost in a row soon after they stood. */
  private losses = 0;
  /** On the monotonic clock. */
  private readyAtMs = -Infinity;
  private stopTimer: () => void = () => {};
  private dropRequest: () => void = () => {};
  private dropQuery: () => void = () => {};
  private regId: number | null;
  /** RFC 5626 6: the registrar replaces a binding by instance and reg-id, and an address may be that of another flow too. */
  private keepsFlowsApart = false;
  private hasteUntilMs = -Infinity;
  private alsoRemove: string[] = [];
  private movedTo: Hop | null = null;
  /** Counts attempts, so that what belongs to an older one is ignored. */
  private attempt = 0;
  private closed = false;
  /** A REGISTER that is to bind us waits for its answer. */
  private isUnderWay = false;
  /** What the answer to it is for once we are to unregister. */
  private afterClosing: (outcome: RegisterOutcome) => void = () => {};

  constructor(private readonly line: RegistrationLine, private readonly options: RegistrationOptions) {
    this.expiresSeconds = options.expiresSeconds;
    this.regId = options.regId;
    this.state = { kind: 'registering', sinceEpochMs: options.clock.epochMs() };
  }

  get current(): RegistrationState {
    return this.state;
  }

  /** Registers now, whatever was planned. `oldContact`: where the server could reach us until now and cannot any more. */
  start(oldContact: string | null = null): void {
    this.begin({ kind: 'registering', sinceEpochMs: this.options.clock.epochMs() }, oldContact);
  }

  /** As start, after the network changed: it may come up in pieces, so the first tries follow each other quickly. */
  startInHaste(oldContact: string | null): void {
    this.hasteUntilMs = this.options.clock.monotonicMs() + HASTE_FOR_MS;
    this.start(oldContact);
  }

  /** Registers again, since calls were found not to arrive. */
  renew(problem: ReachProblem, provenAtEpochMs: number | null): void {
    if (this.closed || this.state.kind !== 'ready') return;
    this.options.log.warn('calls do not reach this line; registering again', { problem });
    this.begin({ kind: 'registering', sinceEpochMs: this.options.clock.epochMs(), lost: { problem, provenAtEpochMs } }, null);
  }

  /** What was found of whether calls arrive. */
  note(proof: ReachProof): void {
    if (this.state.kind === 'ready') this.show({ ...this.state, proof });
  }

  /** Asks the registrar for its list (RFC 3261 10.2.3). The answer gives it up; a registration that falls due does as well. */
  query(done: (outcome: QueryOutcome) => void): () => void {
    this.dropQuery();
    const drop = this.line.sendRegister(this.spec(0, true), (outcome, lastCSeq) => {
      this.cseq = Math.max(this.cseq, lastCSeq + 1);
      this.dropQuery = () => {};
      done(outcome.kind === 'accepted' ? outcome.grant.listing : outcome.kind === 'rejected' ? 'refused' : 'silent');
    });
    this.dropQuery = () => {
      drop();
      this.dropQuery = () => {};
    };
    return this.dropQuery;
  }

  private begin(state: RegistrationState & { kind: 'registering' }, oldContact: string | null): void {
    this.stop();
    if (oldContact !== null) this.alsoRemove = [oldContact];
    this.failures = 0;
    this.movedTo = null;
    this.show(state);
    void this.register();
  }

  /**
   * The connection that the server reaches us by is gone, and `contact` with it: registers anew in a moment, but
   * later each time where it had not stood long (RFC 5626 4.5), lest a server that hangs up on us is met at once for ever.
   */
  connectionLost(contact: string | null): void {
    if (this.closed || this.state.kind !== 'ready') return;
    const { clock, random } = this.options;
    this.stop();
    this.movedTo = null;
    this.alsoRemove = contact === null ? [] : [contact];
    const isSteady = clock.monotonicMs() - this.readyAtMs > STEADY_AFTER_MS;
    this.losses = isSteady ? 0 : this.losses + 1;
    this.show({ kind: 'registering', sinceEpochMs: clock.epochMs() });
    this.stopTimer = clock.after(this.losses < 2 ? RECONNECT_WITHIN_MS * random() : backoffMs(this.losses - 1, random), () => void this.register());
  }

  /**
   * REGISTER with Expires 0 where registered, or where the answer that is still awaited says so; resolves with its answer
   * or after 2 s.
   */
  async unregister(): Promise<void> {
    const isBound = this.state.kind === 'ready';
    const isUnderWay = this.isUnderWay;
    if (!isUnderWay) this.stop();
    this.closed = true;
    if (!isBound && !isUnderWay) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        stopWaiting();
        this.stop();
        resolve();
      };
      const stopWaiting = this.options.clock.after(UNREGISTER_WITHIN_MS, end);
      const unbind = (): void => { this.dropRequest = this.line.sendRegister(this.spec(0), end); };
      if (!isUnderWay) return unbind();
      // RFC 3261 10.2: one REGISTER at a time. Left alone, the one under way would bind us after we went.
      this.stopTimer();
      this.dropQuery();
      this.afterClosing = (outcome) => (isBound || outcome.kind === 'accepted' ? unbind() : end());
    });
  }

  dispose(): void {
    this.stop();
    this.closed = true;
  }

  private stop(): void {
    this.attempt += 1;
    this.isUnderWay = false;
    this.afterClosing = () => {};
    this.stopTimer();
    this.dropRequest();
    this.dropRequest = () => {};
    this.dropQuery();
  }

  /** Never rejects: whatever goes wrong is a failed registration, tried again. */
  private async register(): Promise<void> {
    try {
      await this.attemptOnce();
    } catch (error) {
      this.options.log.error('REGISTER not sent', { error: error instanceof Error ? error.message : String(error) });
      this.failures += 1;
      this.fail({ code: 'network', sipStatus: null, detail: 'the request could not be sent' }, backoffMs(this.failures, this.options.random));
    }
  }

  private async attemptOnce(): Promise<void> {
    const attempt = ++this.attempt;
    const hop = await this.line.resolve().catch(() => null);
    if (this.closed || attempt !== this.attempt) return;
    if (hop === null) return this.fail({ code: 'not-resolved', sipStatus: null, detail: 'the server\'s name was not found' }, null);
    // RFC 3261 10.2: one REGISTER at a time.
    this.dropQuery();
    this.isUnderWay = true;
    this.dropRequest = this.line.sendRegister(this.spec(this.expiresSeconds), (outcome, lastCSeq) => {
      this.cseq = lastCSeq + 1;
      if (attempt !== this.attempt) return;
      this.isUnderWay = false;
      if (this.closed) this.afterClosing(outcome);
      else this.settle(outcome, hop);
    });
  }

  private spec(expiresSeconds: number, isQuery = false): RegisterSpec {
    const alsoRemove = this.keepsFlowsApart ? [] : this.alsoRemove;
    const spec = { expiresSeconds, callId: this.callId, cseq: this.cseq, fromTag: this.fromTag, alsoRemove, isQuery, regId: this.regId };
    this.cseq += 1;
    return spec;
  }

  private settle(outcome: RegisterOutcome, hop: Hop): void {
    if (outcome.kind === 'accepted') return this.accepted(outcome.grant, hop);
    if (outcome.kind === 'rejected' && outcome.status === 423 && (outcome.minExpiresSeconds ?? 0) > this.expiresSeconds) {
      // RFC 3261 10.2.8: asked again at once with what the server wants.
      this.expiresSeconds = Math.min(outcome.minExpiresSeconds ?? 0, 86_400 * 7);
      return void this.register();
    }
    if (outcome.kind === 'rejected' && outcome.status === FIRST_HOP_LACKS_OUTBOUND && this.regId !== null) {
      this.regId = null;
      return void this.register();
    }
    // A bad certificate is told, not gone round: another way may be one that somebody in between wants us to take.
    const isDistrusted = outcome.kind === 'insecure' && outcome.problem !== 'no-tls' && outcome.problem !== 'no-websocket';
    const hopIsBad = outcome.kind === 'rejected' ? outcome.status === 503 : !isDistrusted;
    if (hopIsBad && this.line.hopFailed(hop)) return void this.register();
    this.failures += 1;
    const verdict = judgeFailure(outcome, this.failures, this.options.random);
    this.fail(verdict.error, verdict.retryAfterMs);
  }

  private accepted(grant: Grant, hop: Hop): void {
    const { clock, random } = this.options;
    // RFC 3261 10.3: it lists all bindings, and ours is not there. Believing the 200 would be waiting for calls that never come.
    if (grant.listing === 'others') {
      this.failures += 1;
      const error = { code: 'not-listed', sipStatus: 200, detail: 'the server agreed, but does not list this phone' } as const;
      return this.fail(error, backoffMs(this.failures, random));
    }
    this.failures = 0;
    this.hasteUntilMs = -Infinity;
    this.alsoRemove = [];
    this.keepsFlowsApart = grant.outbound;
    this.readyAtMs = clock.monotonicMs();
    const seconds = Math.max(SHORTEST_EXPIRES_SECONDS, grant.expiresSeconds ?? this.expiresSeconds);
    const sinceEpochMs = this.state.kind === 'ready' ? this.state.sinceEpochMs : clock.epochMs();
    const proof = this.state.kind === 'ready' ? this.state.proof : undefined;
    this.line.granted(grant);
    this.show({ kind: 'ready', sinceEpochMs, expiresAtEpochMs: clock.epochMs() + seconds * 1000, server: hopText(hop), ...(proof && { proof }) });
    if (this.adoptPublicAddress()) return void this.register();
    this.stopTimer = clock.after(refreshDelayMs(seconds, random), () => void this.register());
  }

  /** RFC 3581 9, RFC 5626 3: behind a NAT the Contact must show what the server sees; the old binding goes. */
  private adoptPublicAddress(): boolean {
    const seen = this.line.seenAs();
    const shown = this.line.contactAddress();
    if (seen === null || shown === null || sameHop(seen, shown)) return false;
    // A NAT that changes ports with every packet would make us register for ever: each address is tried once.
    if (this.movedTo !== null && this.movedTo.host === seen.host) return false;
    this.movedTo = seen;
    const old = this.line.moveContact(seen);
    if (old !== null) this.alsoRemove = [old];
    this.options.log.info('contact moved to the address the server sees', { port: seen.port });
    return true;
  }

  private fail(error: Extract<RegistrationState, { kind: 'failed' }>['error'], retryAfterMs: number | null): void {
    const { clock, random } = this.options;
    const unresolved = error.code === 'not-resolved';
    if (unresolved) this.failures += 1;
    const isHasty = clock.monotonicMs() < this.hasteUntilMs && (unresolved || HASTY_CODES.has(error.code));
    if (isHasty) {
      this.line.forgetAddresses();
      this.failures = 0;
    }
    const delayMs = isHasty ? hastyMs(random) : unresolved ? backoffMs(this.failures, random) : retryAfterMs;
    const nextTryAtEpochMs = delayMs === null ? null : clock.epochMs() + delayMs;
    this.options.log.warn('not registered', { code: error.code, status: error.sipStatus });
    this.show({ kind: 'failed', sinceEpochMs: clock.epochMs(), nextTryAtEpochMs, error });
    if (delayMs !== null) {
      this.stopTimer = clock.after(delayMs, () => {
        this.show({ kind: 'registering', sinceEpochMs: clock.epochMs() });
        void this.register();
      });
    }
  }

  private show(state: RegistrationState): void {
    this.state = state;
    this.options.onState(state);
  }
}
