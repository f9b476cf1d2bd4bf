import type { Equipment } from './equipment';

export interface EModelInput {
  readonly equipment: Equipment;
  /** What could not be played as it was sent, percent of the time: lost or too late, and not repaired by FEC. */
  readonly lossPercent: number;
  /** Mean length of a loss over what random loss of the same share would make; 1 = random (G.107 3.5). */
  readonly burstRatio: number;
  /** Mouth to ear, one way, ms. */
  readonly delayMs: number;
}

export interface EModelResult {
  /** Listening: without delay. Conversational: with it. Both 1 to 4.5, on the scale of their own band. */
  readonly mosListening: number;
  readonly mosConversational: number;
  /** Rating factor with delay, 0 to 100 (wide band: brought from 0..129 to the same scale, G.107.1 annex A). */
  readonly rFactor: number;
}

/** R of a narrow-band connection with all other parameters at G.107's defaults: 94.77 - 1.41. */
const NARROW_BEST = 93.36;
/** G.107.1: the wide-band scale ends at 129. */
const WIDE_BEST = 129;

/**
 * ITU-T G.107 (06/2015) and G.107.1: R = best - Id - Ie,eff, echo taken as cancelled. A transmission planning model: it
 * says what a listener will probably find, not what this listener found.
 */
export function eModel({ equipment, lossPercent, burstRatio, delayMs }: EModelInput): EModelResult {
  const best = equipment.band === 'wide' ? WIDE_BEST : NARROW_BEST;
  const impairment = effectiveImpairment(equipment, lossPercent, burstRatio);
  const scale = equipment.band === 'wide' ? WIDE_BEST / 100 : 1;
  const listening = (best - impairment) / scale;
  const withDelay = (best - impairment - delayImpairment(delayMs)) / scale;
  return { mosListening: mosOf(listening), mosConversational: mosOf(withDelay), rFactor: Math.max(0, Math.min(100, withDelay)) };
}

/** G.107 7-29: Ie,eff = Ie + (95 - Ie) Ppl / (Ppl / BurstR + Bpl). */
export function effectiveImpairment({ ie, bpl }: Equipment, lossPercent: number, burstRatio: number): number {
  const loss = Math.max(0, Math.min(100, lossPercent));
  return loss === 0 ? ie : ie + ((95 - ie) * loss) / (loss / Math.max(1, burstRatio) + bpl);
}

/** G.107 7-27, 7-28: nothing up to 100 ms, then what a conversation suffers from waiting (sT 1, mT 100 ms). */
export function delayImpairment(delayMs: number): number {
  if (delayMs <= 100) return 0;
  const x = Math.log2(delayMs / 100);
  return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2);
}

/** G.107 annex B. */
export function mosOf(r: number): number {
  if (r <= 0) return 1;
  if (r >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}
