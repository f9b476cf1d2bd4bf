import type { CryptoAttribute } from '../sdp/transport-attributes';
import { srtpSuites, type MasterKey, type SrtpSuite, type SrtpSuiteName } from './suites';

/** The key of one a=crypto line (RFC 4568 9.1) that we can use. */
export interface CryptoKey {
  readonly tag: number;
  readonly master: MasterKey;
}

const MAX_CHARACTERS = 512;

/**
 * What a=crypto gives to work with. Null for a line to pass over: malformed, an unknown suite, or parameters that would
 * leave packets open (UNENCRYPTED_*, UNAUTHENTICATED_SRTP) or that nobody uses (KDR, FEC, several keys). Never throws.
 */
export function readCrypto({ tag, suite: suiteName, keyParams, sessionParams }: CryptoAttribute): CryptoKey | null {
  const suite = suiteOf(suiteName);
  if (!suite || tag < 1 || keyParams.length > MAX_CHARACTERS || !sessionParams.every(harmless)) return null;
  const master = masterKey(keyParams, suite);
  return master ? { tag, master } : null;
}

/** As a=crypto says it. Lifetime and MKI are left out: the key lasts as long as the suite allows. */
export function toCrypto({ tag, master }: CryptoKey): CryptoAttribute {
  const key = Buffer.concat([master.key, master.salt]).toString('base64');
  return { tag, suite: master.suite.name, keyParams: `inline:${key}`, sessionParams: [] };
}

function suiteOf(name: string): SrtpSuite | null {
  const upper = name.toUpperCase();
  return Object.hasOwn(srtpSuites, upper) ? srtpSuites[upper as SrtpSuiteName] : null;
}

/** RFC 4568 6.3. A parameter with '-' may be ignored where it is not known. */
function harmless(parameter: string): boolean {
  if (parameter.startsWith('-')) return true;
  const window = /^WSH=(\d+)$/i.exec(parameter);
  return window ? Number(window[1]) >= 64 : /^KDR=0$/i.test(parameter);
}

/** `inline:base64[|lifetime][|MKI:length]` */
function masterKey(text: string, suite: SrtpSuite): MasterKey | null {
  const match = /^inline:([A-Za-z0-9+/]+={0,2})((?:\|[^|;]*){0,2})$/i.exec(text);
  if (!match) return null;
  const rest = (match[2] ?? '').split('|').slice(1);
  const octets = Buffer.from(match[1] ?? '', 'base64');
  if (octets.length !== suite.keyBytes + suite.saltBytes) return null;
  let mki: Uint8Array | null = null;
  for (const [i, part] of rest.entries()) {
    const isLast = i === rest.length - 1;
    if (part.includes(':') && isLast) {
      mki = mkiOf(part);
      if (!mki) return null;
    } else if (i > 0 || !isLifetime(part)) {
      return null;
    }
  }
  return { suite, key: octets.subarray(0, suite.keyBytes), salt: octets.subarray(suite.keyBytes), ...(mki ? { mki } : {}) };
}

/** Packets, as a number or a power of two. It binds the far end, whose key this is. */
function isLifetime(text: string): boolean {
  const power = /^2\^(\d{1,2})$/.exec(text);
  const packets = power ? 2 ** Number(power[1]) : /^\d{1,15}$/.test(text) ? Number(text) : 0;
  return packets > 0 && packets <= 2 ** 48;
}

/** `value:length`, the length in octets. */
function mkiOf(text: string): Uint8Array | null {
  const match = /^(\d{1,39}):(\d{1,3})$/.exec(text);
  if (!match) return null;
  const length = Number(match[2]);
  if (length < 1 || length > 128) return null;
  const hex = BigInt(match[1] ?? '0').toString(16).padStart(2 * length, '0');
  return hex.length === 2 * length ? Uint8Array.from(Buffer.from(hex, 'hex')) : null;
}
