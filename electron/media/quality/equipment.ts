import type { CodecName } from '../../contract/accounts';

/** What a codec costs in the E-model, and how well it stands loss. */
export interface Equipment {
  /** narrow: ITU-T G.107, 300 to 3400 Hz. wide: G.107.1, 50 to 7000 Hz. full: G.107.2, 20 to 20,000 Hz. */
  readonly band: 'narrow' | 'wide' | 'full';
  /** Equipment impairment without loss. */
  readonly ie: number;
  /** Packet-loss robustness, percent: the loss at which half of what is left is gone. */
  readonly bpl: number;
  /** Look-ahead and algorithmic delay of coder and decoder, ms; the packet's own length comes on top. */
  readonly lookAheadMs: number;
}

/** G.113 tables I.1 and I.4: with concealment; 4.3 would be without any. */
const g711: Equipment = { band: 'narrow', ie: 0, bpl: 25.1, lookAheadMs: 0 };

/** Where each value comes from: docs/decisions/call-quality.md. */
const equipment: Readonly<Partial<Record<CodecName, Equipment>>> = {
  pcma: g711,
  pcmu: g711,
  // Ie,wb: G.113 table IV.1, 64 kbit/s. Bpl: fitted to our own concealment by test/bench/voice/robustness.ts.
  g722: { band: 'wide', ie: 13, bpl: 6.9, lookAheadMs: 1.5 },
  // At 32 kbit/s, between 31 and 34 of Alahmadi, Pocta, Melvin, ACM TOMM 17(4), 2021 (doi 10.1145/3458751), random loss.
  opus: { band: 'full', ie: 16.1, bpl: 10.3, lookAheadMs: 6.5 },
};

/** L16 at its rate costs what its band costs and nothing more. Its Bpl is a guess between those of G.722 and G.711. */
const plain: Equipment = { band: 'wide', ie: 0, bpl: 14, lookAheadMs: 0 };

export function equipmentOf(codec: string | null): Equipment {
  return equipment[codec?.toLowerCase() as CodecName] ?? (codec === null ? g711 : plain);
}
