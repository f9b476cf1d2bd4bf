import { unreachable } from '../../calls/errors';
import type { CodecName } from '../../contract/accounts';
import { NativeError } from '../../../native';
import type { AudioDecoder, AudioEncoder, EncoderOptions } from './codec';
import { CodecError } from './facts';
import { G711Decoder, G711Encoder } from './g711-codec';
import { G722Decoder, G722Encoder } from './g722-codec';
import { L16Decoder, L16Encoder } from './l16-codec';
import { OpusDecoder, OpusEncoder } from './opus-codec';

export type * from './codec';
export { CodecError, clockRatesOf, codecFacts, factsAt } from './facts';
export { createResampler, type Resampler } from './resampler';

/** @throws CodecError 'NATIVE_MISSING' where Opus or G.722 is asked for and the addon is not built */
export function createEncoder(name: CodecName, options: EncoderOptions = {}): AudioEncoder {
  return made(name, () => {
    switch (name) {
      case 'opus': return new OpusEncoder(options);
      case 'g722': return new G722Encoder();
      case 'pcma':
      case 'pcmu': return new G711Encoder(name);
      case 'l16': return new L16Encoder(options.clockRate);
      default: throw unreachable(name);
    }
  });
}

/**
 * `clockRate`: for L16, one of its clockRatesOf.
 * @throws CodecError 'NATIVE_MISSING' where Opus or G.722 is asked for and the addon is not built
 */
export function createDecoder(name: CodecName, clockRate?: number): AudioDecoder {
  return made(name, () => {
    switch (name) {
      case 'opus': return new OpusDecoder();
      case 'g722': return new G722Decoder();
      case 'pcma':
      case 'pcmu': return new G711Decoder(name);
      case 'l16': return new L16Decoder(clockRate);
      default: throw unreachable(name);
    }
  });
}

function made<Codec>(name: CodecName, make: () => Codec): Codec {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof NativeError) throw new CodecError('NATIVE_MISSING', `${name}: ${cause.message}`, { cause });
    throw cause;
  }
}
