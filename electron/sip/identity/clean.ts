/** Longest name shown; longer ones are a nuisance or an attack. */
const MAX_LENGTH = 120;
/** Looked at before anything else is done: no name is worth the time of more. */
const MAX_LOOKED_AT = 2_000;

/** Line breaks and controls: they part words. */
const BREAKS = /[\p{Cc}\u2028\u2029]/gu;
/**
 * What is not seen, or turns round what is: bidirectional marks, overrides and isolates, zero-width and soft signs, tags, private use,
 * half surrogates, codes that are no characters; letters and marks drawn as nothing (Hangul fillers, Braille blank, Khmer inherent vowels).
 * Joiners stay for now, and the Arabic number signs, which are visible.
 */
const UNSEEN = /(?![\u0600-\u0605\u06dd\u070f\u08e2\u200c\u200d])\p{Cf}|[\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5|[\u{e0100}-\u{e01ef}]/gu;
/** Joiners have a use between letters of some scripts and within emoji, and none beside Latin letters, digits and spaces. */
const IDLE_JOINERS = /(?<![^\u0000-\u024f\u200c\u200d])[\u200c\u200d]+|[\u200c\u200d]+(?![^\u0000-\u024f\u200c\u200d])/gu;
/** Marks heaped upon one letter grow out of their line; no orthography needs more than four. */
const HEAPED_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * Text from the network made fit to be shown: what cannot be seen, what changes the direction of what can, and line
 * breaks are taken out, spaces made single, the length limited (code points). Letters of every script and emoji stay.
 */
export function cleanText(text: string, maxLength = MAX_LENGTH): string {
  const visible = text.slice(0, MAX_LOOKED_AT).replace(BREAKS, ' ').replace(UNSEEN, '').replace(IDLE_JOINERS, '').replace(HEAPED_MARKS, '$1').normalize('NFC');
  const tidy = visible.replace(/\s+/g, ' ').trim().replace(/^\p{M}+/u, '');
  return [...tidy].slice(0, maxLength).join('').trim();
}

/** As `cleanText` for text of several lines: line breaks and spaces stay as they were written. `maxLength` in code points. */
export function cleanLines(text: string, maxLength: number): string {
  const lines = text.slice(0, maxLength * 2).replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n').replace(/\t/g, ' ').replace(/(?!\n)\p{Cc}/gu, '')
    .replace(UNSEEN, '').replace(IDLE_JOINERS, '').replace(HEAPED_MARKS, '$1').normalize('NFC').replace(/^\p{M}+/u, '');
  return [...lines].slice(0, maxLength).join('').replace(/\n{4,}/g, '\n\n\n').trim();
}
