import { useMemo } from 'react';
import type { AccountId, AccountWithState, CallSnapshot, ContactFields, Conversation, HistoryEntry, PracticeState } from '../../electron/contract';
import type { Text } from '../i18n/catalog';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { useApp, useRegion } from './app';

/** What main calls the practice line; an own name that the user gave it stays. */
const practiceLabel = 'Practice line';

/** Who it is, as well as known: contact, number of the practice line, name sent along. null = only the number is known. */
export interface Names {
  known(call: CallSnapshot): string | null;
  knownEntry(entry: HistoryEntry): string | null;
  knownConversation(conversation: Conversation): string | null;
  /** As above, else the number as one reads it. */
  call(call: CallSnapshot): string;
  entry(entry: HistoryEntry): string;
  conversation(conversation: Conversation): string;
  /** A line as the user calls it; the practice line in their language. */
  line(accountId: AccountId, label: string): string;
}

export function makeNames(text: Text, region: string, accounts: readonly AccountWithState[], practice: PracticeState | null): Names {
  const practiceLine = accounts.find((line) => line.account.practice)?.account.id;
  const practiceName = (accountId: AccountId, number: string): string | null => {
    const found = accountId === practiceLine ? practice?.numbers.find((known) => known.number === number) : undefined;
    return found === undefined ? null : text(`practice.name.${found.what}`);
  };
  const readable = (number: string): string => (number === '' ? text('common.anonymous') : formatNumber(number, region));
  const known = ({ remote, accountId }: CallSnapshot): string | null => remote.contact?.name ?? practiceName(accountId, remote.number) ?? remote.displayName;
  const knownEntry = (entry: HistoryEntry): string | null => entry.contactName ?? practiceName(entry.accountId, entry.numberAsDialled) ?? entry.displayName;
  const knownConversation = ({ contactName, accountId, number, displayName }: Conversation): string | null => contactName ?? practiceName(accountId, number) ?? displayName;
  return {
    known, knownEntry, knownConversation,
    conversation: (conversation) => knownConversation(conversation) ?? readable(conversation.e164 ?? conversation.number),
    call: (call) => known(call) ?? readable(call.remote.number),
    line: (accountId, label) => (accountId === practiceLine && label === practiceLabel ? text('practice.title') : label),
    entry: (entry) => knownEntry(entry) ?? readable(entryNumber(entry)),
  };
}

export function useNames(): Names {
  const text = useText();
  const region = useRegion();
  const accounts = useApp((state) => state.accounts);
  const practice = useApp((state) => state.practice);
  return useMemo(() => makeNames(text, region, accounts, practice), [text, region, accounts, practice]);
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
