/** The face of the native addon: codecs and sockets that JavaScript cannot do well. Knows nothing of the rest of the app. */
export { NativeError, SocketError, type NativeErrorCode } from './errors';
export { firFilter } from './fir';
export { G722Decoder, G722Encoder } from './g722';
export { limitRealtime, makeRealtime, REALTIME_PRIORITY, stepBackWhenLong } from './realtime';
export { RtpSocket, rtpSocketAvailable, type Datagram, type RtpSocketOptions, type SocketAddress } from './rtp-socket';
export { markSocket, setTrafficClass, trafficClass } from './traffic-class';
export {
  OpusDecoder, OpusEncoder, opusPacketInfo, opusVersion,
  type OpusApplication, type OpusBandwidth, type OpusPacketInfo, type OpusSampleRate, type OpusSignal,
} from './opus';
