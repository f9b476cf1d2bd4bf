import type { Clock } from '../../calls/ports';
import type { ReachProblem, ReachProof } from '../../contract/reach';
import type { Listing } from './grant';

/** What came of a request to ourselves through the server. */
export interface SelfAnswer {
  /** It arrived here. */
  readonly returned: boolean;
  /** Of its final answer; null = none came. */
  readonly status: number | null;
}

/** What the registrar lists; refused: it does not say; silent: it does not answer. */
export type QueryOutcome = Listing | 'refused' | 'silent';

export interface ReachCheckOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly schedule: ReachSchedule;
  /** Sends a request to ourselves; the answer gives it up. */
  readonly askSelf: (done: (answer: SelfAnswer) => void) => () => void;
  /** Asks for the list of bindings; the answer gives it up. */
  readonly query: (done: (outcome: QueryOutcome) => void) => () => void;
  /** The registrar's 200 listed us. */
  readonly wasListed: () => boolean;
  readonly onProof: (proof: ReachProof) => void;
  /** Calls do not reach us: the line is to be registered again, now. */
  readonly onBroken: (problem: ReachProblem, provenAtEpochMs: number | null) => void;
}

export interface ReachSchedule {
  /** After each registration that begins, ms. */
  readonly firstAfterMs: number;
  /** From then on, ms. */
  readonly everyMs: number;
}

/** Two small requests each time: nothing that a server or a battery would notice. */
export const usualReachSchedule: ReachSchedule = { firstAfterMs: 1_500, everyMs: 3 * 60_000 };

/** Of a proxy that passed it on to us and heard nothing (RFC 3261 16.7), or lost its way to us (RFC 5626 11.2). */
const NOBODY_ANSWERED = new Set([408, 430]);

/**
 * "Will I ring?": proves that calls reach a line instead of believing its registration. First by a request to ourselves that
 * has to come back through the server; where the server does not pass such requests on, by the list of bindings that it keeps.
 */
export class ReachCheck {
  private stopTimer: () => void = () => {};
  private drop: () => void = () => {};
  private waiting: (() => void)[] = [];
  private active = false;
  private running = false;
  /** This server has brought a request back to us before, so one that stays away means something. */
  private returns = false;
  /** The line was registered again because of a look; what the next one finds is no news. */
  private mending: ReachProblem | null = null;
  /** The list of bindings stayed wrong right after a registration: it is not to be relied on here. */
  private listIsUseless = false;
  private provenAtEpochMs: number | null = null;

  constructor(private readonly options: ReachCheckOptions) {}

  /** The line has become ready. */
  start(): void {
    this.stop();
    this.active = true;
    this.later(this.options.schedule.firstAfterMs);
  }

  /** The line is not ready any more. */
  stop(): void {
    this.active = false;
    this.running = false;
    this.stopTimer();
    this.drop();
    this.drop = () => {};
    this.settle();
  }

  /** The way to the server is another one: what it was known for may not hold. */
  forget(): void {
    this.returns = false;
    this.mending = null;
    this.listIsUseless = false;
  }

  /** Looks at once; resolves when it is known, or the line is not ready any more. */
  checkNow(): Promise<void> {
    if (!this.active) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (!this.running) this.look();
    });
  }

  private later(delayMs: number): void {
    this.stopTimer = this.options.clock.after(delayMs * (0.9 + 0.2 * this.options.random()), () => this.look());
  }

  private look(): void {
    this.stopTimer();
    this.running = true;
    this.drop = this.options.askSelf((answer) => {
      if (answer.returned) return this.good('returned');
      this.drop = this.options.query((outcome) => this.judge(answer, outcome));
    });
  }

  private judge({ status }: SelfAnswer, outcome: QueryOutcome): void {
    const { wasListed } = this.options;
    const isMissed = this.returns || (status !== null && NOBODY_ANSWERED.has(status));
    switch (outcome) {
      case 'silent':
        return this.broken('silent');
      case 'ours':
        return isMissed ? this.broken('no-return') : this.good('listed');
      case 'refused':
        return isMissed ? this.broken('no-return') : this.unprovable();
      case 'others':
      case 'none': {
        if (this.mending === 'forgotten') this.listIsUseless = true;
        if (wasListed() && !this.listIsUseless) return this.broken('forgotten');
        return isMissed ? this.broken('no-return') : this.unprovable();
      }
    }
  }

  private good(kind: 'returned' | 'listed'): void {
    const atEpochMs = this.options.clock.epochMs();
    if (kind === 'returned') this.returns = true;
    this.mending = null;
    this.provenAtEpochMs = atEpochMs;
    this.options.onProof({ kind, atEpochMs });
    this.over();
  }

  private unprovable(): void {
    this.options.onProof({ kind: 'unprovable', atEpochMs: this.options.clock.epochMs() });
    this.over();
  }

  private broken(problem: ReachProblem): void {
    const { clock, onProof, onBroken } = this.options;
    const isNews = this.mending !== problem;
    this.mending = problem;
    onProof({ kind: 'broken', atEpochMs: clock.epochMs(), problem, provenAtEpochMs: this.provenAtEpochMs });
    this.over();
    // Registering again did not help the last time: it is told, and looked at again in its time.
    if (isNews) onBroken(problem, this.provenAtEpochMs);
  }

  private over(): void {
    this.running = false;
    this.drop = () => {};
    this.later(this.options.schedule.everyMs);
    this.settle();
  }

  private settle(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
