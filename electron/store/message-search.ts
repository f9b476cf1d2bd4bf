import { fold, foldWithPositions } from '../calls/numbers/text-fold';
import type { Database } from './driver';

const MAX_QUERY_WORDS = 12;
const MAX_WORD_LENGTH = 60;
const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u;

/** What the index holds of a text: folded, so that accents and case do not matter. */
export function indexText(text: string): string {
  return fold(text);
}

/** The words looked for; none where nothing can be found by it. */
export function queryWords(query: string): string[] {
  return fold(query).split(BETWEEN_WORDS).filter((word) => word !== '').slice(0, MAX_QUERY_WORDS).map((word) => word.slice(0, MAX_WORD_LENGTH));
}

/** FTS5 6: each word in quotes with a star, so that nothing typed is taken for an operator. */
export function matchExpression(words: readonly string[]): string {
  return words.map((word) => `"${word}"*`).join(' ');
}

export function indexMessage(database: Database, row: number, text: string): void {
  database.run('INSERT INTO message_words (rowid, words) VALUES (?, ?)', [row, indexText(text)]);
}

/** Where the words begin words of the text: [start, end) in its own characters, in order, without overlaps. */
export function wordRanges(text: string, words: readonly string[]): [number, number][] {
  const { text: folded, positions } = foldWithPositions(text);
  const found: [number, number][] = [];
  for (const word of words) {
    for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + 1)) {
      if (at === 0 || !/[\p{L}\p{N}]/u.test(folded[at - 1] ?? '')) found.push([positions[at] ?? 0, positions[at + word.length] ?? text.length]);
    }
  }
  const ranges: [number, number][] = [];
  for (const range of found.toSorted((one, other) => one[0] - other[0])) {
    const last = ranges.at(-1);
    if (last !== undefined && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else ranges.push(range);
  }
  return ranges;
}
