import { isIP } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { ConnectError, type ShownCertificate } from '../connect-error';
import type { Security } from '../security';

const EXPIRED = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
/** What servers say that want a certificate of ours and got none, or none they like (RFC 8446 6.2). */
const OURS_REFUSED = /ALERT_(?:CERTIFICATE_REQUIRED|NO_CERTIFICATE|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN|UNKNOWN_CA|ACCESS_DENIED)/;
const NETWORK = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL']);

/**
 * Whether a server may be spoken to after the handshake: its certificate is good by those whom we trust and for its name, or
 * it is the very one that the user said to trust. Null = it may.
 */
export function judgeCertificate(socket: TLSSocket, serverName: string, security: Security | null): ConnectError | null {
  const certificate = socket.getPeerCertificate();
  const shown = shownOf(certificate);
  if (shown === null) return new ConnectError('issuer', 'the server shows no certificate');
  if (security?.trusts(shown.fingerprint) === true) return null;
  const code = socket.authorized ? '' : String(socket.authorizationError ?? 'UNKNOWN');
  const fault = socket.authorized ? wrongName(serverName, certificate) : (certificateErrorOf(code) ?? new ConnectError('issuer', `the certificate is not trusted (${code})`));
  return fault === null ? null : new ConnectError(fault.problem, fault.message, shown);
}

/** Null where there is none. */
function shownOf(certificate: PeerCertificate): ShownCertificate | null {
  if (typeof certificate.fingerprint256 !== 'string') return null;
  const named = (name: PeerCertificate['subject'] | undefined): string => (
    Object.entries(name ?? {}).flatMap(([key, value]) => [value].flat().map((text) => `${key}=${String(text)}`)).join(', ').slice(0, 300)
  );
  return {
    subject: named(certificate.subject), issuer: named(certificate.issuer), fingerprint: certificate.fingerprint256,
    validFromEpochMs: epochMsOf(certificate.valid_from), validToEpochMs: epochMsOf(certificate.valid_to),
  };
}

function epochMsOf(text: string): number {
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) ? 0 : epochMs;
}

/**
 * RFC 5922 7.1 and 7.2: the names in the certificate are compared as a whole, without wildcards. A sip: URI that names a
 * user identifies that user, not the server. The common name counts only where there is no other name of any kind. Addresses
 * are for servers that are known by their address alone. Null = the certificate is for `serverName`.
 */
export function wrongName(serverName: string, certificate: Pick<PeerCertificate, 'subject' | 'subjectaltname'>): ConnectError | null {
  const wanted = serverName.toLowerCase().replace(/\.$/, '');
  const alternative = certificate.subjectaltname ?? '';
  const names = alternative === '' ? [certificate.subject?.CN ?? []].flat().map((name) => name.toLowerCase()) : alternativeNames(alternative);
  const fits = isIP(wanted) !== 0 ? names.includes(`ip ${plainAddress(wanted)}`) : names.includes(wanted);
  if (fits) return null;
  const shown = names.length === 0 ? 'nobody' : names.slice(0, 4).map((name) => name.replace(/^ip /, '')).join(', ').slice(0, 200);
  return new ConnectError('name', `the certificate is for ${shown}, not for ${serverName}`);
}

/** Domains of SIP URIs and DNS names in lower case; addresses as `ip 192.0.2.1`. */
function alternativeNames(text: string): string[] {
  return splitNames(text).flatMap((entry) => {
    const colon = entry.indexOf(':');
    const [kind, value] = [entry.slice(0, colon), plain(entry.slice(colon + 1)).toLowerCase()];
    if (kind === 'DNS') return [value];
    if (kind === 'IP Address') return [`ip ${plainAddress(value)}`];
    const domain = kind === 'URI' ? /^sips?:([^@;?:]+)$/.exec(value)?.[1] : undefined;
    return domain === undefined ? [] : [domain];
  });
}

/** Certificates and people write IPv6 addresses at different lengths. */
function plainAddress(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

/** Names with a comma or a quote are quoted as JSON by Node, so that none can pretend to be two. */
function splitNames(text: string): string[] {
  return text.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g)?.map((entry) => entry.trim()) ?? [];
}

function plain(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return '';
  }
}

/** What an error while connecting means. `secured`: TLS was wanted; `reached`: the TCP connection stood. */
export function connectErrorOf(error: Error, secured: boolean, reached: boolean): ConnectError {
  if (error instanceof ConnectError) return error;
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  const ofCertificate = certificateErrorOf(code);
  if (ofCertificate !== null) return ofCertificate;
  if (OURS_REFUSED.test(code)) return new ConnectError('client', `the server does not take our certificate (${code})`);
  if (NETWORK.has(code)) return new ConnectError('no-network', `no way there (${code})`);
  if (secured && reached) return new ConnectError('no-tls', `no TLS there (${code || error.message})`.slice(0, 200));
  return new ConnectError('unreachable', code === '' ? error.message : code);
}

function certificateErrorOf(code: string): ConnectError | null {
  if (EXPIRED.has(code)) return new ConnectError('expired', code === 'CERT_HAS_EXPIRED' ? 'the certificate has expired' : 'the certificate is not valid yet');
  const isDistrusted = /SELF_SIGNED|ISSUER|LEAF_SIGNATURE|^CERT_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH/.test(code);
  return isDistrusted ? new ConnectError('issuer', `the certificate is not trusted (${code})`) : null;
}
