import { looksLikeSipUri, nationalDigits, toE164 } from '../calls/numbers/numbers';
import { foldWithPositions, t9Key } from '../calls/numbers/text-fold';
import type { Query } from './query';

export type Ranges = [number, number][];

/** Parts of `name` that the query matched, as [start, end) of the original text. */
export function nameRanges(name: string, query: Query): Ranges {
  if (query.kind === 'empty' || (query.kind === 'digits' && query.fromStart)) return [];
  return query.kind === 'words' ? wordRanges(name, query.words) : keypadRanges(name, query.digits);
}

function wordRanges(name: string, words: readonly string[]): Ranges {
  const { text, positions } = foldWithPositions(name);
  const ranges: Ranges = [];
  for (const word of words) {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) ranges.push([positions[at] ?? 0, endOf(positions, at + word.length, name)]);
    }
  }
  return merged(ranges);
}

function keypadRanges(name: string, digits: string): Ranges {
  const { text, positions } = foldWithPositions(name);
  const keys: { key: string; at: number; startsWord: boolean }[] = [];
  let startsWord = true;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    const key = t9Key(character);
    if (key === '') {
      startsWord = startsWord || (character !== "'" && character !== '’' && !/[\p{L}\p{N}]/u.test(character));
      continue;
    }
    keys.push({ key, at, startsWord });
    startsWord = false;
  }
  const typed = keys.map(({ key }) => key).join('');
  for (let i = typed.indexOf(digits); i !== -1; i = typed.indexOf(digits, i + 1)) {
    const first = keys[i];
    const last = keys[i + digits.length - 1];
    if (first?.startsWord === true && last !== undefined) return [[positions[first.at] ?? 0, endOf(positions, last.at + 1, name)]];
  }
  return [];
}

/** A letter that opens into two ("ß") is lit as a whole. */
function endOf(positions: readonly number[], foldedEnd: number, name: string): number {
  const start = positions[foldedEnd - 1] ?? 0;
  const end = positions[foldedEnd] ?? name.length;
  return end > start ? end : positions.find((position) => position > start) ?? name.length;
}

/** Parts of a shown number that the query's digits matched, also where it is shown in its other form (+33 1 for 01). */
export function numberRanges(number: string, e164: string | null, query: Query): Ranges {
  const wanted = query.kind === 'digits' ? [query.digits] : query.kind === 'words' ? query.words.filter((word) => /^\d+$/.test(word)) : [];
  if (looksLikeSipUri(number) && query.kind === 'words') return wordRanges(number, query.words);
  const places: number[] = [];
  for (let i = 0; i < number.length; i++) if (/\d/.test(number[i] ?? '')) places.push(i);
  const shown = places.map((place) => number[place]).join('');
  const full = e164 ?? (number.startsWith('+') ? toE164(number, '') : null);
  const forms = [shown, ...(full === null ? [] : [full.slice(1), nationalDigits(full)])];
  const ranges: Ranges = [];
  for (const digits of wanted) {
    for (const form of forms) {
      const at = form.indexOf(digits);
      if (at === -1) continue;
      // Forms end alike: count from the end, and light what is visible.
      const shift = shown.length - form.length;
      let first = Math.max(0, at + shift);
      const last = at + digits.length - 1 + shift;
      // The trunk 0 falls on the country code: only what is really there is lit.
      while (first <= last && shown[first] !== form[first - shift]) first++;
      const start = places[first];
      const end = places[last];
      if (start !== undefined && end !== undefined && last >= first) {
        ranges.push([start, end + 1]);
        break;
      }
    }
  }
  return merged(ranges);
}

function merged(ranges: Ranges): Ranges {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const out: Ranges = [];
  for (const range of sorted) {
    const last = out.at(-1);
    if (last !== undefined && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else out.push([...range]);
  }
  return out;
}
