import type { DeviceGate } from './device-gate';
import type { ToneBuffer } from './tones/tone-box';

/** Everything between window and worklets is in this rate, Hz. */
export const OUTPUT_RATE = 48_000;
/** A context that nobody needs is put to sleep after this long: a sleeping one costs no CPU and frees the device. */
const SLEEP_AFTER_MS = 3_000;
const STOP_RAMP_SECONDS = 0.008;

/** Where an output plays: a device's id, '' for the system's default, null where the machine has none. */
export type Sink = string | null;

/** A device that was pulled out may never say that it stopped. */
const PATIENCE_MS = 500;

/** One way out to a device: an AudioContext that sleeps when it is not needed, with a tone on it now and then. */
export class Output {
  readonly context: AudioContext;
  private tone: { source: AudioBufferSourceNode; gain: GainNode } | null = null;
  private held = false;
  private sleepTimer: ReturnType<typeof setTimeout> | null = null;

  private wanted: { sink: Sink; awake: boolean } = { sink: '', awake: false };
  private sink: Sink = '';
  /** What the device was opened with. */
  private frames: number;
  private work: Promise<void> = Promise.resolve();

  /**
   * `onRefused` is told whether the device that was asked for could not be had; the default plays then. `onOpened` is told
   * how many frames the device takes at a time.
   */
  constructor(private readonly gate: DeviceGate, private readonly onRefused: (refused: boolean) => void, private readonly onOpened: (frames: number) => void = () => undefined) {
    // The least there is, which is what the window was started with (electron/main/audio/switches.ts).
    this.context = new AudioContext({ sampleRate: OUTPUT_RATE, latencyHint: 0 });
    this.frames = Math.round(this.context.baseLatency * OUTPUT_RATE);
    this.want({ awake: false });
  }

  /** Moves to another device; a running sound goes on there. */
  moveTo(sink: Sink): void {
    if (sink !== this.wanted.sink) this.want({ sink });
  }

  /** Opens the device again if its buffer is to be another. What plays has a short gap. */
  renew(): void {
    this.work = this.work.then(async () => {
      if (this.context.state === 'running') await this.opened(() => this.within(this.context.resume()));
    });
  }

  /** Keeps the context awake (a stream runs) or lets it sleep when the tone is over. */
  hold(on: boolean): void {
    this.held = on;
    if (on) this.wake();
    else this.sleepLater();
  }

  /** Plays a tone in place of the one that plays; `volume` 0..1 linear. */
  play(sound: ToneBuffer, volume: number, onEnd: () => void): void {
    this.stop();
    this.wake();
    const source = new AudioBufferSourceNode(this.context, { buffer: sound.buffer, loop: sound.loop });
    const gain = new GainNode(this.context, { gain: volume });
    source.connect(gain).connect(this.context.destination);
    const tone = { source, gain };
    this.tone = tone;
    source.onended = (): void => {
      gain.disconnect();
      if (this.tone !== tone) return;
      this.tone = null;
      this.sleepLater();
      onEnd();
    };
    source.start();
  }

  stop(): void {
    if (this.tone === null) return;
    const { source, gain } = this.tone;
    this.tone = null;
    const now = this.context.currentTime;
    gain.gain.setValueAtTime(gain.gain.value, now);
    gain.gain.linearRampToValueAtTime(0, now + STOP_RAMP_SECONDS);
    source.stop(now + STOP_RAMP_SECONDS);
    this.sleepLater();
  }

  setVolume(volume: number): void {
    this.tone?.gain.gain.setTargetAtTime(volume, this.context.currentTime, 0.02);
  }

  private wake(): void {
    if (this.sleepTimer !== null) clearTimeout(this.sleepTimer);
    this.sleepTimer = null;
    if (!this.wanted.awake) this.want({ awake: true });
  }

  private sleepLater(): void {
    if (this.held || this.tone !== null || this.sleepTimer !== null || !this.wanted.awake) return;
    this.sleepTimer = setTimeout(() => {
      this.sleepTimer = null;
      if (!this.held && this.tone === null) this.want({ awake: false });
    }, SLEEP_AFTER_MS);
  }

  private want(change: Partial<Output['wanted']>): void {
    this.wanted = { ...this.wanted, ...change };
    this.work = this.work.then(() => this.settle());
  }

  /**
   * One step at a time, and never another device under a running context: where resume() and setSinkId() overlap,
   * Chromium says `running` and plays nowhere.
   */
  private async settle(): Promise<void> {
    const { sink, awake } = this.wanted;
    if (sink !== this.sink) {
      if (this.context.state === 'running') await this.within(this.context.suspend());
      this.sink = sink;
      await this.opened(() => this.setSink(sink));
    }
    if (awake && this.context.state !== 'running') await this.opened(() => this.within(this.context.resume()));
    if (!awake && this.context.state === 'running') await this.within(this.context.suspend());
  }

  /** Does a step that opens the device, in steps of the context's own that fit the buffer that the device is to have. */
  private opened(step: () => Promise<void>): Promise<void> {
    return this.gate.through('speaker', async (answered) => {
      const frames = answered > 0 ? answered : this.frames;
      if (frames !== this.frames && this.context.state === 'running') await this.within(this.context.suspend());
      // Only another device makes a context ask for the buffer anew; without, a larger one would be filled by many small calls.
      if (frames !== this.frames && this.sink !== null) {
        await this.context.setSinkId({ type: 'none' }).catch(() => undefined);
        await this.setSink(this.sink);
      }
      this.frames = frames;
      this.onOpened(frames);
      await step();
    });
  }

  private async setSink(sink: Sink): Promise<void> {
    try {
      // Without any device the context still has to run: it clocks the microphone.
      await this.context.setSinkId(sink ?? { type: 'none' });
      this.onRefused(false);
    } catch {
      await this.context.setSinkId('').catch(() => undefined);
      this.onRefused(true);
    }
  }

  private async within(step: Promise<void>): Promise<void> {
    await Promise.race([step.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  }
}
