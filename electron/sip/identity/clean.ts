/** Longest name shown; longer ones are a nuisance or an attack. */
const MAX_LENGTH = 120;

/**
 * Text from the network made fit to be shown: no control characters, no bidirectional overrides or marks that could
 * turn a number round, no line breaks, single spaces.
 */
export function cleanText(text: string): string {
  const visible = text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
    .replace(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g, '');
  return [...visible.replace(/\s+/g, ' ').trim()].slice(0, MAX_LENGTH).join('');
}
