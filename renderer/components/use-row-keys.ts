import type { KeyboardEvent, RefObject } from 'react';

/** The first row of a list, for a search field that hands the keyboard on. Rows are marked with `data-row`. */
export function focusFirstRow(list: HTMLElement | null): void {
  rowsOf(list)[0]?.focus();
}

/** Arrow keys walk from row to row of a list. */
export function useRowKeys(list: RefObject<HTMLElement | null>): (event: KeyboardEvent) => void {
  return (event) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const rows = rowsOf(list.current);
    rows[rows.indexOf(document.activeElement as HTMLElement) + step]?.focus();
  };
}

function rowsOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
}
