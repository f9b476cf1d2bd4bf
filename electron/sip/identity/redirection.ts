import { headerValue, listValues, parseNameAddr, type SipMessage } from '../parser';
import { cleanText } from './clean';
import { partyOf } from './party';
import type { ForwardedBy } from '../../calls/ports';

/** More than this nobody reads, and nobody tries. */
const MAX_TARGETS = 10;
const MAX_FORWARDERS = 5;

/**
 * Where a 3xx leads, the most wanted first (RFC 3261 8.1.3.4, 20.10). Only what this phone can call: sip: and tel:. Headers in a
 * URI are left out, since they would let the far end write into our next INVITE (RFC 3261 19.1.5).
 */
export function redirectTargets(message: SipMessage): string[] {
  const preference = (params: ReadonlyMap<string, string | null>): number => {
    const q = Number(params.get('q') ?? 1);
    return Number.isFinite(q) ? q : 1;
  };
  return message.contacts
    .filter(({ uri }) => (uri.kind === 'sip' && uri.scheme === 'sip') || uri.kind === 'tel')
    .sort((a, b) => preference(b.params) - preference(a.params))
    .slice(0, MAX_TARGETS)
    .map(({ uri }) => (uri.kind === 'sip' && uri.headers !== null ? uri.text.slice(0, uri.text.indexOf('?', uri.text.indexOf('@') + 1)) : uri.text));
}

/**
 * Who sent this call on to us, the last one first: Diversion (RFC 5806 4), else History-Info (RFC 7044 5). Empty where nobody says so.
 * One that asks for privacy is left out.
 */
export function forwardersOf(message: SipMessage): ForwardedBy[] {
  const diverted = listValues(message, 'diversion').flatMap((value) => {
    const named = parseNameAddr(value);
    if (named === null || /^(?:full|uri)$/i.test(named.params.get('privacy')?.replace(/"/g, '') ?? '')) return [];
    const { number, displayName } = partyOf(named);
    return [{ number, displayName, reason: reasonWord(named.params.get('reason') ?? null) }];
  });
  return (diverted.length > 0 ? diverted : fromHistory(message)).slice(0, MAX_FORWARDERS);
}

/** Entries in order of their index; all but the last were called before us. One counts only where a cause or mp/rc says that it sent the call on. */
function fromHistory(message: SipMessage): ForwardedBy[] {
  if (/\bhistory\b/i.test(headerValue(message, 'privacy') ?? '')) return [];
  const entries = listValues(message, 'history-info').flatMap((value) => parseNameAddr(value) ?? []).sort((a, b) => byIndex(a.params.get('index'), b.params.get('index')));
  const forwarded: ForwardedBy[] = [];
  entries.forEach((entry, at) => {
    const next = entries[at + 1];
    const cause = next === undefined || next.uri.kind !== 'sip' ? null : next.uri.params.get('cause') ?? null;
    const wasSentOn = next !== undefined && (cause !== null || next.params.has('mp'));
    const isPrivate = entry.uri.kind === 'sip' && /privacy=/i.test(entry.uri.headers ?? '');
    if (!wasSentOn || isPrivate) return;
    const { number, displayName } = partyOf(entry);
    forwarded.push({ number, displayName, reason: causeWord(cause) });
  });
  return forwarded.reverse();
}

function byIndex(a: string | null | undefined, b: string | null | undefined): number {
  const [left, right] = [a, b].map((index) => (index ?? '').split('.').slice(0, 20).map((part) => Number(part) || 0));
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at++) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** RFC 5806 4.1. */
function reasonWord(reason: string | null): ForwardedBy['reason'] {
  switch (cleanText(reason ?? '').replace(/"/g, '').toLowerCase()) {
    case 'user-busy': return 'busy';
    case 'no-answer': return 'no-answer';
    case 'unconditional': case 'follow-me': case 'deflection': return 'always';
    case 'unavailable': case 'do-not-disturb': case 'away': case 'out-of-service': return 'unavailable';
    default: return null;
  }
}

/** RFC 4458 2, used by RFC 7044. */
function causeWord(cause: string | null): ForwardedBy['reason'] {
  switch (cause) {
    case '486': return 'busy';
    case '408': return 'no-answer';
    case '302': case '480': case '487': return 'always';
    case '404': case '503': return 'unavailable';
    default: return null;
  }
}
