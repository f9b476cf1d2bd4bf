import { seededRandom } from '../../support/random';

/** What the path does to the packets. Shares 0..1, times ms. */
export interface VoiceCase {
  readonly name: string;
  readonly loss?: number;
  /** Mean length of a run of losses (Gilbert); 1 unless given. */
  readonly lossBurst?: number;
  readonly delayMs?: number;
  /** Up to this much more or less than `delayMs`, uniformly spread, each packet for itself. */
  readonly jitterMs?: number;
  /** Packets may overtake each other, as netem lets them; else a late one holds up those behind it. */
  readonly reorders?: boolean;
  /** How much the sender's clock is fast, 1 = twice as fast. */
  readonly drift?: number;
}

export const cases: readonly VoiceCase[] = [
  { name: 'clean' },
  { name: '2 % loss', loss: 0.02 },
  { name: '5 % loss', loss: 0.05 },
  { name: '10 % loss', loss: 0.1 },
  { name: '20 % loss', loss: 0.2 },
  { name: 'bursts', loss: 0.05, lossBurst: 3 },
  { name: 'jitter', delayMs: 60, jitterMs: 30, reorders: true, loss: 0.01 },
  { name: 'jitter in order', delayMs: 60, jitterMs: 30, loss: 0.01 },
  { name: 'drift fast', drift: 0.0005 },
  { name: 'drift slow', drift: -0.0005 },
];
export const quickCases = new Set(['clean', '5 % loss', '20 % loss', 'bursts', 'jitter']);

/** When a packet leaves and when it comes, ms from the start; null = never. */
export interface Fate { readonly sentMs: number; readonly comesMs: number | null }

/** The fate of each of `count` packets, the same for the same seed: every receiver gets the same ones at the same time. */
export function fates(of: VoiceCase, count: number, packetMs: number, seed: number): Fate[] {
  const random = seededRandom(seed);
  const { loss = 0, lossBurst = 1, delayMs = 0, jitterMs = 0, reorders = false, drift = 0 } = of;
  const leave = 1 / lossBurst;
  const enter = (loss * leave) / (1 - loss);
  let inRun = false;
  let lastMs = 0;
  return Array.from({ length: count }, (_, i) => {
    const sentMs = (i * packetMs) / (1 + drift);
    const chance = random();
    inRun = lossBurst <= 1 ? chance < loss : chance < (inRun ? 1 - leave : enter);
    const due = sentMs + delayMs + (2 * random() - 1) * jitterMs;
    const comesMs = reorders ? due : Math.max(due, lastMs);
    lastMs = Math.max(lastMs, comesMs);
    return { sentMs, comesMs: inRun ? null : comesMs };
  });
}
