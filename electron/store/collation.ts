import { fold } from '../calls/numbers/text-fold';

/** The letters whose order differs between languages: Latin with its supplements, Greek, Cyrillic. */
const alphabetRanges: readonly (readonly [number, number])[] = [[0x30, 0x39], [0x61, 0x7a], [0xdf, 0xff], [0x100, 0x17f], [0x3ac, 0x3ce], [0x430, 0x45f]];

/** Weights start here so that a key can be read and a space sorts first. */
const FIRST_WEIGHT = 0x100;

/**
 * Makes keys that SQLite's plain comparison sorts as `Intl.Collator` would for the locale: letters first, accents as
 * a tie-break. SQLite has no collations of its own for languages, and libsql takes none from outside.
 * Letter pairs that sort as one (Czech "ch") are not known to it.
 */
export function createSortKey(locale: string): (text: string) => string {
  const collator = safeCollator(locale);
  const letters = alphabetRanges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)))
    .filter((letter) => letter.toLowerCase() === letter && /[\p{L}\p{N}]/u.test(letter))
    .sort((a, b) => collator.compare(a, b));
  const weights = new Map<string, string>();
  let weight = FIRST_WEIGHT;
  let previous: string | null = null;
  for (const letter of letters) {
    const open = fold(letter);
    // "ß" sorts as "ss" and "æ" as "ae" where the language says so.
    if (open.length > 1 && collator.compare(letter, open) === 0) continue;
    if (previous !== null && collator.compare(previous, letter) !== 0) weight++;
    weights.set(letter, String.fromCharCode(weight));
    previous = letter;
  }
  const other = weight + 1;
  const weigh = (letter: string): string => {
    const known = weights.get(letter);
    if (known !== undefined) return known;
    if (/\s|\p{P}/u.test(letter)) return ' ';
    const open = fold(letter);
    if (open !== letter && open !== '') return [...open].map(weigh).join('');
    // Other scripts after all known letters, in the order of Unicode.
    return /[\p{L}\p{N}]/u.test(letter) ? String.fromCharCode(other) + letter : '';
  };
  return (text) => {
    const lower = text.normalize('NFC').toLowerCase();
    let primary = '';
    for (const letter of lower) primary += weigh(letter);
    return `${primary.trim()}\u0001${lower}`;
  };
}

function safeCollator(locale: string): Intl.Collator {
  try {
    return new Intl.Collator(locale, { sensitivity: 'base' });
  } catch {
    return new Intl.Collator('en', { sensitivity: 'base' });
  }
}
