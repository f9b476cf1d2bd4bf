import { useEffect, useState } from 'react';
import type { Suggestion } from '../../electron/contract';
import { toDialable, isNumberLike } from '../i18n/phone-number';
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
  return query === '' ? none : found;
}
