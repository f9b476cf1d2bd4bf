import type { ToneSamples } from './tones/samples';

/** Everything between window and worklets is in this rate, Hz. */
export const OUTPUT_RATE = 48_000;
/** A context that nobody needs is put to sleep after this long: a sleeping one costs no CPU and frees the device. */
const SLEEP_AFTER_MS = 3_000;
const STOP_RAMP_SECONDS = 0.008;

/** Where an output plays: a device's id, '' for the system's default, null where the machine has none. */
export type Sink = string | null;

/** One way out to a device: an AudioContext that sleeps when it is not needed, with a tone on it now and then. */
export class Output {
  readonly context = new AudioContext({ sampleRate: OUTPUT_RATE, latencyHint: 0 });
  private tone: { source: AudioBufferSourceNode; gain: GainNode } | null = null;
  private sink: Sink = '';
  private held = false;
  private sleepTimer: ReturnType<typeof setTimeout> | null = null;

  constructor() {
    void this.context.suspend();
  }

  get playing(): boolean {
    return this.tone !== null;
  }

  /** Moves to another device; a running sound goes on there. Answers false where the device refused (the default plays then). */
  async moveTo(sink: Sink): Promise<boolean> {
    if (sink === this.sink) return true;
    this.sink = sink;
    try {
      // Without any device the context still has to run: it clocks the microphone.
      await this.context.setSinkId(sink ?? { type: 'none' });
      return true;
    } catch {
      this.sink = '';
      await this.context.setSinkId('').catch(() => undefined);
      return sink === '';
    }
  }

  /** Keeps the context awake (a stream runs) or lets it sleep when the tone is over. */
  hold(on: boolean): void {
    this.held = on;
    if (on) this.wake();
    else this.sleepLater();
  }

  /** Plays a tone in place of the one that plays; `volume` 0..1 linear. */
  play(samples: ToneSamples, volume: number, onEnd: () => void): void {
    this.stop();
    this.wake();
    const buffer = this.context.createBuffer(1, samples.pcm.length, OUTPUT_RATE);
    buffer.copyToChannel(samples.pcm, 0);
    const source = new AudioBufferSourceNode(this.context, { buffer, loop: samples.loop });
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
    if (this.context.state !== 'running') void this.context.resume().catch(() => undefined);
  }

  private sleepLater(): void {
    if (this.held || this.tone !== null || this.sleepTimer !== null) return;
    this.sleepTimer = setTimeout(() => {
      this.sleepTimer = null;
      if (!this.held && this.tone === null) void this.context.suspend().catch(() => undefined);
    }, SLEEP_AFTER_MS);
  }
}
