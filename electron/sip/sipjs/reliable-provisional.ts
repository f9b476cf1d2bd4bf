import { randomInt } from 'node:crypto';
import type { Clock } from '../../calls/ports';
import { headerValue, listValues, type SipMessage } from '../parser';
import { GIVE_UP_MS, T1_MS } from '../reliability/retransmitter';
import { sdpOf } from './bodies';

/**
 * True where a 18x of ours has to, or may well, be sent reliably (RFC 3262 3): required, or the caller can and made an offer. Without
 * an offer the first reliable answer has to hold ours (RFC 3261 13.2.1), which only who requires it gets so early.
 */
export function ringsReliably(invite: SipMessage, hasOffer: boolean): boolean {
  const named = (header: string): boolean => listValues(invite, header).some((tag) => tag.toLowerCase() === '100rel');
  return hasOffer && (named('require') || named('supported'));
}

/** True where a 18x has to be sent reliably and so, there being no offer in the INVITE, has to hold ours (RFC 3261 13.2.1, RFC 3262 5). */
export function mustRingWithOffer(invite: SipMessage): boolean {
  return sdpOf(invite) === null && listValues(invite, 'require').some((tag) => tag.toLowerCase() === '100rel');
}

/** A 18x that must arrive, repeated at T1, 2 T1, 4 T1, ... until its PRACK (RFC 3262 3). */
export class ReliableProvisional {
  private readonly headers: readonly string[];
  private readonly rseq = randomInt(1, 0x7fff_ffff);
  private readonly stopGiveUp: () => void;
  private stopTimer: () => void = () => {};
  private waits = true;

  constructor(private readonly clock: Clock, private readonly cseq: number, private readonly send: (headers: readonly string[]) => void, onUnacknowledged: () => void) {
    this.headers = ['Require: 100rel', `RSeq: ${this.rseq}`];
    this.stopGiveUp = clock.after(GIVE_UP_MS, () => {
      this.dispose();
      onUnacknowledged();
    });
    send(this.headers);
    this.arm(T1_MS);
  }

  /** No PRACK came yet. */
  get isWaiting(): boolean {
    return this.waits;
  }

  /** True where the PRACK is for this answer and nobody sent one before; else 481 is due (RFC 3262 3). */
  acknowledgedBy(prack: SipMessage): boolean {
    const rack = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\S+)\s*$/.exec(headerValue(prack, 'rack') ?? '');
    const fits = rack !== null && Number(rack[1]) === this.rseq && Number(rack[2]) === this.cseq && rack[3] === 'INVITE';
    if (!fits || !this.waits) return false;
    this.dispose();
    return true;
  }

  dispose(): void {
    this.waits = false;
    this.stopTimer();
    this.stopGiveUp();
  }

  private arm(intervalMs: number): void {
    this.stopTimer = this.clock.after(intervalMs, () => {
      this.send(this.headers);
      this.arm(intervalMs * 2);
    });
  }
}
