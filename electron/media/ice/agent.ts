/**
 * One generation of ICE (RFC 8445) for one audio stream: checks pairs of addresses until each component has one that
 * works, keeps asking whether it still does (RFC 7675), and says which to use. A restart is a new agent.
 *
 *            setRemote            every component has a nominated pair
 *   waiting ───────────> checking ────────────────────────────────────> connected
 *                           ^  │ no pair works in time                     │
 *                           │  └──────────────────────> failed             │ consent gone for 30 s
 *                           └──────────── a check gets through ── lost <───┘
 *
 * In `failed` and `lost` checks that come in are still answered and followed up, so late luck is taken.
 * Nothing here owns a socket; time, chance and sending come from outside.
 */
import type { Clock } from '../../calls/ports/clock';
import type { Endpoint } from '../transport/endpoint';
import type { Component } from '../transport/media-path';
import { IceAnswerer, type TakenCheck } from './answerer';
import { candidatePriority, type IceBase, type LocalCandidate, type RemoteCandidate } from './candidate';
import { IceChecker, type IceRole } from './checker';
import { Checklist } from './checklist';
import type { CandidatePair } from './pair';
import { keyOf, type StunMessage } from './stun';

/** RFC 8445 14.2: between two checks. */
const PACE_MS = 50;
/** A worse pair that works is used, and waits this long for better ones still under way before it is settled on. */
const NOMINATION_PATIENCE_MS = 150;
/** Where it leads through a relay: until a lost check has been repeated (RTO 500 ms) and answered. */
const RELAY_PATIENCE_MS = 900;
/** Without any pair that works after this long, plain RTP is tried (RFC 8445 leaves it open; a phone must not stay silent). */
const FAIL_AFTER_MS = 2_000;
/** RFC 7675 5.1: every 5 s, times 0.8 to 1.2; over after 30 s. */
const CONSENT_EVERY_MS = 5_000;
const CONSENT_LIVES_MS = 30_000;
/** Two checks without an answer: another pair that works is used meanwhile. */
const DOUBTFUL_AFTER_MS = 11_000;
const MAX_EARLY_CHECKS = 32;
const MAX_REMOTES = 200;

export type IceState = 'waiting' | 'checking' | 'connected' | 'failed' | 'lost';

export interface IceCredentials {
  readonly ufrag: string;
  readonly pwd: string;
}

export interface IceAgentOptions {
  readonly clock: Clock;
  /** So many unguessable bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
  readonly role: IceRole;
  readonly local: IceCredentials;
  readonly onState: (state: IceState) => void;
}

export interface RemoteIce extends IceCredentials {
  readonly lite: boolean;
  readonly candidates: readonly RemoteCandidate[];
  /** Without RTCP mux there are two. */
  readonly components: readonly Component[];
}

export class IceAgent {
  readonly local: IceCredentials;
  readonly #options: IceAgentOptions;
  readonly #checklist = new Checklist();
  readonly #checker: IceChecker;
  readonly #answerer: IceAnswerer;
  readonly #locals: LocalCandidate[] = [];
  readonly #remotes = new Map<string, RemoteCandidate>();
  readonly #timers = new Map<'pace' | 'patience' | 'failure' | 'consent', () => void>();
  #remote: RemoteIce | null = null;
  #early: TakenCheck[] = [];
  #state: IceState = 'waiting';
  #lastCheckMs = Number.NEGATIVE_INFINITY;

  constructor(options: IceAgentOptions) {
    this.#options = options;
    this.local = options.local;
    this.#checker = new IceChecker({
      clock: options.clock, randomBytes: options.randomBytes, role: options.role, localUfrag: options.local.ufrag,
      onSuccess: (pair) => this.#succeeded(pair),
      onFailure: (pair) => this.#pairFailed(pair),
      onRoleConflict: (pair) => this.#conflict(pair),
    });
    this.#answerer = new IceAnswerer(options.local, {
      tieBreaker: this.#checker.tieBreaker,
      role: () => this.#checker.role,
      switchRole: () => this.#switchRole(),
      onCheck: (check) => this.#taken(check),
    });
  }

  get state(): IceState { return this.#state; }
  get role(): IceRole { return this.#checker.role; }
  get pairs(): readonly CandidatePair[] { return this.#checklist.pairs; }

  /** A candidate of ours, gathered before or after the checks began. Server-reflexive ones are checked as their base. */
  addLocal(candidate: LocalCandidate): void {
    this.#locals.push(candidate);
    if (candidate.type !== 'host' && candidate.type !== 'relay') return;
    for (const remote of this.#remotes.values()) this.#checklist.add(candidate, remote, this.#controlling);
    this.#begin();
  }

  /** What the far end described. With the same credentials again: more candidates. */
  setRemote(remote: RemoteIce): void {
    if (this.#remote === null && remote.lite) this.#checker.role = 'controlling';
    this.#remote = remote;
    this.#checker.remote = remote;
    for (const candidate of remote.candidates) if (remote.components.includes(candidate.component)) this.#addRemote(candidate);
    for (const check of this.#early.splice(0)) this.#taken(check);
    if (this.#state === 'waiting') {
      this.#setState('checking');
      this.#arm('failure', FAIL_AFTER_MS, () => this.#giveUp());
    }
    this.#begin();
  }

  /** Whether the far end it was told of has other credentials. */
  hasOtherRemote({ ufrag, pwd }: IceCredentials): boolean {
    return this.#remote !== null && (this.#remote.ufrag !== ufrag || this.#remote.pwd !== pwd);
  }

  /** A relay is gone: so are its pairs. */
  dropBase(base: IceBase): void {
    for (let at = this.#locals.length - 1; at >= 0; at--) if (this.#locals[at]?.base === base) this.#locals.splice(at, 1);
    const lost = this.#checklist.drop(base).some(({ nominated }) => nominated);
    if (lost && this.#state === 'connected' && this.pairOf(base.component) === null) this.#setState('lost');
  }

  /** Whether a request is meant for this generation. */
  owns(message: StunMessage): boolean {
    return message.attributes.username?.startsWith(`${this.local.ufrag}:`) ?? false;
  }

  /** A STUN message that came to the base: a check, or the answer to one of ours. Never throws. */
  take(base: IceBase, message: StunMessage, from: Endpoint): void {
    if (message.class === 'request') this.#answerer.take(base, message, from);
    else this.#checker.take(base, message, from);
  }

  /** The pair to send on: nominated, else whichever works (RFC 8445 12.1). */
  pairOf(component: Component): CandidatePair | null {
    const now = this.#options.clock.monotonicMs();
    let best: CandidatePair | null = null;
    let rank = -1;
    // Per packet: the list is in order of priority, so the first of a rank counts.
    for (const pair of this.#checklist.pairs) {
      if (pair.state !== 'succeeded' || pair.remote.component !== component) continue;
      const own = (now - pair.answeredAtMs < DOUBTFUL_AFTER_MS ? 2 : 0) + (pair.nominated ? 1 : 0);
      if (own > rank) [best, rank] = [pair, own];
    }
    return best;
  }

  /** Whether the far end has said, or shown by a check, that this address is its own. */
  knows(component: Component, from: Endpoint): boolean {
    return this.#remotes.has(remoteKey(component, from));
  }

  dispose(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#checker.dispose();
  }

  get #controlling(): boolean { return this.#checker.role === 'controlling'; }

  #addRemote(candidate: RemoteCandidate): RemoteCandidate {
    const key = remoteKey(candidate.component, candidate.endpoint);
    const known = this.#remotes.get(key);
    if (known) return known;
    this.#remotes.set(key, candidate);
    for (const local of this.#locals) {
      if (local.type === 'host' || local.type === 'relay') this.#checklist.add(local, candidate, this.#controlling);
    }
    return candidate;
  }

  /** A check came in and was answered (RFC 8445 7.3.1.3 to 7.3.1.5). */
  #taken(check: TakenCheck): void {
    const { base, from, priority, useCandidate } = check;
    if (this.#remote === null) {
      if (this.#early.length < MAX_EARLY_CHECKS) this.#early.push(check);
      return;
    }
    if (!this.#remote.components.includes(base.component) || this.#remotes.size >= MAX_REMOTES) return;
    const remote = this.#addRemote({ type: 'prflx', component: base.component, endpoint: from, foundation: `p${keyOf(from)}`, priority });
    const pair = this.#checklist.find(base, remote.endpoint);
    if (!pair) return;
    if (useCandidate && !this.#controlling) this.#nominatedByPeer(pair);
    if (pair.state === 'succeeded') pair.answeredAtMs = this.#options.clock.monotonicMs();
    // RFC 8445 7.3.1.4: also where one is under way; that may have died on the way before the far end opened its own.
    else this.#checklist.trigger(pair);
    this.#begin();
  }

  #nominatedByPeer(pair: CandidatePair): void {
    pair.nominating = true;
    if (pair.state === 'succeeded') this.#nominate(pair);
  }

  #succeeded(pair: CandidatePair): void {
    this.#checklist.thawKin(pair);
    if (pair.nominating) this.#nominate(pair);
    else if (this.#controlling && !this.#done(pair.remote.component)) this.#considerNomination();
    if (this.#state === 'lost' || this.#state === 'failed') {
      this.#setState('checking');
      this.#settle();
    }
    this.#begin();
  }

  #pairFailed(pair: CandidatePair): void {
    pair.state = 'failed';
    pair.nominating = false;
    if (this.#controlling) this.#considerNomination();
    this.#begin();
  }

  /** Regular nomination (RFC 8445 8.1.1): the best that works, once nothing better is still under way, or after a moment. */
  #considerNomination(): void {
    for (const component of this.#remote?.components ?? []) {
      if (this.#done(component)) continue;
      const pairs = this.#checklist.pairs.filter((pair) => pair.remote.component === component);
      if (pairs.some(({ nominating }) => nominating)) continue;
      const best = pairs.find(({ state }) => state === 'succeeded');
      if (!best) continue;
      const better = pairs.slice(0, pairs.indexOf(best)).some(({ state }) => state !== 'failed');
      if (!better) this.#askToNominate(best);
      else if (!this.#timers.has('patience')) {
        const relayed = best.base.kind === 'relay' || best.remote.type === 'relay';
        this.#arm('patience', relayed ? RELAY_PATIENCE_MS : NOMINATION_PATIENCE_MS, () => this.#nominateWhatWorks());
      }
    }
  }

  #nominateWhatWorks(): void {
    for (const component of this.#remote?.components ?? []) {
      const best = this.#checklist.pairs.find((pair) => pair.remote.component === component && pair.state === 'succeeded');
      if (best && !this.#done(component)) this.#askToNominate(best);
    }
  }

  #askToNominate(pair: CandidatePair): void {
    if (pair.nominating) return;
    pair.nominating = true;
    this.#checklist.trigger(pair);
    this.#begin();
  }

  /** Of several nominated (aggressive nomination, RFC 5245 8.1.1.2) the one of highest priority counts. */
  #nominate(pair: CandidatePair): void {
    pair.nominating = false;
    const { component } = pair.remote;
    const before = this.#checklist.pairs.find((other) => other.nominated && other.remote.component === component);
    if (before && before !== pair) {
      const alive = this.#options.clock.monotonicMs() - before.answeredAtMs < DOUBTFUL_AFTER_MS;
      if (alive && before.priority > pair.priority) return;
      before.nominated = false;
    }
    pair.nominated = true;
    pair.base.prefer(pair.remote.endpoint);
    this.#settle();
  }

  #settle(): void {
    if (!this.#remote?.components.every((component) => this.#done(component))) return;
    this.#cancel('failure');
    this.#cancel('patience');
    this.#setState('connected');
    if (!this.#timers.has('consent')) this.#askConsentLater();
  }

  #done(component: Component): boolean {
    return this.#checklist.pairs.some((pair) => pair.nominated && pair.state === 'succeeded' && pair.remote.component === component);
  }

  #giveUp(): void {
    if (this.#state !== 'checking') return;
    if (this.#remote?.components.every((component) => this.pairOf(component) !== null)) return;
    this.#setState('failed');
  }

  #askConsentLater(): void {
    const jitter = 0.8 + (0.4 * (this.#options.randomBytes(1)[0] ?? 0)) / 255;
    this.#arm('consent', CONSENT_EVERY_MS * jitter, () => {
      this.#askConsent();
      this.#askConsentLater();
    });
  }

  #askConsent(): void {
    const now = this.#options.clock.monotonicMs();
    for (const component of this.#remote?.components ?? []) {
      for (const pair of this.#checklist.pairs) {
        if (pair.remote.component !== component || pair.state !== 'succeeded') continue;
        if (now - pair.answeredAtMs > CONSENT_LIVES_MS) this.#consentGone(pair);
        else if (pair.nominated || pair === this.pairOf(component)) this.#checker.probe(pair);
      }
    }
    if (this.#state === 'lost') for (const pair of this.#checklist.pairs) if (pair.state === 'failed') this.#checklist.trigger(pair);
    this.#begin();
  }

  /** RFC 7675 5.1: nothing more goes there until a check gets through again. */
  #consentGone(pair: CandidatePair): void {
    pair.state = 'failed';
    pair.nominated = false;
    if (this.pairOf(pair.remote.component) === null) this.#setState('lost');
  }

  #conflict(pair: CandidatePair): void {
    this.#switchRole();
    this.#checklist.trigger(pair);
    this.#begin();
  }

  #switchRole(): void {
    this.#checker.role = this.#controlling ? 'controlled' : 'controlling';
    for (const pair of this.#checklist.pairs) pair.nominating = false;
    this.#checklist.reprioritise(this.#controlling);
    if (this.#controlling) this.#considerNomination();
  }

  /** Checks go out one every Ta, the first at once. */
  #begin(): void {
    if (this.#remote === null || this.#timers.has('pace')) return;
    const waitMs = this.#lastCheckMs + PACE_MS - this.#options.clock.monotonicMs();
    if (waitMs > 0) this.#arm('pace', waitMs, () => this.#checkNext());
    else this.#checkNext();
  }

  #checkNext(): void {
    this.#checklist.thaw();
    const pair = this.#checklist.next((component) => this.#done(component));
    if (!pair) return;
    this.#lastCheckMs = this.#options.clock.monotonicMs();
    this.#arm('pace', PACE_MS, () => this.#checkNext());
    const { component } = pair.remote;
    this.#checker.check(pair, candidatePriority('prflx', pair.local.endpoint.address, component));
  }

  #arm(name: 'pace' | 'patience' | 'failure' | 'consent', delayMs: number, task: () => void): void {
    this.#cancel(name);
    this.#timers.set(name, this.#options.clock.after(delayMs, () => {
      this.#timers.delete(name);
      task();
    }));
  }

  #cancel(name: 'pace' | 'patience' | 'failure' | 'consent'): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }

  #setState(state: IceState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}

function remoteKey(component: Component, endpoint: Endpoint): string {
  return `${component} ${keyOf(endpoint)}`;
}
