import type { RingRequest } from '../../calls/ports';
import { headerValue, headerValues, type SipMessage } from '../parser';
import { cleanText } from './clean';

/** A caller who wants to be answered "after an hour" wants no intercom, seconds. */
const MAX_DELAY_SECONDS = 60;
const MAX_VALUES = 10;

/**
 * How the caller, or the server, wants this call to be taken. Alert-Info of RFC 7462 and of Cisco, Polycom, Asterisk and Broadsoft,
 * Call-Info with answer-after, Answer-Mode of RFC 5373. Addresses of sounds and pictures are not even looked at: nothing is fetched.
 */
export function ringRequestOf(message: SipMessage): RingRequest | null {
  const alerts = headerValues(message, 'alert-info').slice(0, MAX_VALUES).map((value) => value.toLowerCase());
  const request: RingRequest = { source: sourceOf(alerts), answerAfterSeconds: answerAfter(message, alerts), about: aboutOf(message) };
  return request.source === null && request.answerAfterSeconds === null && request.about === null ? null : request;
}

function sourceOf(alerts: readonly string[]): RingRequest['source'] {
  for (const alert of alerts) {
    // RFC 7462 8: subindications such as urn:alert:source:internal:vip fall back to what they refine.
    const named = /urn:alert:source:(internal|external)\b/.exec(alert)?.[1] ?? /\binfo\s*=\s*"?(?:alert-)?(internal|external)\b/.exec(alert)?.[1];
    if (named === 'internal' || named === 'external') return named;
    // The distinctive ringing of North America: 1 is the usual, outside ring.
    if (/\bbellcore-dr1\b/.test(alert)) return 'external';
  }
  return null;
}

function answerAfter(message: SipMessage, alerts: readonly string[]): number | null {
  const after = [...headerValues(message, 'call-info').slice(0, MAX_VALUES), ...alerts].map((value) => /;\s*answer-after\s*=\s*"?(\d{1,4})/i.exec(value)?.[1]).find((digits) => digits !== undefined);
  if (after !== undefined) return Number(after) <= MAX_DELAY_SECONDS ? Number(after) : null;
  for (const alert of alerts) {
    if (!/\binfo\s*=\s*"?(?:alert-autoanswer|auto[ -]?answer|ring[ -]?answer|intercom)\b/.test(alert) && !/^\s*<?(?:auto ?answer|ring ?answer|intercom)>?\s*(?:;|$)/.test(alert)) continue;
    return Math.min(Number(/;\s*delay\s*=\s*"?(\d{1,4})/.exec(alert)?.[1] ?? 0), MAX_DELAY_SECONDS);
  }
  return ['answer-mode', 'priv-answer-mode'].some((name) => /^\s*auto\b/i.test(headerValue(message, name) ?? '')) ? 0 : null;
}

/** RFC 3261 20.36: what the call is about, as the caller wrote it. */
function aboutOf(message: SipMessage): string | null {
  const text = cleanText(headerValue(message, 'subject') ?? '');
  return text === '' ? null : text;
}
