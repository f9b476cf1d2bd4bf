import { useSyncExternalStore } from 'react';

/** Two panes from this inner width, px. */
const query = '(min-width: 820px)';

export function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}
