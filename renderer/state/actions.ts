import type { AccountId, AccountWithState, CallSnapshot } from '../../electron/contract';
import { toDialable } from '../i18n/phone-number';
import { useApp } from './app';
import { ask, tell } from './bridge';
import { setUi, useUi } from './ui';

/** The line calls go out on: the chosen one while it exists, else the first that is on. */
export function outgoingLine(accounts: readonly AccountWithState[], chosen: AccountId | null): AccountWithState | null {
  const usable = accounts.filter((line) => line.account.enabled);
  return usable.find((line) => line.account.id === chosen) ?? usable.find((line) => line.registration.kind === 'ready') ?? usable[0] ?? null;
}

export const useOutgoingLine = (): AccountWithState | null => {
  const chosen = useUi((state) => state.lineId);
  return useApp((state) => outgoingLine(state.accounts, chosen));
};

/** Whether a call from this line goes out without our number: as chosen for it, else as the line has it. */
export const hidesNumber = (line: AccountWithState | null, chosen: boolean | null): boolean => chosen ?? line?.account.calling?.hideNumber ?? false;

/** As dial, with our number shown or hidden as chosen beside the Call button; that choice is for one call. */
export async function dialFromKeypad(number: string): Promise<boolean> {
  const { hideNumber } = useUi.getState();
  const taken = await dial(number, hideNumber);
  if (taken) setUi({ hideNumber: null });
  return taken;
}

/** Calls a number on the chosen line. Answers whether it was taken. */
export async function dial(number: string, anonymous: boolean | null = null): Promise<boolean> {
  const line = outgoingLine(useApp.getState().accounts, useUi.getState().lineId);
  const answer = await ask('call:dial', { number: toDialable(number), accountId: line?.account.id ?? null, ...(anonymous !== null && { anonymous }) });
  if (answer === undefined) return false;
  setUi({ callOpen: true, callKeypadOpen: false, number: '' });
  return true;
}

/** The number of the newest call made from here, for a Call on an empty field. */
export async function lastDialled(): Promise<string | null> {
  const entries = await ask('history:page', { query: '', only: 'all', before: null, limit: 50 });
  return entries?.find((entry) => entry.direction === 'outgoing')?.numberAsDialled ?? null;
}

export const answer = (call: CallSnapshot): void => tell('call:answer', { callId: call.id });
export const decline = (call: CallSnapshot): void => tell('call:decline', { callId: call.id, message: null });
/** Declines and sends the caller these words. */
export const declineWith = (call: CallSnapshot, message: string): void => tell('call:decline', { callId: call.id, message });
/** Ctrl or Cmd, Shift and D: where a call that rings is sent on to. */
export const isSendOnKey = (event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey'>): boolean => event.shiftKey && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'd';
export const silence = (call: CallSnapshot): void => tell('call:silence', { callId: call.id });
/** Ends the call, or the whole conference it is in. */
export const hangUp = (call: CallSnapshot): void => (call.conference ? tell('call:endConference', null) : tell('call:hangUp', { callId: call.id }));
/** Ends one call alone. */
export const remove = (call: CallSnapshot): void => tell('call:hangUp', { callId: call.id });
export const merge = (): void => tell('call:merge', { callIds: null });
export const split = (call: CallSnapshot): void => tell('call:split', { callId: call.id });
export const toggleRecording = (call: CallSnapshot): void => tell(call.recording === null ? 'call:startRecording' : 'call:stopRecording', { callId: call.id });
export const playFile = (call: CallSnapshot): void => tell('call:playFile', { callId: call.id });
export const stopFile = (call: CallSnapshot): void => tell('call:stopFile', { callId: call.id });
export const toggleMute = (call: CallSnapshot): void => tell('call:setMuted', { callId: call.id, muted: !call.muted });
/** Back to a call on hold; the one that talks goes on hold. */
export const resume = (call: CallSnapshot): void => tell('call:resume', { callId: call.id });
export const swapCalls = (): void => tell('call:swap', null);

export function toggleHold(call: CallSnapshot): void {
  if (call.phase.kind !== 'established' || call.holdPending) return;
  tell(call.phase.localHold ? 'call:resume' : 'call:hold', { callId: call.id });
}

/** Sends one digit and lets it be heard. */
export function sendDigit(call: CallSnapshot, digit: string): void {
  tell('audio:keyTone', { digit });
  tell('call:sendDigits', { callId: call.id, digits: digit });
}
