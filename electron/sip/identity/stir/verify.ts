import { verify as verifySignature, type X509Certificate } from 'node:crypto';
import { checkChain } from './chain';
import { type Claims, rebuilt, type SignedIdentity } from './passport';
import { compare, type RequestFacts, type Sameness } from './request-facts';

/** RFC 8224 6.2.2: older, or from further ahead, it may be a copy. */
const FRESH_SECONDS = 60;

/** `unknown` says nothing about the caller: what is needed to check could not be had, or is not ours to judge. */
export type Verdict =
  | { readonly kind: 'genuine'; readonly attestation: Claims['attestation'] }
  | { readonly kind: 'false'; readonly why: 'stale' | 'another-caller' | 'another-called' | 'signature' | 'out-of-date' | 'not-theirs' }
  | { readonly kind: 'unknown'; readonly why: 'no-date' | 'not-comparable' | 'forwarded' | 'no-certificate' | 'untrusted' };

export interface VerifyOptions {
  readonly anchors: readonly X509Certificate[];
  readonly certificates: (url: string) => Promise<readonly X509Certificate[] | null>;
  readonly nowEpochMs: () => number;
}

/**
 * Verifies one Identity header against its request (RFC 8224 6.2): time, caller and called first, so that nothing is fetched for
 * what fails anyway; then the certificate, then the signature. Never rejects.
 */
export async function verifyIdentity(identity: SignedIdentity, facts: RequestFacts, options: VerifyOptions): Promise<Verdict> {
  const signed = signedPart(identity, facts);
  if (signed === null) return { kind: 'unknown', why: facts.dateSeconds === null ? 'no-date' : 'not-comparable' };
  const { claims, signedText } = signed;
  const early = judgeClaims(claims, facts, options.nowEpochMs() / 1_000);
  if (early !== null) return early;
  const certificates = await options.certificates(identity.certificateUrl).catch(() => null);
  if (certificates === null) return { kind: 'unknown', why: 'no-certificate' };
  const chain = checkChain(certificates, options.anchors, claims.orig, options.nowEpochMs());
  if (!chain.ok) return chain.why === 'untrusted' ? { kind: 'unknown', why: chain.why } : { kind: 'false', why: chain.why };
  const isGenuine = verifySignature('sha256', Buffer.from(signedText), { key: chain.key, dsaEncoding: 'ieee-p1363' }, identity.signature);
  return isGenuine ? { kind: 'genuine', attestation: claims.attestation } : { kind: 'false', why: 'signature' };
}

function signedPart({ claims, signedText, certificateUrl }: SignedIdentity, { caller, called, dateSeconds }: RequestFacts): { claims: Claims; signedText: string } | null {
  if (claims !== null && signedText !== null) return { claims, signedText };
  // RFC 8225 7: who, whom and when are taken from the request.
  return caller === null || called === null || dateSeconds === null ? null : rebuilt(certificateUrl, caller, called, dateSeconds);
}

function judgeClaims(claims: Claims, facts: RequestFacts, nowSeconds: number): Verdict | null {
  const isFresh = (seconds: number): boolean => Math.abs(nowSeconds - seconds) <= FRESH_SECONDS;
  if (!isFresh(claims.issuedAtSeconds) || (facts.dateSeconds !== null && !isFresh(facts.dateSeconds))) return { kind: 'false', why: 'stale' };
  const caller = compare(claims.orig, facts.caller);
  if (caller === 'other') return { kind: 'false', why: 'another-caller' };
  const called = comparedWithAny(claims, facts);
  if (called === 'other') return facts.isForwarded ? { kind: 'unknown', why: 'forwarded' } : { kind: 'false', why: 'another-called' };
  return caller === 'same' && called === 'same' ? null : { kind: 'unknown', why: 'not-comparable' };
}

function comparedWithAny({ dest }: Claims, { called }: RequestFacts): Sameness {
  const each = [...dest.tn.map((tn) => ({ tn, uri: null })), ...dest.uri.map((uri) => ({ tn: null, uri }))].map((party) => compare(party, called));
  if (each.includes('same')) return 'same';
  return each.includes('unknown') ? 'unknown' : 'other';
}
