import { digits, looksLikeSipUri, nationalDigits } from '../calls/numbers/numbers';
import { fold, t9 } from '../calls/numbers/text-fold';

/** The three texts that search reads; the words of each start after a space (see migrations/001-initial.sql). */
export interface SearchText {
  readonly nameText: string;
  readonly t9Text: string;
  readonly digitsText: string;
}

/** Bounds what one hostile name can put into the index. */
const MAX_WORDS = 24;
const MAX_WORD_LENGTH = 60;

/** Folded words of a text, as search and index both see them. */
export function foldedWords(text: string): string[] {
  return fold(text).split(/[^\p{L}\p{N}@.]+/u).map((word) => word.replace(/^[.@]+|[.@]+$/g, '').slice(0, MAX_WORD_LENGTH)).filter((word) => word !== '').slice(0, MAX_WORDS);
}

function spaced(words: Iterable<string>): string {
  return [...new Set(words)].map((word) => ` ${word}`).join('');
}

/** Names: each entry one name or company; keypad words run to the end of their own name. */
export function searchText(names: readonly string[], numbers: readonly { value: string; e164: string | null }[]): SearchText {
  const words = names.flatMap(foldedWords);
  const keypad: string[] = [];
  for (const name of names) {
    const parts = t9(name).split(' ').filter((part) => part !== '').slice(0, MAX_WORDS);
    for (let i = 0; i < parts.length; i++) keypad.push(parts.slice(i).join('').slice(0, MAX_WORD_LENGTH));
  }
  const forms: string[] = [];
  for (const { value, e164 } of numbers) {
    if (looksLikeSipUri(value)) {
      words.push(...foldedWords(value.replace(/^sips?:/i, '')));
      const user = value.replace(/^sips?:/i, '').split('@', 1)[0] ?? '';
      if (/^\+?\d+$/.test(user)) forms.push(digits(user));
    } else {
      forms.push(digits(value).slice(0, MAX_WORD_LENGTH));
    }
    if (e164 !== null) forms.push(digits(e164), nationalDigits(e164));
  }
  return { nameText: spaced(words), t9Text: spaced(keypad), digitsText: spaced(forms.filter((form) => form !== '')) };
}

/** The indexed words of a stored search text. */
export function indexedWords(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}
