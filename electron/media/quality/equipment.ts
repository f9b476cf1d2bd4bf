import type { CodecName } from '../../contract/accounts';

/** What a codec costs in the E-model, and how well it stands loss. */
export interface Equipment {
  /** narrow: ITU-T G.107, 300 to 3400 Hz. wide: ITU-T G.107.1, 50 to 7000 Hz. */
  readonly band: 'narrow' | 'wide';
  /** Equipment impairment without loss. */
  readonly ie: number;
  /** Packet-loss robustness, percent: the loss at which half of what is left is gone. */
  readonly bpl: number;
  /** Look-ahead and algorithmic delay of coder and decoder, ms; the packet's own length comes on top. */
  readonly lookAheadMs: number;
}

const g711: Equipment = { band: 'narrow', ie: 0, bpl: 25.1, lookAheadMs: 0 };

/**
 * G.711 with concealment as in ITU-T G.113 table I.4 (Bpl 25.1; 4.3 would be without any). G.722 at 64 kbit/s has Ie,wb 13
 * in G.113 appendix IV. Neither its Bpl nor anything of Opus is in G.113: those are our own choice, taken from how such
 * codecs are rated beside AMR-WB; docs/decisions/call-quality.md.
 */
const equipment: Readonly<Partial<Record<CodecName, Equipment>>> = {
  pcma: g711,
  pcmu: g711,
  g722: { band: 'wide', ie: 13, bpl: 14, lookAheadMs: 1.5 },
  opus: { band: 'wide', ie: 4, bpl: 16, lookAheadMs: 6.5 },
};

/** L16 at its rate costs what its band costs and nothing more. */
const plain: Equipment = { band: 'wide', ie: 0, bpl: 14, lookAheadMs: 0 };

export function equipmentOf(codec: string | null): Equipment {
  return equipment[codec?.toLowerCase() as CodecName] ?? (codec === null ? g711 : plain);
}
