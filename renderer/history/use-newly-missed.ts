import { useEffect, useRef } from 'react';
import type { HistoryEntry, HistoryId } from '../../electron/contract';
import { useApp } from '../state/app';
import { tell } from '../state/bridge';

/** On screen for so long, in a window that is looked at, counts as seen, ms. */
const seenAfterMs = 2_000;
/** A page passed through faster than this was not looked at, ms. */
const glanceMs = 300;

/**
 * The missed calls that are new to the user. Main counts them as seen after a while on screen, or when the page is left;
 * here they stay marked as long as the page does, so that one sees which they were.
 */
export function useNewlyMissed(entries: readonly HistoryEntry[] | null): ReadonlySet<HistoryId> {
  const missed = useApp((state) => state.missedCount);
  const fresh = useRef(new Set<HistoryId>());
  for (const entry of entries ?? []) if (entry.missed && !entry.seen) fresh.current.add(entry.id);

  const hasShown = entries !== null;
  useEffect(() => {
    if (missed === 0 || !hasShown) return undefined;
    let timer = 0;
    const wait = (): void => {
      window.clearTimeout(timer);
      if (document.visibilityState === 'visible' && document.hasFocus()) timer = window.setTimeout(() => tell('history:markSeen', null), seenAfterMs);
    };
    wait();
    window.addEventListener('focus', wait);
    window.addEventListener('blur', wait);
    document.addEventListener('visibilitychange', wait);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('focus', wait);
      window.removeEventListener('blur', wait);
      document.removeEventListener('visibilitychange', wait);
    };
  }, [missed, hasShown]);

  const shownAtMs = useRef<number | null>(null);
  if (hasShown) shownAtMs.current ??= performance.now();
  useEffect(() => () => {
    const wasLookedAt = shownAtMs.current !== null && performance.now() - shownAtMs.current >= glanceMs;
    if (wasLookedAt && useApp.getState().missedCount > 0) tell('history:markSeen', null);
  }, []);
  return fresh.current;
}
