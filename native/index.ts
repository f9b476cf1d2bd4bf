/** The face of the native addon: codecs that JavaScript cannot do well. Knows nothing of the rest of the app. */
export { NativeError, type NativeErrorCode } from './errors';
export { G722Decoder, G722Encoder } from './g722';
export {
  OpusDecoder, OpusEncoder, opusPacketInfo, opusVersion,
  type OpusApplication, type OpusBandwidth, type OpusPacketInfo, type OpusSampleRate, type OpusSignal,
} from './opus';
