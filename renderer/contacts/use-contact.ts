import { useEffect, useState } from 'react';
import type { Contact, ContactId, HistoryEntry } from '../../electron/contract';
import { useApp } from '../state/app';
import { invoke } from '../state/bridge';

/** One contact, asked again when contacts change. undefined = not here yet, null = gone. */
export function useContact(contactId: ContactId): Contact | null | undefined {
  const revision = useApp((state) => state.contactsRevision);
  const [contact, setContact] = useState<Contact | null | undefined>(undefined);
  useEffect(() => {
    let current = true;
    void invoke('contacts:get', { contactId }).then((result) => { if (current) setContact(result.ok ? result.value : null); });
    return () => { current = false; };
  }, [contactId, revision]);
  return contact && contact.id !== contactId ? undefined : contact;
}

const photos = { revision: -1, asked: new Map<ContactId, Promise<string | null>>() };

/** One question a contact, however many lines of a list show it; forgotten when contacts change. */
function photoOf(contactId: ContactId, revision: number): Promise<string | null> {
  if (photos.revision !== revision) {
    photos.revision = revision;
    photos.asked.clear();
  }
  const known = photos.asked.get(contactId);
  if (known) return known;
  const answer = invoke('contacts:get', { contactId }).then((result) => (result.ok ? (result.value?.photo ?? null) : null));
  photos.asked.set(contactId, answer);
  return answer;
}

/** The photo of a person known by id only; null without one, and until it is here. */
export function useContactPhoto(contactId: ContactId | null): string | null {
  const revision = useApp((state) => state.contactsRevision);
  const [photo, setPhoto] = useState<{ of: ContactId; url: string | null } | null>(null);
  useEffect(() => {
    if (contactId === null) return undefined;
    let current = true;
    void photoOf(contactId, revision).then((url) => { if (current) setPhoto({ of: contactId, url }); });
    return () => { current = false; };
  }, [contactId, revision]);
  return photo !== null && photo.of === contactId ? photo.url : null;
}

/** The newest calls with any of these numbers, newest first. */
export function useCallsWith(numbers: readonly string[], limit: number): readonly HistoryEntry[] | null {
  const revision = useApp((state) => state.historyRevision);
  const [entries, setEntries] = useState<readonly HistoryEntry[] | null>(null);
  const key = numbers.join('\n');
  useEffect(() => {
    let current = true;
    const asked = key === '' ? [] : key.split('\n').map((number) => invoke('history:ofNumber', { number, limit }));
    void Promise.all(asked).then((results) => {
      if (!current) return;
      const all = new Map(results.flatMap((result) => (result.ok ? result.value : [])).map((entry) => [entry.id, entry]));
      setEntries([...all.values()].toSorted((a, b) => b.startedAtEpochMs - a.startedAtEpochMs).slice(0, limit));
    });
    return () => { current = false; };
  }, [key, limit, revision]);
  return entries;
}
