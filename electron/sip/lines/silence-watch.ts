import type { Clock, Log } from '../../calls/ports';
import type { ClientTransaction } from '../transport/client-transactions';
import { type Hop, isReliable, sameHop } from '../transport/hop';
import { refusesDatagrams } from '../transport/local-address';

/** A server that has not said anything after this is asked whether it listens at all, ms. */
const SUSPECT_AFTER_MS = 600;
const PROBE_FOR_MS = 250;
/** A request that left in the same turn as the one suspected counts with it, ms. */
const TOGETHER_MS = 20;

export interface SilenceWatchOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** The server in use. */
  readonly hop: () => Hop | null;
  /** Requests of the line without a final answer. */
  readonly unanswered: () => readonly ClientTransaction[];
  /** Surely nothing listens there: this request has failed. */
  readonly onRefused: (request: ClientTransaction) => void;
}

/** An unconnected UDP socket never hears "port unreachable"; a probe does, which spares the user timer B or F. */
export class SilenceWatch {
  private readonly timers = new Set<() => void>();
  private readonly probing = new AbortController();

  constructor(private readonly options: SilenceWatchOptions) {}

  /** A request has just left. */
  sent(): void {
    const stop = this.options.clock.after(SUSPECT_AFTER_MS, () => {
      this.timers.delete(stop);
      const hop = this.options.hop();
      if (hop === null || isReliable(hop) || this.silentAt(hop).length === 0) return;
      this.probe(hop).catch((error: unknown) => this.options.log.debug('not probed', { error: String(error) }));
    });
    this.timers.add(stop);
  }

  dispose(): void {
    this.probing.abort();
    for (const stop of this.timers) stop();
    this.timers.clear();
  }

  private async probe(hop: Hop): Promise<void> {
    if (!(await refusesDatagrams(hop, PROBE_FOR_MS, this.probing.signal)) || this.probing.signal.aborted) return;
    for (const request of this.silentAt(hop)) this.options.onRefused(request);
  }

  private silentAt(hop: Hop): ClientTransaction[] {
    const sentBeforeMs = this.options.clock.monotonicMs() - SUSPECT_AFTER_MS + TOGETHER_MS;
    return this.options.unanswered().filter((request) => !request.provisional && request.sentAtMs <= sentBeforeMs && sameHop(request.hop, hop));
  }
}
