import type { MessageSummary } from '../../calls/ports/subscriptions';
import { bodyParts, headerValue } from '../parser';
import { parseMessageSummary } from './packages/message-summary';
import type { IncomingNotify } from './wire';

/** Events we subscribe to, for Allow-Events (RFC 6665 8.2.2). */
export const ALLOW_EVENTS = 'Allow-Events: message-summary, dialog, presence, reg, conference, call-info, line-seize';
const SUMMARY_TYPE = 'application/simple-message-summary';

/**
 * A NOTIFY that belongs to no subscription. message-summary of our own servers is taken, as RFC 3842's practice has become
 * (Asterisk, FreeSWITCH, BroadSoft); check-sync and the rest would let a server order us about and are not known here (489).
 */
export function takeUnsolicited(notify: IncomingNotify, fromOurServer: boolean): MessageSummary | null {
  const event = (headerValue(notify.message, 'event') ?? '').split(';')[0]?.trim().toLowerCase();
  if (event !== 'message-summary') return notify.answer(489, 'Bad Event', [ALLOW_EVENTS]), null;
  // RFC 6665 4.1.3: who does not know our registration cannot know a subscription of ours either.
  if (!fromOurServer) return notify.answer(481, 'Subscription Does Not Exist'), null;
  const part = (bodyParts(notify.message) ?? []).find(({ type }) => type === SUMMARY_TYPE || type === '');
  if (part === undefined) {
    notify.answer(notify.message.body.length === 0 ? 200 : 415, undefined, [`Accept: ${SUMMARY_TYPE}`]);
    return null;
  }
  const summary = parseMessageSummary(part.bytes.toString('utf8'));
  notify.answer(summary === null ? 400 : 200);
  return summary;
}
