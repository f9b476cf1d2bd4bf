import { parseUnsigned, splitOutside } from '../parser';

/** A Subscription-State header (RFC 6665 8.2.3). */
export interface SubscriptionStateHeader {
  readonly state: 'active' | 'pending' | 'terminated';
  readonly reason: string | null;
  readonly expiresSeconds: number | null;
  readonly retryAfterSeconds: number | null;
}

/** What to do once the last dialog of a subscription has been ended by its server (RFC 6665 4.1.3). */
export type AfterEnd =
  | { readonly kind: 'again' }
  /** Null = as long as backing off says. */
  | { readonly kind: 'later'; readonly delaySeconds: number | null }
  | { readonly kind: 'never'; readonly why: 'refused' | 'final' };

const PROBATION_SECONDS = 60;
const MAX_SECONDS = 2 ** 32 - 1;

/** A word unknown to us counts as active, as RFC 6665 4.1.3 asks; so does a header left out by an old server. */
export function parseSubscriptionState(value: string | null): SubscriptionStateHeader {
  const [word = '', ...params] = splitOutside(value ?? '', ';') ?? [];
  const param = (name: string): string | null => {
    for (const text of params) {
      const [key = '', ...rest] = text.split('=');
      if (key.trim().toLowerCase() === name) return rest.join('=').trim().replace(/^"|"$/g, '');
    }
    return null;
  };
  const state = word.trim().toLowerCase();
  return {
    state: state === 'pending' || state === 'terminated' ? state : 'active',
    reason: param('reason')?.toLowerCase() ?? null,
    expiresSeconds: parseUnsigned(param('expires') ?? '', MAX_SECONDS), retryAfterSeconds: parseUnsigned(param('retry-after') ?? '', MAX_SECONDS),
  };
}

/** The rules of RFC 6665 4.1.3 for each reason; retry-after counts only where it may. */
export function afterEnd({ reason, retryAfterSeconds }: SubscriptionStateHeader): AfterEnd {
  switch (reason) {
    case 'deactivated': case 'timeout': return { kind: 'again' };
    case 'probation': return { kind: 'later', delaySeconds: retryAfterSeconds ?? PROBATION_SECONDS };
    case 'giveup': return { kind: 'later', delaySeconds: retryAfterSeconds };
    case 'rejected': case 'noresource': return { kind: 'never', why: 'refused' };
    case 'invariant': return { kind: 'never', why: 'final' };
    default: return { kind: 'later', delaySeconds: retryAfterSeconds };
  }
}
