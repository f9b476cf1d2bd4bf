/** One stretch of a tone: sine waves of these frequencies together (none = silence). */
export interface Segment {
  frequenciesHz: readonly number[];
  durationMs: number;
  /** The tone's loudness swings at this rate, e.g. Japan's ringing tone. */
  modulationHz?: number;
  /** Against the tone's usual level. */
  levelDb?: number;
}

/** A tone as a plan: pure data, rendered into samples by render(). */
export interface Tone {
  segments: readonly Segment[];
  /** True: repeated until stopped. */
  loop: boolean;
}

/** On and off times in ms, beginning with on, of one set of frequencies. */
export function cadence(frequenciesHz: readonly number[], timesMs: readonly number[], more: { modulationHz?: number; loop?: boolean } = {}): Tone {
  const segments = timesMs.map((durationMs, i): Segment => {
    if (i % 2 === 1) return { frequenciesHz: [], durationMs };
    return more.modulationHz === undefined ? { frequenciesHz, durationMs } : { frequenciesHz, durationMs, modulationHz: more.modulationHz };
  });
  return { segments, loop: more.loop ?? true };
}
