import type { Account, AccountDraft, LineWatching } from '../../electron/contract';
import { defaultWatching } from '../../electron/contract/line-defaults';

/** What stands in the fields about keys, voicemail and presence. */
export interface WatchingForm {
  messages: LineWatching['messages'];
  presence: boolean;
  keyList: string;
  pickupCode: string;
}

export function watchingFormOf(watching: Account['watching'] = defaultWatching): WatchingForm {
  return { messages: watching.messages, presence: watching.presence, keyList: watching.keyList ?? '', pickupCode: watching.pickupCode };
}

/** The part of the draft that main takes; nothing where all is as by default. */
export function watchingDraftOf(form: WatchingForm): Pick<AccountDraft, 'watching'> {
  const keyList = form.keyList.trim();
  const watching: LineWatching = { messages: form.messages, presence: form.presence, keyList: keyList === '' ? null : keyList, pickupCode: form.pickupCode.trim() };
  return JSON.stringify(watching) === JSON.stringify(defaultWatching) ? {} : { watching };
}

export const hasBadPickupCode = ({ pickupCode }: WatchingForm): boolean => !/^[0-9*#]{0,8}$/.test(pickupCode.trim());
