import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeError } from './errors';

/** The addon's own shape. Counts and codes come back as numbers: negative is one of the codes in errors.ts. */
export interface Addon {
  readonly opusVersion: string;
  readonly OpusEncoder: new (sampleRate: number, channels: number, application: number) => RawOpusEncoder;
  readonly OpusDecoder: new (sampleRate: number, channels: number) => RawOpusDecoder;
  /** Fills `facts`: samples, frames, channels, bandwidth, whether in-band FEC is in the packet. */
  opusPacketInfo(packet: Uint8Array, sampleRate: number, facts: Int32Array): number;
  /** 0, or -1 where the arguments do not fit each other. */
  firFilter(taps: Float32Array, phases: number, samples: Float32Array, from: number, step: number, out: Float32Array): number;
  readonly G722Encoder: new () => { encode(pcm: Int16Array, out: Uint8Array): number; reset(): void };
  /** Not on Windows. */
  readonly RtpSocket?: new () => RawRtpSocket;
  /** 0 or a negative errno. */
  setTrafficClass?(fd: number, dscp: number): number;
  /** All Linux only; 0 or a negative errno. */
  setRealtime?(thread: number, priority: number): number;
  limitRealtime?(pid: number, microseconds: number, mostMicroseconds: number): number;
  stepBackWhenLong?(): number;
  readonly G722Decoder: new () => { decode(octets: Uint8Array, out: Int16Array, mode: number): number; reset(): void };
}

export interface RawOpusEncoder {
  /** 0, or why the state could not be made. */
  readonly status: number;
  encode(pcm: Float32Array | Int16Array, out: Uint8Array): number;
  set(request: number, value: number): number;
  get(request: number): number | undefined;
  reset(): void;
  free(): void;
}

export interface RawOpusDecoder {
  /** 0, or why the state could not be made. */
  readonly status: number;
  decode(packet: Uint8Array | null, out: Float32Array | Int16Array, samples: number, fec: boolean): number;
  get(request: number): number | undefined;
  reset(): void;
  free(): void;
}

/** Answers 0 or a count, or a negative errno. */
export interface RawRtpSocket {
  open(address: string, port: number, dscp: number, receiveBufferBytes: number, onReadable: () => void): number;
  local(): [address: string, port: number] | undefined;
  /** Where send() goes from now on. */
  setTarget(address: string, port: number): number;
  send(bytes: Uint8Array): number;
  /**
   * How many datagrams are there now. Five facts about each: offset in the slab, length, age in microseconds, DSCP or -1, whether
   * its source is another than that of the one before. The first offset is -1 where the slab had no room: then copy().
   */
  receive(slab: Uint8Array, at: number, facts: Int32Array): number;
  copy(slab: Uint8Array, at: number, facts: Int32Array): void;
  /** Of a datagram of the last receive(). */
  source(index: number): [address: string, port: number] | undefined;
  close(): void;
}

let loaded: Addon | undefined;

/**
 * Where the addon may be, nearest first, seen from a module's folder: beside this file in the sources, some folders up
 * from a bundle (out/main, out/media), and outside the archive of a packaged app, since no library loads from inside one.
 */
export function addonCandidates(from: string): string[] {
  const candidates: string[] = [];
  for (let folder = from, depth = 0; depth < 6; depth++) {
    // A plain replace would touch a folder that is merely called app.asar.unpacked already.
    const outside = folder.replace(/app\.asar(?=$|[\\/])/, 'app.asar.unpacked');
    candidates.push(join(outside, 'build', 'sidetone.node'), join(outside, 'native', 'build', 'sidetone.node'));
    const parent = dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  return candidates;
}

/**
 * Loads the addon at first use.
 * @throws NativeError 'ADDON_MISSING' where it was never built or does not fit this runtime
 */
export function addon(): Addon {
  if (loaded) return loaded;
  const here = dirname(fileURLToPath(import.meta.url));
  const path = addonCandidates(here).find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new NativeError('ADDON_MISSING', 'The native addon is not built: run node scripts/build-native.mjs');
  }
  try {
    loaded = createRequire(import.meta.url)(path) as Addon;
    return loaded;
  } catch (cause) {
    throw new NativeError('ADDON_MISSING', `The native addon could not be loaded from ${path}`, { cause });
  }
}
