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
    'call:followForwarding': ({ callId, follow }) => (calls.refusals.answer(callId, follow), null),
    'call:setMuted': ({ callId, muted }) => (calls.setMuted(callId, muted), null),
    'call:sendDigits': async ({ callId, digits }) => (await calls.sendDigits(callId, digits), null),
    'call:merge': ({ callIds }) => (calls.conference.merge(callIds), null),
    'call:split': ({ callId }) => (calls.conference.split(callId), null),
    'call:endConference': () => (calls.conference.end(), null),
    'call:startRecording': ({ callId }) => (calls.recordings.start(callId), null),
    'call:stopRecording': ({ callId }) => (calls.recordings.stop(callId), null),
    'call:stopFile': ({ callId }) => (calls.playback.stop(callId), null),
    'call:dismiss': ({ callId }) => (calls.dismiss(callId), null),
  } satisfies Partial<CommandHandlers>;
}
