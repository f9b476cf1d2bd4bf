import { sameEndpoint, type Endpoint } from '../transport/endpoint';
import type { Component } from '../transport/media-path';
import type { IceBase, LocalCandidate, RemoteCandidate } from './candidate';
import { fitTogether, foundationOf, makePair, pairPriority, type CandidatePair } from './pair';

/** RFC 8445 6.1.2.5. */
const MAX_PAIRS = 100;

/** The pairs of one generation, highest priority first, and which is to be checked next. */
export class Checklist {
  #pairs: CandidatePair[] = [];
  readonly #triggered: CandidatePair[] = [];

  get pairs(): readonly CandidatePair[] { return this.#pairs; }

  find(base: IceBase, remote: Endpoint): CandidatePair | undefined {
    return this.#pairs.find((pair) => pair.base === base && sameEndpoint(pair.remote.endpoint, remote));
  }

  /** Null where they do not fit, are there already, or there are too many. */
  add(local: LocalCandidate, remote: RemoteCandidate, controlling: boolean): CandidatePair | null {
    if (!fitTogether(local, remote) || this.find(local.base, remote.endpoint) || this.#pairs.length >= MAX_PAIRS) return null;
    const pair = makePair(local, remote, controlling);
    this.#pairs.push(pair);
    this.#sort();
    return pair;
  }

  /** Takes out the pairs of a base that is gone, and answers them. */
  drop(base: IceBase): CandidatePair[] {
    const gone = this.#pairs.filter((pair) => pair.base === base);
    this.#pairs = this.#pairs.filter((pair) => pair.base !== base);
    for (const pair of gone) {
      const at = this.#triggered.indexOf(pair);
      if (at >= 0) this.#triggered.splice(at, 1);
    }
    return gone;
  }

  /** RFC 8445 6.1.2.6: of each foundation the first component's best pair may begin. */
  thaw(): void {
    const begun = new Set(this.#pairs.filter(({ state }) => state !== 'frozen').map(foundationOf));
    for (const component of ['rtp', 'rtcp'] as const) {
      for (const pair of this.#pairs) {
        if (pair.remote.component !== component || pair.state !== 'frozen' || begun.has(foundationOf(pair))) continue;
        begun.add(foundationOf(pair));
        pair.state = 'waiting';
      }
    }
  }

  /** RFC 8445 7.2.5.3.3: what worked for one is likely to work for its kin. */
  thawKin(pair: CandidatePair): void {
    for (const other of this.#pairs) if (other.state === 'frozen' && foundationOf(other) === foundationOf(pair)) other.state = 'waiting';
  }

  /** To be checked before all others. */
  trigger(pair: CandidatePair): void {
    if (!this.#triggered.includes(pair)) this.#triggered.push(pair);
  }

  /** The next to check: triggered, waiting, frozen (RFC 8445 6.1.4.2); pairs of `done` components only when triggered. */
  next(done: (component: Component) => boolean): CandidatePair | null {
    const triggered = this.#triggered.shift();
    if (triggered) return triggered;
    const open = this.#pairs.filter((pair) => !done(pair.remote.component));
    const waiting = open.find(({ state }) => state === 'waiting');
    if (waiting) return waiting;
    const busy = new Set(open.filter(({ state }) => state === 'in-progress').map(foundationOf));
    return open.find((pair) => pair.state === 'frozen' && !busy.has(foundationOf(pair))) ?? null;
  }

  /** After a role conflict (RFC 8445 7.3.1.1). */
  reprioritise(controlling: boolean): void {
    for (const pair of this.#pairs) pair.priority = pairPriority(pair.local.priority, pair.remote.priority, controlling);
    this.#sort();
  }

  #sort(): void {
    this.#pairs.sort((a, b) => (a.priority > b.priority ? -1 : a.priority < b.priority ? 1 : 0));
  }
}
