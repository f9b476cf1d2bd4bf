import { useLayoutEffect, useState, type RefObject } from 'react';

/** A tile is never narrower than this, px; where there is room for several, their words have it too. */
const narrowest = (widthPx: number): number => (widthPx > 600 ? 176 : 140);
const gap = 8;
const padding = 32;

/** How many tiles stand beside each other in this element. */
export function useColumns(element: RefObject<HTMLElement | null>): number {
  const [columns, setColumns] = useState(2);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const measure = (): void => setColumns(Math.max(1, Math.floor((target.clientWidth - padding + gap) / (narrowest(target.clientWidth) + gap))));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return columns;
}
