import { useEffect, useMemo, useState } from 'react';
import type { Suggestion } from '../../electron/contract';
import { toDialable, isNumberLike } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { useOutgoingLine } from '../state/actions';
import { useApp } from '../state/app';
import { invoke } from '../state/bridge';

const limit = 6;
const none: readonly Suggestion[] = [];

/** Who is meant by what was typed so far; an answer that comes late for older text is dropped. */
export function useSuggestions(typed: string): readonly Suggestion[] {
  const query = (isNumberLike(typed) ? toDialable(typed) : typed.trim()).slice(0, 200);
  const [found, setFound] = useState<readonly Suggestion[]>(none);
  useEffect(() => {
    if (query === '') {
      setFound(none);
      return undefined;
    }
    let current = true;
    void invoke('search:suggest', { query, limit }).then((result) => { if (current) setFound(result.ok ? result.value : none); });
    return () => { current = false; };
  }, [query]);
  const practice = usePracticeNumbers();
  if (typed.trim() === '') return practice;
  return query === '' ? none : found;
}

/** On the practice line, before anything is typed: what one can call there. */
function usePracticeNumbers(): readonly Suggestion[] {
  const text = useText();
  const isPractice = useOutgoingLine()?.account.practice === true;
  const numbers = useApp((state) => state.practice?.numbers ?? null);
  return useMemo(() => (isPractice && numbers !== null ? numbers.map(({ number, what }) => ({
    kind: 'contact', number, name: text(`practice.name.${what}`), label: null, company: text(`practice.${what}`), contactId: null, photo: null,
    nameMatch: [], numberMatch: [], lastCallAtEpochMs: null,
  })) : none), [text, isPractice, numbers]);
}
