import { useCallback, useEffect, useRef, useState } from 'react';
import type { Contact } from '../../electron/contract';
import { invoke } from '../state/bridge';
import { useApp } from '../state/app';

const pageSize = 100;

export interface People {
  /** null until the first page is here. */
  total: number | null;
  at(index: number): Contact | undefined;
  /** Loads what these lines need; what is here or under way is not asked again. */
  need(first: number, last: number): void;
}

/** The people list, page by page as it is scrolled: 50,000 contacts are never in memory at once. */
export function usePeople(query: string, only: 'all' | 'favourites'): People {
  const revision = useApp((state) => state.contactsRevision);
  const [total, setTotal] = useState<number | null>(null);
  const [, setLoaded] = useState(0);
  const pages = useRef(new Map<number, readonly Contact[]>());
  const asked = useRef(new Set<number>());
  const run = useRef(0);

  const load = useCallback((page: number, of: number): void => {
    asked.current.add(page);
    void invoke('contacts:page', { query, only, offset: page * pageSize, limit: pageSize }).then((result) => {
      if (of !== run.current) return;
      if (!result.ok) {
        asked.current.delete(page);
        return;
      }
      // The old list stays on screen until the first page of the new one is here: no flicker while typing.
      if (page === 0 && asked.current.size === 1) pages.current = new Map();
      pages.current.set(page, result.value.contacts);
      setTotal(result.value.total);
      setLoaded((count) => count + 1);
    });
  }, [query, only]);

  useEffect(() => {
    run.current += 1;
    asked.current = new Set();
    load(0, run.current);
  }, [load, revision]);

  const need = useCallback((first: number, last: number) => {
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page += 1) {
      if (!asked.current.has(page)) load(page, run.current);
    }
  }, [load]);
  const at = useCallback((index: number) => pages.current.get(Math.floor(index / pageSize))?.[index % pageSize], []);
  return { total, at, need };
}

/** The letter a name is found under; "#" for what has none. */
export function letterOf(name: string): string {
  const first = [...name.trim().normalize('NFD')][0] ?? '#';
  return /\p{L}/u.test(first) ? first.toLocaleUpperCase() : '#';
}
