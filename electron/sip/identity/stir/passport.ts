import { isDeepStrictEqual } from 'node:util';
import { parseParams, parseUnsigned, unquote } from '../../parser';
import { attestationOf } from './verstat';

/** Larger ones carry more than a caller's number. */
const MAX_HEADER_LENGTH = 8_192;
const MAX_DESTINATIONS = 20;
const MAX_URL_LENGTH = 1_024;
/** Of ES256: r and s, 32 bytes each (RFC 7518 3.4), in base64url. */
const SIGNATURE_LENGTH = 86;

/** Numbers as signed: digits, * and # only (RFC 8225 5.2.1). */
export interface Party {
  readonly tn: string | null;
  readonly uri: string | null;
}

/** What a caller's network signed (RFC 8225 5, RFC 8588). */
export interface Claims {
  readonly orig: Party;
  readonly dest: { readonly tn: readonly string[]; readonly uri: readonly string[] };
  readonly issuedAtSeconds: number;
  readonly attestation: 'A' | 'B' | 'C' | null;
}

/** One Identity header. `claims` null = the compact form: header and claims have to be put together from the request (RFC 8225 7). */
export interface SignedIdentity {
  readonly ppt: string | null;
  /** Where the signer's certificate is. */
  readonly certificateUrl: string;
  readonly claims: Claims | null;
  /** What was signed; null in the compact form. */
  readonly signedText: string | null;
  readonly signature: Buffer;
}

export type IdentityResult =
  | { readonly ok: true; readonly identity: SignedIdentity }
  /** `unsupported`: another algorithm or extension, which says nothing about the caller (RFC 8224 6.2, step 1). */
  | { readonly ok: false; readonly why: 'malformed' | 'unsupported' };

const MALFORMED: IdentityResult = { ok: false, why: 'malformed' };
const UNSUPPORTED: IdentityResult = { ok: false, why: 'unsupported' };

/** Reads an Identity header value (RFC 8224 4, RFC 8225 6 and 7). Never throws. */
export function parseIdentity(value: string): IdentityResult {
  if (value.length > MAX_HEADER_LENGTH) return MALFORMED;
  const [, digest, info = '', rest = ''] = /^\s*([A-Za-z0-9_.-]+)\s*;\s*info\s*=\s*<([^<>\s]*)>\s*(;.*)?$/is.exec(value) ?? [];
  const params = parseParams(rest);
  const parts = digest?.split('.') ?? [];
  const [header = '', payload = '', signature = ''] = parts;
  if (digest === undefined || params === null || parts.length !== 3 || (header === '') !== (payload === '') || info.length > MAX_URL_LENGTH) return MALFORMED;
  const alg = params.get('alg');
  const ppt = unquoted(params.get('ppt'));
  if (alg != null && unquoted(alg) !== 'ES256') return UNSUPPORTED;
  if (signature.length !== SIGNATURE_LENGTH) return MALFORMED;
  const common = { certificateUrl: info, signature: Buffer.from(signature, 'base64url') };
  if (header === '') {
    // Whatever an extension adds is not in the request: SHAKEN has no compact form.
    return ppt === null ? { ok: true, identity: { ...common, ppt, claims: null, signedText: null } } : UNSUPPORTED;
  }
  return full(header, payload, ppt, common);
}

function full(header: string, payload: string, ppt: string | null, common: Pick<SignedIdentity, 'certificateUrl' | 'signature'>): IdentityResult {
  const said = jsonOf(header);
  const claimed = jsonOf(payload);
  if (said === null || claimed === null || said['typ'] !== 'passport') return MALFORMED;
  if (said['alg'] !== 'ES256' || said['crit'] !== undefined) return UNSUPPORTED;
  const signedPpt = said['ppt'] ?? null;
  // What is signed counts; what stands beside it must not say otherwise.
  if (!isDeepStrictEqual(signedPpt, ppt) && ppt !== null) return MALFORMED;
  if (said['x5u'] !== common.certificateUrl) return MALFORMED;
  if (signedPpt !== null && signedPpt !== 'shaken') return UNSUPPORTED;
  const claims = claimsOf(claimed, signedPpt === 'shaken');
  return claims === null ? MALFORMED : { ok: true, identity: { ...common, ppt: signedPpt, claims, signedText: `${header}.${payload}` } };
}

function claimsOf(payload: Record<string, unknown>, isShaken: boolean): Claims | null {
  const { iat, orig, dest, attest, origid } = payload;
  const issuedAtSeconds = typeof iat === 'number' || typeof iat === 'string' ? parseUnsigned(String(iat), 2 ** 41) : null;
  if (issuedAtSeconds === null || !isRecord(orig) || !isRecord(dest)) return null;
  const attestation = attestationOf(attest);
  // RFC 8588 4 and 5: both claims have to be there.
  if (isShaken && (attestation === null || typeof origid !== 'string')) return null;
  const [tns, uris] = [list(dest['tn']), list(dest['uri'])];
  const party = { tn: typeof orig['tn'] === 'string' ? canonical(orig['tn']) : null, uri: typeof orig['uri'] === 'string' ? orig['uri'] : null };
  // RFC 8225 5.2.1: exactly one caller.
  if (tns === null || uris === null || tns.length + uris.length === 0 || (party.tn === null) === (party.uri === null) || party.tn === '') return null;
  return { orig: party, dest: { tn: tns.map(canonical), uri: uris }, issuedAtSeconds, attestation: isShaken ? attestation : null };
}

/** Header and claims of the compact form as their signer must have written them: members in order, no spaces (RFC 8225 7 and 9). */
export function rebuilt(certificateUrl: string, orig: Party, dest: Party, issuedAtSeconds: number): { readonly claims: Claims; readonly signedText: string } {
  const named = <T>(of: Party, as: (text: string) => T): Record<string, T> => (of.tn !== null ? { tn: as(of.tn) } : { uri: as(of.uri ?? '') });
  const header = JSON.stringify({ alg: 'ES256', typ: 'passport', x5u: certificateUrl });
  const payload = JSON.stringify({ dest: named(dest, (text) => [text]), iat: issuedAtSeconds, orig: named(orig, (text) => text) });
  return {
    claims: { orig, dest: { tn: dest.tn === null ? [] : [dest.tn], uri: dest.uri === null ? [] : [dest.uri] }, issuedAtSeconds, attestation: null },
    signedText: [header, payload].map((text) => Buffer.from(text).toString('base64url')).join('.'),
  };
}

/** RFC 8224 8.3: digits, * and # stay; no plus, no separators. */
export function canonical(number: string): string {
  return number.replace(/[^0-9*#]/g, '');
}

function jsonOf(base64url: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8'));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Strings, a few at most; null for anything else. Absent is none. */
function list(value: unknown): string[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > MAX_DESTINATIONS) return null;
  const strings = value.filter((item): item is string => typeof item === 'string');
  return strings.length === value.length ? strings : null;
}

function unquoted(value: string | null | undefined): string | null {
  return value == null ? null : unquote(value);
}
