import { checked } from './errors';
import { addon } from './load';

/** G.722 at 64 kbit/s (mode 1): two samples at 16 kHz make one octet. */
export class G722Encoder {
  readonly #raw = new (addon().G722Encoder)();

  /**
   * Encodes an even number of samples into `out`.
   * @returns octets written, half of pcm.length
   * @throws NativeError 'BAD_ARGUMENT' on an odd or empty frame, 'BUFFER_TOO_SMALL'
   */
  encode(pcm: Int16Array, out: Uint8Array): number {
    return checked(this.#raw.encode(pcm, out), 'encode G.722');
  }

  reset(): void { this.#raw.reset(); }
}

/** G.722: each octet makes two samples at 16 kHz. Modes 2 and 3 read 7 and 6 bits of it (56 and 48 kbit/s). */
export class G722Decoder {
  readonly #raw = new (addon().G722Decoder)();

  /**
   * @returns samples written, twice octets.length
   * @throws NativeError 'BAD_ARGUMENT' on an empty payload, 'BUFFER_TOO_SMALL'
   */
  decode(octets: Uint8Array, out: Int16Array, mode: 1 | 2 | 3 = 1): number {
    return checked(this.#raw.decode(octets, out, mode), 'decode G.722');
  }

  reset(): void { this.#raw.reset(); }
}
