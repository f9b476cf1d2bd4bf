import { useSyncExternalStore } from 'react';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Two panes from this inner width, px. */
export const useWide = (): boolean => useMedia('(min-width: 820px)');

/** Below this inner height, px, the buttons of a call have no room for their names. */
export const useLow = (): boolean => useMedia('(max-height: 360px)');
