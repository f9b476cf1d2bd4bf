import type { Clock } from '../../calls/ports';
import { GIVE_UP_MS, T1_MS } from '../reliability/retransmitter';

/** A 18x that must arrive, repeated until its PRACK (RFC 3262 3): the caller's INVITE required 100rel. */
export class ReliableProvisional {
  private readonly headers: readonly string[];
  private readonly startedAtMs: number;
  private stopTimer: () => void = () => {};

  constructor(private readonly clock: Clock, private readonly send: (headers: readonly string[]) => void) {
    this.headers = ['Require: 100rel', `RSeq: ${1 + Math.floor(Math.random() * 0x7fff)}`];
    this.startedAtMs = clock.monotonicMs();
    send(this.headers);
    this.arm(T1_MS);
  }

  acknowledged(): void {
    this.stopTimer();
  }

  dispose(): void {
    this.stopTimer();
  }

  private arm(intervalMs: number): void {
    this.stopTimer = this.clock.after(intervalMs, () => {
      if (this.clock.monotonicMs() - this.startedAtMs >= GIVE_UP_MS) return;
      this.send(this.headers);
      this.arm(intervalMs * 2);
    });
  }
}
