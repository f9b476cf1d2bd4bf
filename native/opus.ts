import { checked, NativeError } from './errors';
import { addon, type RawOpusDecoder, type RawOpusEncoder } from './load';

/** Rates libopus works at (RFC 6716 2). */
export type OpusSampleRate = 8000 | 12000 | 16000 | 24000 | 48000;
export type OpusApplication = 'voip' | 'audio' | 'lowDelay';
/** The widest sound a packet may hold: 4, 6, 8, 12 and 20 kHz (RFC 6716 table 1). */
export type OpusBandwidth = 'narrow' | 'medium' | 'wide' | 'superwide' | 'full';
export type OpusSignal = 'auto' | 'voice' | 'music';

// Request numbers and values of opus_defines.h; setters are even, and the getter of each is one more.
const applications = { voip: 2048, audio: 2049, lowDelay: 2051 } as const satisfies Record<OpusApplication, number>;
const bandwidths = { narrow: 1101, medium: 1102, wide: 1103, superwide: 1104, full: 1105 } as const satisfies Record<OpusBandwidth, number>;
const signals = { auto: -1000, voice: 3001, music: 3002 } as const satisfies Record<OpusSignal, number>;
const request = {
  bitrate: 4002, maxBandwidth: 4004, vbr: 4006, complexity: 4010, inbandFec: 4012, expectedLoss: 4014, dtx: 4016,
  vbrConstraint: 4020, signal: 4024,
} as const;
const fact = { bitrate: 4003, bandwidth: 4009, lookahead: 4027, lastPacketDuration: 4039, inDtx: 4049 } as const;

const bandwidthNames = new Map<number | undefined, OpusBandwidth>(Object.entries(bandwidths).map(([name, number]) => [number, name as OpusBandwidth]));

function bandwidthOf(value: number | undefined): OpusBandwidth | null {
  return bandwidthNames.get(value) ?? null;
}

/** One libopus encoder. Owns native memory until dispose (or until it is collected). */
export class OpusEncoder {
  #raw: RawOpusEncoder | null;

  /** @throws NativeError 'BAD_ARGUMENT' on a rate or channel count that libopus does not know, 'ADDON_MISSING' */
  constructor(readonly options: { sampleRate: OpusSampleRate; channels: 1 | 2; application: OpusApplication }) {
    this.#raw = new (addon().OpusEncoder)(options.sampleRate, options.channels, applications[options.application]);
    checked(this.#raw.status, 'make an Opus encoder');
  }

  /**
   * Encodes one frame of 2.5 to 120 ms (interleaved where stereo) into `out`; out.length also bounds the packet.
   * @returns octets written. Two or fewer mean that DTX has nothing to send (RFC 6716 2.1.9)
   * @throws NativeError 'BAD_ARGUMENT' on another frame length, 'BUFFER_TOO_SMALL', 'DISPOSED'
   */
  encode(pcm: Float32Array | Int16Array, out: Uint8Array): number {
    return checked(this.#state.encode(pcm, out), 'encode Opus');
  }

  /** Target rate, 500..512000 bit/s. */
  set bitsPerSecond(value: number) { this.#set(request.bitrate, value); }
  get bitsPerSecond(): number { return this.#get(fact.bitrate); }

  /** 0 (light) to 10 (best). */
  set complexity(value: number) { this.#set(request.complexity, value); }

  /** Puts a coarse copy of each frame into the next packet, where expected loss makes that worth it. */
  set inbandFec(on: boolean) { this.#set(request.inbandFec, on ? 1 : 0); }

  /** 0..100 percent; steers how much in-band FEC is spent. */
  set expectedLossPercent(value: number) { this.#set(request.expectedLoss, value); }

  /** Discontinuous transmission: stops sending in silence. */
  set dtx(on: boolean) { this.#set(request.dtx, on ? 1 : 0); }

  /** Variable, variable within a bit reservoir, or constant rate. */
  set rateControl(value: 'variable' | 'constrained' | 'constant') {
    this.#set(request.vbr, value === 'constant' ? 0 : 1);
    if (value !== 'constant') this.#set(request.vbrConstraint, value === 'constrained' ? 1 : 0);
  }

  set maxBandwidth(value: OpusBandwidth) { this.#set(request.maxBandwidth, bandwidths[value]); }
  set signal(value: OpusSignal) { this.#set(request.signal, signals[value]); }

  /** What the encoder chose for the last packet. */
  get bandwidth(): OpusBandwidth | null { return bandwidthOf(this.#get(fact.bandwidth)); }
  /** The encoder's own delay in samples at its rate. */
  get lookaheadSamples(): number { return this.#get(fact.lookahead); }
  /** Whether the last frame fell to DTX. */
  get inDtx(): boolean { return this.#get(fact.inDtx) === 1; }

  /** Forgets the stream, keeps the settings. */
  reset(): void { this.#state.reset(); }

  dispose(): void {
    this.#raw?.free();
    this.#raw = null;
  }

  get #state(): RawOpusEncoder {
    if (!this.#raw) throw new NativeError('DISPOSED', 'This Opus encoder was disposed');
    return this.#raw;
  }

  #set(number: number, value: number): void {
    checked(Number.isInteger(value) ? this.#state.set(number, value) : -1, 'set up Opus');
  }

  #get(number: number): number {
    return this.#state.get(number) ?? 0;
  }
}

/** One libopus decoder. Owns native memory until dispose (or until it is collected). */
export class OpusDecoder {
  #raw: RawOpusDecoder | null;

  /** @throws NativeError 'BAD_ARGUMENT' on a rate or channel count that libopus does not know, 'ADDON_MISSING' */
  constructor(readonly options: { sampleRate: OpusSampleRate; channels: 1 | 2 }) {
    this.#raw = new (addon().OpusDecoder)(options.sampleRate, options.channels);
    checked(this.#raw.status, 'make an Opus decoder');
  }

  /**
   * Decodes a packet into `out`, which must have room for it (120 ms is always enough).
   * @returns samples a channel
   * @throws NativeError 'INVALID_PACKET' on damaged octets, 'BUFFER_TOO_SMALL', 'DISPOSED'
   */
  decode(packet: Uint8Array, out: Float32Array | Int16Array): number {
    return checked(this.#state.decode(packet, out, this.#room(out), false), 'decode Opus');
  }

  /**
   * Rebuilds the packet before `next` from the copy inside `next`; without one it conceals.
   * `samples` a channel: the length of what is missing, a multiple of 2.5 ms.
   */
  decodeFec(next: Uint8Array, out: Float32Array | Int16Array, samples: number): number {
    return checked(this.#state.decode(next, out, samples, true), 'decode Opus FEC');
  }

  /** Packet loss concealment (PLC): makes up `samples` a channel, a multiple of 2.5 ms, at most 120 ms. */
  conceal(out: Float32Array | Int16Array, samples: number): number {
    return checked(this.#state.decode(null, out, samples, false), 'conceal Opus');
  }

  /** Samples a channel of the last packet decoded or concealed, 0 before the first. */
  get lastPacketSamples(): number { return this.#state.get(fact.lastPacketDuration) ?? 0; }
  get bandwidth(): OpusBandwidth | null { return bandwidthOf(this.#state.get(fact.bandwidth)); }

  reset(): void { this.#state.reset(); }

  dispose(): void {
    this.#raw?.free();
    this.#raw = null;
  }

  get #state(): RawOpusDecoder {
    if (!this.#raw) throw new NativeError('DISPOSED', 'This Opus decoder was disposed');
    return this.#raw;
  }

  #room(out: Float32Array | Int16Array): number {
    const { channels, sampleRate } = this.options;
    return Math.min(Math.floor(out.length / channels), (sampleRate / 1000) * 120);
  }
}

export interface OpusPacketInfo {
  /** At the rate asked for, a channel. */
  samples: number;
  frames: number;
  channels: 1 | 2;
  bandwidth: OpusBandwidth;
  /** The packet carries a copy of the frame before it (LBRR, RFC 6716 4.2.4). */
  hasFec: boolean;
}

const facts = new Int32Array(5);

/** Reads a packet's make-up without a decoder; null where it is not a valid Opus packet (RFC 6716 3.4). */
export function opusPacketInfo(packet: Uint8Array, sampleRate: OpusSampleRate): OpusPacketInfo | null {
  if (addon().opusPacketInfo(packet, sampleRate, facts) < 0) return null;
  const [samples = 0, frames = 0, channels = 1, bandwidth = 0, hasFec = 0] = facts;
  return { samples, frames, channels: channels === 2 ? 2 : 1, bandwidth: bandwidthOf(bandwidth) ?? 'full', hasFec: hasFec === 1 };
}

/** libopus' own words about its version. */
export function opusVersion(): string {
  return addon().opusVersion;
}
