import { lookup as systemLookup } from 'node:dns';
import { get } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Clock } from '../../../calls/ports';
import { isPublicAddress } from './public-address';

const WITHIN_MS = 5_000;
const MAX_BYTES = 65_536;
/** Where ATIS-1000074 5.3.1 lets certificates be; any other port would make this phone knock at doors for the caller. */
const PORTS: ReadonlySet<string> = new Set(['', '8443']);
/** Names that are looked for in the local network, or mean this machine (RFC 6761, RFC 6762, RFC 8375). */
const LOCAL_NAME = /^[^.]+$|(?:^|\.)(?:local|localhost|internal|intranet|lan|home|home\.arpa|test|invalid|onion)$/i;

/** What may be reached, and whose word is taken for who answers there; as the internet is unless given. */
export interface FetchOptions {
  readonly clock: Clock;
  readonly isAllowed?: (address: string) => boolean;
  readonly isAllowedUrl?: (url: URL) => boolean;
  readonly lookup?: typeof systemLookup;
  readonly ca?: string;
}

/** An https URL that an Identity header may make us ask: a name of the internet, the usual ports, no user, no password. */
export function isFetchable(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || !PORTS.has(url.port)) return false;
  return isIP(host) === 0 ? !LOCAL_NAME.test(host) : isPublicAddress(host);
}

/**
 * Fetches a certificate: 5 s and 64 KB at most, by https from the public internet only, no redirects, no cookies, nothing sent but the question.
 * The address asked is the one that was looked at, so a name cannot lead elsewhere in between. Null for whatever goes wrong.
 */
export function fetchCertificate(address: string, signal: AbortSignal, options: FetchOptions): Promise<Buffer | null> {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || signal.aborted || !(options.isAllowedUrl ?? isFetchable)(url)) return Promise.resolve(null);
  return new Promise((resolve) => {
    let bytes = 0;
    const chunks: Buffer[] = [];
    const settle = (result: Buffer | null): void => {
      stopClock();
      signal.removeEventListener('abort', onAbort);
      resolve(result);
      request.destroy();
    };
    const onAbort = (): void => settle(null);
    const request = get(url, {
      agent: false, lookup: guardedLookup(options), ...(options.ca === undefined ? {} : { ca: options.ca }), headers: { accept: 'application/pkix-cert, application/x-pem-file, */*' },
    }, (response) => {
      response.on('error', () => settle(null));
      if (response.statusCode !== 200) return settle(null);
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES) settle(null);
        else chunks.push(chunk);
      });
      response.on('end', () => settle(response.complete ? Buffer.concat(chunks) : null));
      response.on('close', () => settle(null));
    });
    request.on('error', () => settle(null));
    const stopClock = options.clock.after(WITHIN_MS, () => settle(null));
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Resolves as the system does, and refuses a name with any address that is not allowed. */
function guardedLookup({ isAllowed = isPublicAddress, lookup = systemLookup }: FetchOptions): LookupFunction {
  return (hostname, { all, ...options }, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = error === null ? addresses : [];
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address))) callback(error ?? new Error('not a public address'), all === true ? [] : '');
      else if (all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
