import { headerValue, type SipMessage } from '../parser';

/** A Reason header (RFC 3326). */
export interface Reason {
  /** Upper case: SIP, Q.850. */
  readonly protocol: string;
  readonly cause: number | null;
  readonly text: string | null;
}

/** Reason of a message; null where it says nothing. Of several, the one of SIP, else the first. */
export function reasonOf(message: SipMessage | null): Reason | null {
  if (message === null) return null;
  const reasons = message.headers.filter(({ name }) => name === 'reason').flatMap(({ value }) => value.split(/,(?=\s*[\w.]+\s*(?:;|$))/)).slice(0, 10).map(parseReason);
  return reasons.find(({ protocol }) => protocol === 'SIP') ?? reasons[0] ?? null;
}

function parseReason(value: string): Reason {
  const cause = /;\s*cause\s*=\s*(\d{1,3})/i.exec(value)?.[1];
  const text = /;\s*text\s*=\s*(?:"([^"]*)"|([^;,]+))/i.exec(value);
  return { protocol: (value.split(';')[0] ?? '').trim().toUpperCase(), cause: cause === undefined ? null : Number(cause), text: text?.[1] ?? text?.[2]?.trim() ?? null };
}

/** The header line that tells the far end why (RFC 3326 2). */
export function reasonHeader(reason: { readonly cause: number; readonly text: string; readonly protocol?: 'SIP' | 'Q.850' }): string {
  return `Reason: ${reason.protocol ?? 'SIP'};cause=${reason.cause};text="${reason.text.replace(/["\\\r\n]/g, ' ')}"`;
}

/** Retry-After in seconds; null where there is none or it says nothing (RFC 3261 20.33). */
export function retryAfterOf(message: SipMessage | null): number | null {
  const digits = /^\s*(\d{1,9})/.exec((message && headerValue(message, 'retry-after')) ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The text of the first Warning (RFC 3261 20.43), as it came; null where there is none. */
export function warningOf(message: SipMessage): string | null {
  const value = headerValue(message, 'warning');
  if (value === null) return null;
  const text = /^\s*(\d{3})\s+\S+\s+"((?:[^"\\]|\\.)*)"/.exec(value);
  return text === null ? null : `${text[1]} ${(text[2] ?? '').replace(/\\(.)/g, '$1')}`;
}
