import type { CallSnapshot, TransferFailure, TransferParty } from '../../electron/contract';
import { toDialable, formatNumber } from '../i18n/phone-number';
import { ask, tell } from './bridge';
import { setUi } from './ui';

/** Passes the call on without speaking first. Answers whether it was taken. */
export async function transferNow(call: CallSnapshot, target: string): Promise<boolean> {
  return (await ask('call:transfer', { callId: call.id, target: toDialable(target) })) !== undefined;
}

/** Calls somebody while the call waits. Answers whether it was taken. */
export async function speakFirst(call: CallSnapshot, target: string): Promise<boolean> {
  const taken = (await ask('call:consult', { callId: call.id, target: toDialable(target) })) !== undefined;
  if (taken) setUi({ callOpen: true, callKeypadOpen: false });
  return taken;
}

/** Asks the server's conference to call somebody in. Answers why it will not; null where it will, undefined where it was not asked. */
export async function addToConference(call: CallSnapshot, target: string): Promise<TransferFailure | null | undefined> {
  return (await ask('call:addToConference', { callId: call.id, target: toDialable(target) }))?.failure;
}

/** The far end of `call` goes on with that of `other`. */
export const joinFarEnds = (call: CallSnapshot, other: CallSnapshot): void => tell('call:transferTo', { callId: call.id, otherId: other.id });
export const completeTransfer = (call: CallSnapshot): void => tell('call:completeTransfer', { callId: call.id });
export const endConsultation = (call: CallSnapshot): void => tell('call:endConsultation', { callId: call.id });
export const takeBack = (call: CallSnapshot): void => tell('call:takeBack', { callId: call.id });
export const park = (call: CallSnapshot): void => tell('call:park', { callId: call.id });

/** Somebody of a transfer as one reads them. */
export function partyName({ name, number }: TransferParty, region: string): string {
  return name ?? formatNumber(number, region);
}

/** Its far end says that it takes no transfer: a button for it can only say so. */
export const refusesTransfer = (call: CallSnapshot): boolean => call.takesTransfer === false;

/** May be passed on now. */
export function canTransfer(call: CallSnapshot): boolean {
  const under = call.transfer?.progress.kind;
  return call.phase.kind === 'established' && !call.conference && (under === undefined || under === 'failed');
}
