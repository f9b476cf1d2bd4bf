import type { Audio } from '../../calls/ports/audio';

/**
 * Level meters outside of calls. The page asks for them, but they run only while somebody can see them: a settings page
 * left open in a window closed to the tray, or a page that crashed, must not keep the microphone open.
 */
export class LevelMonitor {
  private wanted = false;
  private seen = true;

  constructor(private readonly audio: Pick<Audio, 'monitor'>) {}

  /** What the page asks for; a page that is loaded anew asks for nothing. */
  want(on: boolean): void {
    this.wanted = on;
    this.apply();
  }

  /** Whether the window with the meters is on the screen. */
  setSeen(seen: boolean): void {
    this.seen = seen;
    this.apply();
  }

  private apply(): void {
    this.audio.monitor(this.wanted && this.seen);
  }
}
