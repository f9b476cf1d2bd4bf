import { cadence, type Tone } from './tone';

// ITU-T Q.23: a key is one low and one high frequency together.
const LOW_HZ = [697, 770, 852, 941] as const;
const HIGH_HZ = [1209, 1336, 1477, 1633] as const;
const KEYS = ['123A', '456B', '789C', '*0#D'] as const;
const KEY_TONE_MS = 120;

/** The tone of a key as its user hears it; null where there is no such key. */
export function keyTone(digit: string): Tone | null {
  for (const [row, keys] of KEYS.entries()) {
    const column = digit.length === 1 ? keys.indexOf(digit.toUpperCase()) : -1;
    const low = LOW_HZ[row];
    const high = HIGH_HZ[column];
    if (low !== undefined && high !== undefined) return cadence([low, high], [KEY_TONE_MS], { loop: false });
  }
  return null;
}

/** Two soft falling notes: the call is over. */
export const hangUpTone: Tone = {
  loop: false,
  segments: [
    { frequenciesHz: [659.26], durationMs: 90 }, { frequenciesHz: [], durationMs: 25 },
    { frequenciesHz: [493.88], durationMs: 150, levelDb: -3 },
  ],
};

/** Two clear rising notes, once: the phone is about to answer by itself. */
export const attentionTone: Tone = {
  loop: false,
  segments: [
    { frequenciesHz: [880], durationMs: 180 }, { frequenciesHz: [], durationMs: 40 },
    { frequenciesHz: [1174.66], durationMs: 320 },
  ],
};

/** Two quiet high notes now and then: somebody is still waiting on hold. */
export const holdReminderTone: Tone = {
  loop: true,
  segments: [
    { frequenciesHz: [880], durationMs: 90, levelDb: -6 }, { frequenciesHz: [], durationMs: 60 },
    { frequenciesHz: [880], durationMs: 90, levelDb: -6 }, { frequenciesHz: [], durationMs: 19_760 },
  ],
};
