import type { Settings } from '../../contract/settings';

/** A call that is sent on more often than this goes in circles. */
export const MAX_HOPS = 5;

/** 300, 301 and 302 name other addresses of the one called; 305 and 380 ask for something else and are not followed (RFC 3261 21.3). */
const FORWARDING = new Set([300, 301, 302]);

export interface Redirection {
  readonly status: number;
  /** The most wanted first. */
  readonly targets: readonly string[];
  /** Host of the account's address. */
  readonly domain: string;
  /** Where this call was sent before, the first target included. */
  readonly tried: readonly string[];
  readonly policy: Settings['followRedirects'];
}

export type RedirectDecision = { readonly kind: 'follow' | 'ask'; readonly target: string } | { readonly kind: 'end' };

/** What becomes of a call that the far end sends elsewhere. `ask` follows within the own house, where nobody pays for it. */
export function redirectDecision({ status, targets, domain, tried, policy }: Redirection): RedirectDecision {
  if (!FORWARDING.has(status) || policy === 'never' || tried.length > MAX_HOPS) return { kind: 'end' };
  const known = new Set(tried.map(sameAddress));
  const target = targets.find((candidate) => !known.has(sameAddress(candidate)));
  if (target === undefined) return { kind: 'end' };
  return { kind: policy === 'always' || hostOf(target) === hostOf(`sip:${domain}`) ? 'follow' : 'ask', target };
}

/** Parameters and case of the host do not make another place of it (RFC 3261 19.1.4, roughly). */
function sameAddress(uri: string): string {
  const [, user = '', host = ''] = /^(?:sip:|tel:)?(?:([^@;]*)@)?([^;?]*)/i.exec(uri) ?? [];
  return `${user}@${host.toLowerCase()}`;
}

function hostOf(uri: string): string | null {
  const host = /^sip:(?:[^@]*@)?(\[[^\]]*\]|[^:;?>]+)/i.exec(uri)?.[1];
  return host?.toLowerCase() ?? null;
}
