import { useEffect, useState } from 'react';
import type { HistoryEntry, Suggestion } from '../../../electron/contract';
import { invoke } from '../../state/bridge';

const shown = 6;

/** Those one spoke with lately, each once; not the one on the line. */
export function useRecentPeople(except: string): readonly Suggestion[] {
  const [recent, setRecent] = useState<readonly Suggestion[]>([]);
  useEffect(() => {
    let current = true;
    void invoke('history:page', { query: '', only: 'all', before: null, limit: 50 }).then((answer) => {
      if (current && answer.ok) setRecent(peopleOf(answer.value, except));
    });
    return () => { current = false; };
  }, [except]);
  return recent;
}

function peopleOf(entries: readonly HistoryEntry[], except: string): Suggestion[] {
  const seen = new Set([except, '']);
  const people: Suggestion[] = [];
  for (const { numberAsDialled: number, contactName, displayName, contactId, startedAtEpochMs } of entries) {
    if (seen.has(number) || people.length >= shown) continue;
    seen.add(number);
    people.push({ kind: 'history', number, name: contactName ?? displayName, label: null, company: null, contactId, photo: null, nameMatch: [], numberMatch: [], lastCallAtEpochMs: startedAtEpochMs });
  }
  return people;
}
