import type { CallService } from '../../calls/call-service';
import type { CommandHandlers } from '../ipc/router';

export function callCommands(calls: CallService) {
  return {
    'call:list': () => calls.list(),
    'call:dial': ({ number, accountId, anonymous }) => ({ callId: calls.dial(number, accountId, anonymous === undefined ? undefined : { anonymous }) }),
    'call:answer': ({ callId }) => (calls.answer(callId), null),
    'call:decline': ({ callId, message }) => (calls.decline(callId, message), null),
    'call:sendOn': ({ callId, target }) => (calls.deflections.sendOn(callId, target), null),
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
    'call:transfer': ({ callId, target }) => (calls.transfers.outgoing.toAddress(callId, target), null),
    'call:transferTo': ({ callId, otherId }) => (calls.transfers.outgoing.toCall(callId, otherId), null),
    'call:consult': ({ callId, target }) => ({ callId: calls.transfers.consultations.begin(callId, target) }),
    'call:completeTransfer': ({ callId }) => (calls.transfers.consultations.complete(callId), null),
    'call:endConsultation': ({ callId }) => (calls.transfers.consultations.back(callId), null),
    'call:takeBack': ({ callId }) => (calls.transfers.outgoing.takeBack(callId), null),
    'call:park': async ({ callId }) => (await calls.transfers.pickup.park(callId), null),
    'call:addToConference': async ({ callId, target }) => ({ failure: await calls.transfers.serverConferences.add(callId, target) }),
    'call:retrieve': ({ accountId, place }) => ({ callId: calls.transfers.pickup.retrieve(accountId, place) }),
    'call:pickUpGroup': ({ accountId }) => ({ callId: calls.transfers.pickup.pickUpGroup(accountId) }),
    'call:dismiss': ({ callId }) => (calls.dismiss(callId), null),
  } satisfies Partial<CommandHandlers>;
}
