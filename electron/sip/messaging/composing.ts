import { xmlElements } from './xml';

/** RFC 3994 3.2.1: without a refresh, somebody writes for so long. */
const DEFAULT_REFRESH_SECONDS = 120;
const LONGEST_REFRESH_SECONDS = 600;

/** Reads application/im-iscomposing+xml; null where it is none. */
export function parseComposing(text: string): { active: boolean; refreshSeconds: number } | null {
  const elements = xmlElements(text);
  const state = elements.find(({ name }) => name === 'state')?.text.toLowerCase();
  if (state === undefined || !elements.some(({ name }) => name === 'iscomposing')) return null;
  const seconds = Number.parseInt(elements.find(({ name }) => name === 'refresh')?.text ?? '', 10);
  // RFC 3994 3.1: what is not known counts as idle.
  return { active: state === 'active', refreshSeconds: Number.isNaN(seconds) || seconds <= 0 ? DEFAULT_REFRESH_SECONDS : Math.min(seconds, LONGEST_REFRESH_SECONDS) };
}

export function buildComposing(active: boolean, refreshSeconds: number): string {
  return '<?xml version="1.0" encoding="UTF-8"?>\r\n<isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing">'
    + `<state>${active ? 'active' : 'idle'}</state><contenttype>text/plain</contenttype>${active ? `<refresh>${refreshSeconds}</refresh>` : ''}</isComposing>`;
}
