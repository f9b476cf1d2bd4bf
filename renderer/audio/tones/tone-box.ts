import type { ToneName } from '../../../electron/contract/audio';
import { toneSamples } from './samples';

/** A tone ready to play on any context. */
export interface ToneBuffer {
  buffer: AudioBuffer;
  loop: boolean;
}

/** All keys of the pad, and what a few calls need. */
const MOST_TONES = 24;

/**
 * Tones rendered once and kept. A ring or ringback tone is a megabyte and more: made anew for each call, it lies about
 * until the garbage is collected, and a day of calls costs tens of megabytes.
 */
export class ToneBox {
  private readonly kept = new Map<string, ToneBuffer>();

  constructor(private readonly rate: number) {}

  /** null where there is no such key. */
  tone(tone: ToneName, taste: { region: string; ringtone: string; digit: string | null }): ToneBuffer | null {
    const key = tone === 'ring' || tone === 'ringInternal' ? `${tone} ${taste.ringtone}` : `${tone} ${taste.region} ${taste.digit ?? ''}`;
    const known = this.kept.get(key) ?? this.render(tone, taste);
    if (known === null) return null;
    // The one used last goes last, so that the one not used for longest is the first to go.
    this.kept.delete(key);
    this.kept.set(key, known);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_TONES && oldest !== undefined) this.kept.delete(oldest);
    return known;
  }

  private render(tone: ToneName, taste: { region: string; ringtone: string; digit: string | null }): ToneBuffer | null {
    const samples = toneSamples(tone, taste, this.rate);
    if (samples === null) return null;
    const buffer = new AudioBuffer({ length: samples.pcm.length, sampleRate: this.rate });
    buffer.copyToChannel(samples.pcm, 0);
    return { buffer, loop: samples.loop };
  }
}
