import type { CallSnapshot, ContactFields, HistoryEntry, RemoteParty } from '../../electron/contract';
import type { Text } from '../i18n/catalog';
import { formatNumber } from '../i18n/phone-number';

/** Who it is, as well as known: contact, name sent along, number. */
export function partyName(party: RemoteParty, text: Text, region: string): string {
  return party.contact?.name ?? party.displayName ?? (party.number === '' ? text('common.anonymous') : formatNumber(party.number, region));
}

/** True when the name says more than the number. */
export const hasName = (party: RemoteParty): boolean => (party.contact?.name ?? party.displayName) !== null;

export function entryName(entry: HistoryEntry, text: Text, region: string): string {
  const number = entryNumber(entry);
  return entry.contactName ?? entry.displayName ?? (number === '' ? text('common.anonymous') : formatNumber(number, region));
}

/** The number to show and call back. */
export const entryNumber = (entry: HistoryEntry): string => entry.e164 ?? entry.numberAsDialled;

/** "work" and the like in the user's words; a label we do not know stays as it is. */
export function labelWord(label: string | null, text: Text): string | null {
  switch (label) {
    case null: return null;
    case 'work': case 'mobile': case 'home': case 'main': case 'fax': case 'pager': case 'sip': case 'other':
      return text(`contact.label.${label}`);
    default: return label;
  }
}

/** What is known of a caller, to start a new contact with. */
export function contactStart(name: string | null, number: string): Partial<ContactFields> {
  const words = (name ?? '').trim().split(/\s+/);
  const familyName = words.length > 1 ? (words.pop() ?? '') : '';
  return { givenName: words.join(' '), familyName, numbers: [{ label: number.includes('@') ? 'sip' : 'work', value: number }] };
}

export const callNumber = (call: CallSnapshot): string => call.remote.e164 ?? call.remote.number;
