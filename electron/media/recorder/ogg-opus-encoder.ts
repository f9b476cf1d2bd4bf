import { randomInt } from 'node:crypto';
import { OpusEncoder } from '../../../native';
import { MAX_SEGMENTS, oggFlag, oggPage, segmentsOf } from './ogg-page';
import { FRAME, type RecordingEncoder } from './recording-encoder';

/** For both channels; speech in each is still clear, an hour takes 22 MB. */
const BITS_PER_SECOND = 48_000;
const MAX_PACKET = 1500;

/** Ogg Opus (RFC 7845), stereo at 48 kHz, each page whole in itself: a file cut off anywhere plays up to its last page. */
export class OggOpusEncoder implements RecordingEncoder {
  readonly extension = 'opus';
  readonly isFull = false;
  readonly #serial = randomInt(0x1_0000_0000);
  readonly #encoder = new OpusEncoder({ sampleRate: 48000, channels: 2, application: 'audio' });
  readonly #scratch = new Uint8Array(MAX_PACKET);
  readonly #preSkip: number;
  readonly #title: string;
  #sequence = 0;
  /** RFC 7845 4: samples at 48 kHz up to the end of the last packet, what is skipped at the start included. */
  #granule = 0;
  #packets: Uint8Array[] = [];
  #segments = 0;
  #full: Buffer[] = [];

  /** @throws NativeError 'ADDON_MISSING' */
  constructor(title: string) {
    this.#title = title;
    this.#encoder.bitsPerSecond = BITS_PER_SECOND;
    this.#encoder.complexity = 5;
    // Coded as voice, two who speak at once leak into each other's channel (12 dB below, measured); as music, not at all.
    this.#encoder.signal = 'music';
    this.#encoder.rateControl = 'constrained';
    this.#preSkip = this.#encoder.lookaheadSamples;
  }

  header(): Buffer {
    return Buffer.concat([
      this.#page([opusHead(this.#preSkip)], 0, oggFlag.first),
      this.#page([opusTags([`TITLE=${this.#title}`, 'DESCRIPTION=Left: this phone. Right: the far end.'])], 0, 0),
    ]);
  }

  add(stereo: Float32Array): void {
    const octets = this.#encoder.encode(stereo, this.#scratch);
    const packet = this.#scratch.slice(0, octets);
    if (this.#segments + segmentsOf(octets) > MAX_SEGMENTS) this.#closePage(0);
    this.#granule += FRAME;
    this.#packets.push(packet);
    this.#segments += segmentsOf(octets);
  }

  flush(): Buffer | null {
    // The last packet stays: the page that ends the stream must hold one.
    if (this.#packets.length > 1) {
      const kept = this.#packets.pop() as Uint8Array;
      this.#granule -= FRAME;
      this.#closePage(0);
      this.#granule += FRAME;
      this.#packets.push(kept);
      this.#segments = segmentsOf(kept.length);
    }
    if (this.#full.length === 0) return null;
    const pages = Buffer.concat(this.#full);
    this.#full = [];
    return pages;
  }

  finish(): Buffer {
    this.#closePage(oggFlag.last);
    return Buffer.concat(this.#full);
  }

  headerFor(): null { return null; }

  dispose(): void {
    this.#encoder.dispose();
  }

  #closePage(flags: number): void {
    this.#full.push(this.#page(this.#packets, this.#granule, flags));
    this.#packets = [];
    this.#segments = 0;
  }

  #page(packets: readonly Uint8Array[], granule: number, flags: number): Buffer {
    return oggPage({ packets, granule, serial: this.#serial, sequence: this.#sequence++, flags });
  }
}

/** RFC 7845 5.1. */
function opusHead(preSkip: number): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head[8] = 1; // version
  head[9] = 2; // channels
  head.writeUInt16LE(preSkip, 10);
  head.writeUInt32LE(48_000, 12);
  return head; // gain 0, mapping family 0: left and right
}

/** RFC 7845 5.2. */
function opusTags(comments: readonly string[]): Buffer {
  const text = (value: string): Buffer => {
    const octets = Buffer.from(value, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(octets.length);
    return Buffer.concat([length, octets]);
  };
  const count = Buffer.alloc(4);
  count.writeUInt32LE(comments.length);
  return Buffer.concat([Buffer.from('OpusTags', 'latin1'), text('Sidetone'), count, ...comments.map(text)]);
}
