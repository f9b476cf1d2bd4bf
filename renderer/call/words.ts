import type { CallSnapshot, EndCause } from '../../electron/contract';
import type { Text } from '../i18n/catalog';

/** Why a call ended, in words; `name` is the other side. */
export function endWords(direction: CallSnapshot['direction'], cause: EndCause, name: string, text: Text): string {
  switch (cause.code) {
    case 'hung-up':
      if (cause.by === 'remote') return text('end.hung-up.remote', { name });
      return cause.by === 'local' ? text('end.hung-up.local') : text('end.hung-up.network');
    case 'busy': return text('end.busy', { name });
    case 'declined': return cause.by === 'local' ? text('end.declined.local') : text('end.declined.remote', { name });
    case 'no-answer': return direction === 'outgoing' ? text('end.no-answer.remote', { name }) : text('end.no-answer.local');
    case 'not-found': return text('end.not-found');
    case 'unavailable': return text('end.unavailable');
    case 'cancelled': return text('end.cancelled');
    case 'missed': return text('end.missed');
    case 'forwarded': return text('end.forwarded', { target: cause.reason ?? '' });
    case 'answered-elsewhere': return text('end.answered-elsewhere');
    case 'continued-elsewhere': return text('end.continued-elsewhere');
    case 'line-in-use': return text('end.line-in-use');
    case 'moved': return text('end.moved');
    case 'rejected': return text('end.rejected');
    case 'auth-failed': return text('end.auth-failed');
    case 'media-failed': return text('end.media-failed');
    case 'encryption-refused': return text('end.encryption-refused');
    case 'encryption-failed': return text('end.encryption-failed');
    case 'network': return text('end.network');
    case 'transferred': return text('end.transferred', { to: cause.reason ?? name });
    case 'interrupted': return text('end.interrupted');
  }
}

/** The phase in one or two words; null while talking, where the timer says it. */
export function phaseWords(call: CallSnapshot, name: string, text: Text): string | null {
  const { phase } = call;
  switch (phase.kind) {
    case 'dialling': return text('call.dialling');
    case 'ringing': return text('call.ringing');
    case 'incoming': return text('call.incoming');
    case 'answering': return text('call.answering');
    case 'established':
      if (call.holdPending && !phase.localHold) return text('call.waitingForHold');
      if (phase.localHold) return text('call.onHold');
      return phase.remoteHold ? text('call.heldByThem', { name }) : null;
    case 'ended': return endWords(call.direction, phase.cause, name, text);
  }
}

/** What a screen reader is told when the phase changes; `name` and `line` as the user calls them. */
export function announcement(call: CallSnapshot, name: string, line: string, text: Text): string {
  const { phase } = call;
  switch (phase.kind) {
    case 'dialling': return text('call.announce.dialling', { name });
    case 'ringing': return text('call.announce.ringing', { name });
    case 'incoming': return text('call.announce.incoming', { name, line });
    case 'answering': return text('call.answering');
    case 'established': return phase.localHold ? text('call.announce.held', { name }) : text('call.announce.established', { name });
    case 'ended': return text('call.announce.ended', { reason: endWords(call.direction, phase.cause, name, text) });
  }
}
