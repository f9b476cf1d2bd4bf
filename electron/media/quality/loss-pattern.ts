import { sequenceDistance } from '../rtp/serial';

/** Losses closer together than this many good packets are one burst (RFC 3611 4.7.2, Gmin). */
export const GMIN = 16;
/** A packet so far behind the newest will not come any more. */
const SETTLED_AFTER = 32;
/** A jump further than this is a new stream. */
const MAX_JUMP = 3000;

export interface BurstFigures {
  /** Percent of packets lost within bursts, and outside of them. */
  readonly burstDensityPercent: number;
  readonly gapDensityPercent: number;
  /** Mean lengths, in packets. */
  readonly burstPackets: number;
  readonly gapPackets: number;
}

/**
 * How losses lie: alone or in rows. Takes the sequence numbers as they come, reordered ones too; a packet counts as lost
 * once 32 later ones are past.
 */
export class LossPattern {
  #highest: number | null = null;
  /** Extended number of the next packet whose fate is settled. */
  #next = 0;
  #seen = new Set<number>();
  #packets = 0;
  #losses = 0;
  /** Rows of losses. */
  #rows = 0;
  #lastLost = false;
  // RFC 3611 appendix A.2, counted as it goes: the stretch since the last loss, and the burst it may still belong to.
  #sinceLoss = Number.POSITIVE_INFINITY;
  #pendingLosses = 0;
  #pendingLength = 0;
  #bursts = 0;
  #burstPackets = 0;
  #burstLosses = 0;

  note(sequenceNumber: number): void {
    if (this.#highest === null) {
      this.#highest = sequenceNumber;
      this.#next = sequenceNumber;
      this.#seen.add(sequenceNumber);
      return;
    }
    const distance = sequenceDistance(sequenceNumber, this.#highest & 0xffff);
    if (Math.abs(distance) > MAX_JUMP) { this.restart(); this.note(sequenceNumber); return; }
    const extended = this.#highest + distance;
    if (extended < this.#next) return;
    this.#seen.add(extended);
    if (extended > this.#highest) this.#highest = extended;
    while (this.#highest - this.#next >= SETTLED_AFTER) this.#settle(!this.#seen.delete(this.#next++));
  }

  /** Another stream begins; figures stay. */
  restart(): void {
    this.#highest = null;
    this.#seen.clear();
    this.#lastLost = false;
  }

  get packets(): number { return this.#packets; }
  get losses(): number { return this.#losses; }

  /** Mean row of losses over that of random loss of the same share, 1 / (1 - share) (G.107 3.5); 1 without any. */
  get burstRatio(): number {
    if (this.#rows === 0 || this.#packets === 0) return 1;
    const share = this.#losses / this.#packets;
    return Math.max(1, (this.#losses / this.#rows) * (1 - share));
  }

  /** As RFC 3611 4.7.2 asks for. */
  figures(): BurstFigures {
    const open = this.#pendingLosses > 1;
    const bursts = this.#bursts + (open ? 1 : 0);
    const burstPackets = this.#burstPackets + (open ? this.#pendingLength : 0);
    const burstLosses = this.#burstLosses + (open ? this.#pendingLosses : 0);
    const gapPackets = this.#packets - burstPackets;
    return {
      burstDensityPercent: burstPackets === 0 ? 0 : (burstLosses / burstPackets) * 100,
      gapDensityPercent: gapPackets <= 0 ? 0 : ((this.#losses - burstLosses) / gapPackets) * 100,
      burstPackets: bursts === 0 ? 0 : burstPackets / bursts,
      gapPackets: gapPackets / (bursts + 1),
    };
  }

  #settle(lost: boolean): void {
    this.#packets++;
    if (!lost) {
      this.#sinceLoss++;
      this.#lastLost = false;
      if (this.#sinceLoss >= GMIN) this.#closeBurst();
      return;
    }
    this.#losses++;
    if (!this.#lastLost) this.#rows++;
    this.#lastLost = true;
    this.#pendingLength += this.#pendingLosses === 0 ? 1 : this.#sinceLoss + 1;
    this.#pendingLosses++;
    this.#sinceLoss = 0;
  }

  /** A burst begins and ends with a loss; one loss alone is part of the gap. */
  #closeBurst(): void {
    if (this.#pendingLosses > 1) {
      this.#bursts++;
      this.#burstPackets += this.#pendingLength;
      this.#burstLosses += this.#pendingLosses;
    }
    this.#pendingLosses = 0;
    this.#pendingLength = 0;
  }
}
