import type { Call } from '../call';
import type { Clock } from '../ports';

/** An answered call waits no longer for the keys of its handshake, ms. */
export const KEYS_WITHIN_MS = 15_000;

/** Looks at the figures of answered calls for an encryption that was agreed on and will not come: such a call stays silent. */
export class EncryptionWatch {
  /** Since when a call has been answered and without its keys. */
  readonly #waitingSinceMs = new WeakMap<Call, number>();

  constructor(private readonly clock: Pick<Clock, 'monotonicMs'>) {}

  /** New figures are in `call.stats`: why there will be no encryption, in English; null where there is, or still may be. */
  failureOf(call: Call): string | null {
    if (call.state.kind !== 'established' || call.stats === null) return null;
    const { security } = call.stats;
    if (security.kind === 'failed' && security.forGood) return security.reason;
    if (security.kind !== 'starting' || security.hasKeys) {
      this.#waitingSinceMs.delete(call);
      return null;
    }
    const nowMs = this.clock.monotonicMs();
    const sinceMs = this.#waitingSinceMs.get(call) ?? nowMs;
    this.#waitingSinceMs.set(call, sinceMs);
    return nowMs - sinceMs >= KEYS_WITHIN_MS ? 'timeout' : null;
  }
}
