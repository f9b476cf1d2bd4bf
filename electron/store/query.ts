import { foldedWords, type SearchText } from './search-text';

/** What the user typed, as search understands it. */
export type Query =
  | { kind: 'empty' }
  /** Digits: part of a number, or letters on the keypad. `fromStart` = typed with + or 00: the start of an E.164. */
  | { kind: 'digits'; digits: string; fromStart: boolean }
  | { kind: 'words'; words: string[] };

export function parseQuery(text: string): Query {
  const trimmed = text.normalize('NFKC').trim();
  if (/^[+\d\s()\-./*#]+$/.test(trimmed)) {
    const all = trimmed.replace(/\D/g, '').slice(0, 40);
    if (trimmed.startsWith('+')) return all === '' ? { kind: 'empty' } : { kind: 'digits', digits: all, fromStart: true };
    if (all.startsWith('00') && all.length > 2) return { kind: 'digits', digits: all.slice(2), fromStart: true };
    return all === '' ? { kind: 'empty' } : { kind: 'digits', digits: all, fromStart: false };
  }
  const words = foldedWords(trimmed.replace(/^sips?:/i, ''));
  return words.length === 0 ? { kind: 'empty' } : { kind: 'words', words };
}

/** Text looked for in digits_text: forms start after a space. */
export function digitsPattern(query: { digits: string; fromStart: boolean }): string {
  return query.fromStart ? ` ${query.digits}` : query.digits;
}

/** SQL that is true where every part of the query is in the search texts of a row of `table`. */
export function predicate(query: Exclude<Query, { kind: 'empty' }>, table: string): { sql: string; parameters: string[] } {
  if (query.kind === 'digits') {
    const pattern = digitsPattern(query);
    return query.fromStart
      ? { sql: `instr(${table}.digits_text, ?) > 0`, parameters: [pattern] }
      : { sql: `(instr(${table}.digits_text, ?) > 0 OR instr(${table}.t9_text, ?) > 0)`, parameters: [pattern, ` ${query.digits}`] };
  }
  const parts: string[] = [];
  const parameters: string[] = [];
  for (const word of query.words) {
    if (/^\d+$/.test(word)) {
      parts.push(`(instr(${table}.name_text, ?) > 0 OR instr(${table}.digits_text, ?) > 0)`);
      parameters.push(` ${word}`, word);
    } else {
      parts.push(`instr(${table}.name_text, ?) > 0`);
      parameters.push(` ${word}`);
    }
  }
  return { sql: parts.join(' AND '), parameters };
}

/** The same as `predicate`, on texts already read. */
export function matches(query: Exclude<Query, { kind: 'empty' }>, text: SearchText): boolean {
  if (query.kind === 'digits') {
    return text.digitsText.includes(digitsPattern(query)) || (!query.fromStart && text.t9Text.includes(` ${query.digits}`));
  }
  return query.words.every((word) => text.nameText.includes(` ${word}`) || (/^\d+$/.test(word) && text.digitsText.includes(word)));
}
