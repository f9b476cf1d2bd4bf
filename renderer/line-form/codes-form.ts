import type { AccountDraft, CallCodes } from '../../electron/contract';
import { defaultCallCodes } from '../../electron/contract/line-defaults';

/** What stands in the fields about picking up and parking. */
export interface CodesForm {
  groupPickup: string;
  park: string;
  parkByDigits: boolean;
  retrievePrefix: string;
}

export type CodeName = 'groupPickup' | 'park' | 'retrievePrefix';

export function codesFormOf({ groupPickup, park, retrievePrefix }: CallCodes = defaultCallCodes): CodesForm {
  return { groupPickup, park: park.code, parkByDigits: park.how === 'digits', retrievePrefix };
}

/** Fields that hold what no key can send. */
export function codesErrors(form: CodesForm): Partial<Record<CodeName, 'codes.invalid'>> {
  const names = (['groupPickup', 'park', 'retrievePrefix'] as const).filter((name) => !/^[0-9*#]{0,12}$/.test(form[name].trim()));
  return Object.fromEntries(names.map((name) => [name, 'codes.invalid']));
}

/** The part of the draft that main takes; nothing where all is as by default. */
export function codesDraftOf(form: CodesForm): Pick<AccountDraft, 'callCodes'> {
  const callCodes: CallCodes = {
    groupPickup: form.groupPickup.trim(), park: { how: form.parkByDigits ? 'digits' : 'transfer', code: form.park.trim() }, retrievePrefix: form.retrievePrefix.trim(),
  };
  return JSON.stringify(callCodes) === JSON.stringify(defaultCallCodes) ? {} : { callCodes };
}
