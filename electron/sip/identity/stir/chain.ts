import { type KeyObject, X509Certificate } from 'node:crypto';
import { covers, tnAuthListOf } from './tn-auth-list';
import type { Party } from './passport';

/** Signer, intermediates: more is no chain of this kind. */
const MAX_CERTIFICATES = 6;
const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM file, or the one of a DER file (RFC 8224 4, application/pkix-cert); what is none is left out. Never throws. */
export function readCertificates(bytes: Buffer | string, limit = MAX_CERTIFICATES): X509Certificate[] {
  const text = typeof bytes === 'string' ? bytes : bytes.toString('latin1');
  const pems = text.match(PEM)?.slice(0, limit) ?? [];
  const sources = pems.length > 0 || typeof bytes === 'string' ? pems : [bytes];
  return sources.flatMap((source) => {
    try {
      return [new X509Certificate(source)];
    } catch {
      return [];
    }
  });
}

/** `untrusted`: nobody we know stands behind it. `out-of-date`, `not-theirs`: somebody we know does, but not for this. */
export type ChainResult = { readonly ok: true; readonly key: KeyObject } | { readonly ok: false; readonly why: 'untrusted' | 'out-of-date' | 'not-theirs' };

/**
 * Whether the first certificate leads to an anchor, is valid now, and may sign for this caller: a number by its TNAuthList
 * (RFC 8226 9), an address by its name (RFC 8224 7.3). Every signature on the way is checked.
 */
export function checkChain(certificates: readonly X509Certificate[], anchors: readonly X509Certificate[], orig: Party, nowEpochMs: number): ChainResult {
  const [signer, ...intermediates] = certificates;
  if (signer === undefined) return { ok: false, why: 'untrusted' };
  const path = pathTo(signer, intermediates, anchors);
  if (path === null) return { ok: false, why: 'untrusted' };
  if (!path.every((certificate) => isCurrent(certificate, nowEpochMs))) return { ok: false, why: 'out-of-date' };
  const { publicKey } = signer;
  if (publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1' || !maySignFor(signer, orig)) return { ok: false, why: 'not-theirs' };
  return { ok: true, key: publicKey };
}

function pathTo(signer: X509Certificate, intermediates: readonly X509Certificate[], anchors: readonly X509Certificate[]): X509Certificate[] | null {
  const path = [signer];
  while (path.length <= MAX_CERTIFICATES) {
    const last = path[path.length - 1] ?? signer;
    if (anchors.some((anchor) => anchor.fingerprint256 === last.fingerprint256)) return path;
    const anchor = anchors.find((candidate) => issued(candidate, last));
    if (anchor !== undefined) return [...path, anchor];
    const next = intermediates.find((candidate) => !path.includes(candidate) && issued(candidate, last));
    if (next === undefined) return null;
    path.push(next);
  }
  return null;
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function isCurrent({ validFrom, validTo }: X509Certificate, nowEpochMs: number): boolean {
  return Date.parse(validFrom) <= nowEpochMs && nowEpochMs <= Date.parse(validTo);
}

function maySignFor(signer: X509Certificate, { tn, uri }: Party): boolean {
  if (tn !== null) {
    const list = tnAuthListOf(signer.raw);
    return list !== null && covers(list, tn);
  }
  const domain = /^sips?:[^@]*@([A-Za-z0-9.-]+)/i.exec(uri ?? '')?.[1];
  return domain !== undefined && signer.checkHost(domain, { subject: 'never' }) !== undefined;
}
