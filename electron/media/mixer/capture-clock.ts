import type { Clock } from '../../calls/ports/clock';

const PIECE_FRAMES = 240;
const PIECE_MS = 5;
/** A microphone that gave nothing for this long is missing. */
const PATIENCE_MS = 50;
const LOOK_MS = 10;
/** After a stall it goes on from now instead of sending a burst. */
const MAX_CATCH_UP_MS = 60;

/** Stands in for a microphone that gives nothing, so that a conference or a file goes on without one. */
export class CaptureClock {
  readonly #silence = new Float32Array(PIECE_FRAMES);
  #lastHeardMs = Number.NEGATIVE_INFINITY;
  /** When the next piece falls due; null while the microphone gives its own. */
  #nextDueMs: number | null = null;
  #cancel: (() => void) | null = null;

  constructor(private readonly clock: Clock, private readonly give: (silence: Float32Array) => void) {}

  /** The microphone gave something. */
  heard(): void {
    if (this.#cancel === null) return;
    this.#lastHeardMs = this.clock.monotonicMs();
    this.#nextDueMs = null;
  }

  /** Whether anything depends on pieces coming. Only then a timer runs. */
  keep(wanted: boolean): void {
    if (!wanted) this.stop();
    else if (this.#cancel === null) {
      this.#lastHeardMs = this.clock.monotonicMs();
      this.#nextDueMs = null;
      this.#look();
    }
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #look(): void {
    this.#cancel = this.clock.after(this.#nextDueMs === null ? LOOK_MS : PIECE_MS, () => {
      this.#look();
      const now = this.clock.monotonicMs();
      if (this.#nextDueMs === null) {
        if (now - this.#lastHeardMs < PATIENCE_MS) return;
        this.#nextDueMs = now;
      }
      if (now - this.#nextDueMs > MAX_CATCH_UP_MS) this.#nextDueMs = now;
      // Giving may bring it about that no more is wanted.
      while (this.#cancel !== null && this.#nextDueMs !== null && this.#nextDueMs <= now + 0.5) {
        this.#nextDueMs += PIECE_MS;
        this.#silence.fill(0);
        this.give(this.#silence);
      }
    });
  }
}
