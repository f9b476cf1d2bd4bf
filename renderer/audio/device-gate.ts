import type { DeviceUse } from '../../electron/contract/audio';

/** A device that does not open in this time keeps no other waiting. */
const PATIENCE_MS = 1_000;

/**
 * Lets devices be opened one after the other, each with the buffer main wants for it: Chromium knows one size for whatever
 * is opened at a time. Between two of them it is the speaker's, for Chromium opens that anew where it must.
 */
export class DeviceGate {
  private last: Promise<unknown> = Promise.resolve();

  /** `ask` tells main what is opened next and answers the frames it will take at a time. */
  constructor(private readonly ask: (use: DeviceUse) => Promise<number>) {}

  /** Opens a device when its turn has come; answers what `open` does. */
  through<T>(use: DeviceUse, open: (frames: number) => Promise<T>): Promise<T> {
    const before = this.last;
    const opened = before.then(async () => open(await this.asked(use)));
    const settled = opened.then(() => undefined, () => undefined);
    this.last = before
      .then(() => Promise.race([settled, new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); })]))
      .then(() => (use === 'speaker' ? undefined : this.asked('speaker')));
    return opened;
  }

  /** 0 where main does not answer: the device is then as it is. */
  private asked(use: DeviceUse): Promise<number> {
    return this.ask(use).catch(() => 0);
  }
}
