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
  /** Rating factor with delay, 0 to 100 (wide and full band: brought to the same scale, annex A of G.107.1 and G.107.2). */
  readonly rFactor: number;
}

interface Scale {
  /** R of a connection with every parameter at its default. */
  readonly best: number;
  /** What the worst loss takes, less Ie. */
  readonly mostImpairment: number;
  /** The best R over that of the scale to 100. */
  readonly factor: number;
}

/** G.107.1 and G.107.2 bring R to the scale of G.107 before it becomes a MOS (annex A of each), and stretch Idd by the same factor. */
const scales: Readonly<Record<Equipment['band'], Scale>> = {
  // G.107 7.7: Ro 94.77, less Is 1.41 and the listener's echo, 0.15, where all is at its default.
  narrow: { best: 93.2, mostImpairment: 95, factor: 1 },
  wide: { best: 129, mostImpairment: 95, factor: 1.29 },
  full: { best: 148, mostImpairment: 132, factor: 1.48 },
};

/**
 * ITU-T G.107 (06/2015), G.107.1 (06/2019), G.107.2 (03/2023): R = best - Id - Ie,eff, echo taken as cancelled. A transmission
 * planning model: it says what a listener will probably find, not what this listener found.
 */
export function eModel({ equipment, lossPercent, burstRatio, delayMs }: EModelInput): EModelResult {
  const { best, factor } = scales[equipment.band];
  const listening = (best - effectiveImpairment(equipment, lossPercent, burstRatio)) / factor;
  const withDelay = listening - delayImpairment(delayMs);
  return { mosListening: mosOf(listening), mosConversational: mosOf(withDelay), rFactor: Math.max(0, Math.min(100, withDelay)) };
}

/**
 * G.107 7-29: Ie,eff = Ie + (95 - Ie) Ppl / (Ppl / BurstR + Bpl). G.107.1 7-15 and G.107.2 know random loss only; BurstR counts
 * there in the same way.
 */
export function effectiveImpairment({ band, ie, bpl }: Equipment, lossPercent: number, burstRatio: number): number {
  const loss = Math.max(0, Math.min(100, lossPercent));
  return loss === 0 ? ie : ie + ((scales[band].mostImpairment - ie) * loss) / (loss / Math.max(1, burstRatio) + bpl);
}

/** G.107 7-27, 7-28, on the scale to 100: nothing up to 100 ms, then what a conversation suffers from waiting (sT 1, mT 100 ms). */
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
