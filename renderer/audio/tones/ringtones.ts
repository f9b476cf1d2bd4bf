/** One struck note: partials that each die away in their own time. */
interface Voice {
  /** Frequency against the note's, loudness against the others, time to fall to 1/e in s. */
  partials: readonly { ratio: number; amplitude: number; decaySeconds: number }[];
  attackMs: number;
}

interface Strike {
  atMs: number;
  frequencyHz: number;
  amplitude: number;
}

interface Ringtone {
  lengthMs: number;
  voice: Voice;
  strikes: readonly Strike[];
}

export type RingtoneName = 'classic' | 'soft' | 'marimba' | 'digital';

/** Highest sample of a rendered ring tone. */
const PEAK = 0.7;

const gong: Voice = {
  attackMs: 1,
  partials: [
    { ratio: 1, amplitude: 1, decaySeconds: 0.22 }, { ratio: 2.32, amplitude: 0.5, decaySeconds: 0.16 },
    { ratio: 4.25, amplitude: 0.22, decaySeconds: 0.07 }, { ratio: 6.63, amplitude: 0.08, decaySeconds: 0.03 },
  ],
};
const glass: Voice = {
  attackMs: 12,
  partials: [
    { ratio: 1, amplitude: 1, decaySeconds: 0.42 }, { ratio: 2, amplitude: 0.28, decaySeconds: 0.3 },
    { ratio: 3, amplitude: 0.07, decaySeconds: 0.16 }, { ratio: 1.004, amplitude: 0.4, decaySeconds: 0.42 },
  ],
};
const bar: Voice = {
  attackMs: 2,
  partials: [
    { ratio: 1, amplitude: 1, decaySeconds: 0.2 }, { ratio: 3.93, amplitude: 0.32, decaySeconds: 0.06 },
    { ratio: 9.6, amplitude: 0.1, decaySeconds: 0.02 },
  ],
};
const chip: Voice = {
  attackMs: 2,
  partials: [
    { ratio: 1, amplitude: 1, decaySeconds: 0.045 }, { ratio: 3, amplitude: 0.3, decaySeconds: 0.04 },
    { ratio: 5, amplitude: 0.12, decaySeconds: 0.03 },
  ],
};

/** A hammer between two gongs, 25 strikes a second, two seconds long. */
const classic: Ringtone = {
  lengthMs: 5000, voice: gong,
  strikes: Array.from({ length: 50 }, (_, i) => ({ atMs: i * 40, frequencyHz: i % 2 === 0 ? 784 : 932, amplitude: i % 2 === 0 ? 1 : 0.85 })),
};

function melody(voice: Voice, lengthMs: number, notes: readonly (readonly [atMs: number, frequencyHz: number, amplitude: number])[]): Ringtone {
  return { lengthMs, voice, strikes: notes.map(([atMs, frequencyHz, amplitude]) => ({ atMs, frequencyHz, amplitude })) };
}

const soft = melody(glass, 5200, [
  [0, 523.25, 0.8], [220, 659.26, 0.8], [440, 783.99, 0.9], [440, 523.25, 0.4],
  [1100, 587.33, 0.7], [1320, 698.46, 0.7], [1540, 880, 0.85], [1540, 440, 0.4],
]);

const marimba = melody(bar, 4000, [
  [0, 587.33, 0.9], [150, 880, 0.8], [300, 739.99, 0.8], [450, 880, 0.9], [600, 1174.66, 1], [600, 293.66, 0.6],
  [1050, 987.77, 0.8], [1200, 880, 0.8], [1350, 739.99, 0.9], [1350, 293.66, 0.6], [1650, 880, 0.9], [1650, 440, 0.6],
]);

const digital = melody(chip, 3600, [0, 600, 1200].flatMap((start) =>
  Array.from({ length: 8 }, (_, i) => [start + i * 50, i % 2 === 0 ? 1046.5 : 1318.51, 0.9] as const)));

const ringtones: Readonly<Record<RingtoneName, Ringtone>> = { classic, soft, marimba, digital };

export const ringtoneNames: readonly RingtoneName[] = ['classic', 'soft', 'marimba', 'digital'];

/** Samples of one turn of a ring tone at `rate` Hz, mono; it has died away before its end, so it loops without a click. */
export function renderRingtone(name: string, rate: number): Float32Array<ArrayBuffer> {
  const ringtone = ringtones[ringtoneNames.find((known) => known === name) ?? 'classic'];
  const pcm = new Float32Array(Math.round((ringtone.lengthMs * rate) / 1000));
  for (const strike of ringtone.strikes) addStrike(pcm, strike, ringtone.voice, rate);
  let top = 0;
  for (const sample of pcm) top = Math.max(top, Math.abs(sample));
  return pcm.map((sample) => (sample * PEAK) / top);
}

function addStrike(pcm: Float32Array, strike: Strike, voice: Voice, rate: number): void {
  const start = Math.round((strike.atMs * rate) / 1000);
  const attack = (voice.attackMs * rate) / 1000;
  for (const partial of voice.partials) {
    const frequency = strike.frequencyHz * partial.ratio;
    if (frequency > rate * 0.45) continue;
    // Seven time constants: 60 dB down, nothing to hear is cut off; the last stretch is eased to zero.
    const length = Math.min(pcm.length - start, Math.round(partial.decaySeconds * 7 * rate));
    for (let i = 0; i < length; i += 1) {
      const rise = i < attack ? 0.5 - 0.5 * Math.cos((Math.PI * i) / attack) : 1;
      const ease = Math.min(1, (length - i) / (0.1 * length));
      const envelope = Math.exp(-i / (partial.decaySeconds * rate)) * rise * ease;
      pcm[start + i] = (pcm[start + i] ?? 0) + strike.amplitude * partial.amplitude * envelope * Math.sin((2 * Math.PI * frequency * i) / rate);
    }
  }
}
