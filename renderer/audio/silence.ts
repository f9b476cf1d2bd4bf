/** A microphone that gives nothing at all for this long is switched off somewhere (a headset's own mute, a mixer). */
const SILENT_AFTER_MS = 5_000;

/**
 * Tells a dead microphone from a quiet one: a real one has noise, even suppressed, while a muted one gives exact
 * zeros. Fed with peaks; answers whether it counts as silent.
 */
export class SilenceWatch {
  private silentMs = 0;

  /** `peak` 0..1 of the next `durationMs`. */
  add(peak: number, durationMs: number): boolean {
    this.silentMs = peak === 0 ? this.silentMs + durationMs : 0;
    return this.silentMs >= SILENT_AFTER_MS;
  }

  reset(): void {
    this.silentMs = 0;
  }
}
