import { useCallback, useEffect, useRef, useState } from 'react';
import type { HistoryEntry } from '../../electron/contract';
import { useApp } from '../state/app';
import { invoke } from '../state/bridge';

const pageSize = 100;

export interface Calls {
  /** null until the first page is here. */
  entries: readonly HistoryEntry[] | null;
  /** Asks for older calls, if there are any. */
  more(): void;
}

/** The history, newest first, longer as one scrolls down. */
export function useHistory(query: string, only: 'all' | 'missed'): Calls {
  const revision = useApp((state) => state.historyRevision);
  const [entries, setEntries] = useState<readonly HistoryEntry[] | null>(null);
  const run = useRef(0);
  const state = useRef({ busy: false, complete: false, count: 0, last: null as HistoryEntry | null });

  useEffect(() => {
    const mine = (run.current += 1);
    // After a change the list keeps its length, so that the place one scrolled to stays.
    const limit = Math.min(500, Math.max(pageSize, state.current.count));
    state.current.busy = true;
    void invoke('history:page', { query, only, before: null, limit }).then((result) => {
      if (mine !== run.current) return;
      const found = result.ok ? result.value : [];
      state.current = { busy: false, complete: found.length < limit, count: found.length, last: found.at(-1) ?? null };
      setEntries(found);
    });
  }, [query, only, revision]);

  const more = useCallback(() => {
    const { busy, complete, last } = state.current;
    if (busy || complete || last === null) return;
    const mine = run.current;
    state.current.busy = true;
    void invoke('history:page', { query, only, before: { startedAtEpochMs: last.startedAtEpochMs, id: last.id }, limit: pageSize }).then((result) => {
      if (mine !== run.current) return;
      const found = result.ok ? result.value : [];
      state.current = { busy: false, complete: found.length < pageSize, count: state.current.count + found.length, last: found.at(-1) ?? last };
      if (found.length > 0) setEntries((old) => [...(old ?? []), ...found]);
    });
  }, [query, only]);
  return { entries, more };
}
