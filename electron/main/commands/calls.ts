import type { CallService } from '../../calls/call-service';
import type { CommandHandlers } from '../ipc/router';

export function callCommands(calls: CallService) {
  return {
    'call:list': () => calls.list(),
    'call:dial': ({ number, accountId }) => ({ callId: calls.dial(number, accountId) }),
    'call:answer': ({ callId }) => (calls.answer(callId), null),
    'call:decline': ({ callId, message }) => (calls.decline(callId, message), null),
    'call:silence': ({ callId }) => (calls.silence(callId), null),
    'call:hangUp': ({ callId }) => (calls.hangUp(callId), null),
    'call:hold': ({ callId }) => (calls.hold(callId), null),
    'call:resume': ({ callId }) => (calls.resume(callId), null),
    'call:swap': () => (calls.swap(), null),
    'call:setMuted': ({ callId, muted }) => (calls.setMuted(callId, muted), null),
    'call:sendDigits': async ({ callId, digits }) => (await calls.sendDigits(callId, digits), null),
    'call:dismiss': ({ callId }) => (calls.dismiss(callId), null),
  } satisfies Partial<CommandHandlers>;
}
