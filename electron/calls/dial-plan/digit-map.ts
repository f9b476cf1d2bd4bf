/** One sequence of a digit map: what it matches and what goes out instead. */
interface Sequence {
  readonly pattern: RegExp;
  /** In order: a number of a group of the pattern that goes out as dialled, or text that is put in. */
  readonly out: readonly (number | string)[];
  readonly refused: boolean;
}

export type DigitMapResult = { kind: 'match'; number: string } | { kind: 'refused' } | { kind: 'none' };

/** What cannot be read in a digit map, and where, counted from 0. */
export interface DigitMapError { readonly at: number; readonly found: string }

/** More repetitions in one sequence would let a long number keep the matcher busy. */
const MOST_REPETITIONS = 3;

/**
 * A digit map as telephone adapters have it (after RFC 3435 2.1.5): sequences between bars, of digits, * # +, x for any
 * digit, [2-79] for some, a dot for any number of the one before, <dialled:sent> for a replacement, ! to refuse. A comma
 * (outside tone), S, L, P and T with their digits are about timing while digits are typed one by one; here they say nothing.
 */
export class DigitMap {
  private constructor(private readonly sequences: readonly Sequence[]) {}

  static parse(text: string): DigitMap | DigitMapError {
    const inner = /^\s*\(?([^()]*)\)?\s*$/.exec(text)?.[1];
    if (inner === undefined) return { at: Math.max(0, text.search(/[()]/)), found: '(' };
    const offset = text.indexOf(inner);
    const sequences: Sequence[] = [];
    let at = 0;
    for (const part of inner.split('|')) {
      const sequence = sequenceOf(part);
      if ('at' in sequence) return { at: offset + at + sequence.at, found: sequence.found };
      if (part.trim() !== '') sequences.push(sequence);
      at += part.length + 1;
    }
    return new DigitMap(sequences);
  }

  /** The first sequence that matches the whole number counts. */
  apply(number: string): DigitMapResult {
    for (const { pattern, out, refused } of this.sequences) {
      const groups = pattern.exec(number);
      if (groups === null) continue;
      return refused ? { kind: 'refused' } : { kind: 'match', number: out.map((piece) => (typeof piece === 'number' ? groups[piece] ?? '' : piece)).join('') };
    }
    return { kind: 'none' };
  }
}

function sequenceOf(text: string): Sequence | DigitMapError {
  const out: (number | string)[] = [];
  let pattern = '';
  let [groups, repetitions, at] = [0, 0, 0];
  let refused = false;
  while (at < text.length) {
    const rest = text.slice(at);
    const set = /^(?:\[([0-9*#+-]+)\]|[0-9*#+]|[xX])/.exec(rest);
    const replaced = /^<([0-9*#+xX]*),?(?::([0-9*#+]*))?>/.exec(rest);
    const silent = /^(?:[\s,-]|[SLPT]\d*:?)/.exec(rest);
    if (set !== null) {
      const isRepeated = rest[set[0].length] === '.';
      groups += 1;
      pattern += `(${set[1] === undefined ? oneOf(set[0]) : `[${set[1].replace(/[*+#]/g, '\\$&')}]`}${isRepeated ? '*' : ''})`;
      out.push(groups);
      repetitions += Number(isRepeated);
      at += set[0].length + Number(isRepeated);
    } else if (replaced !== null) {
      const dialled = [...replaced[1] ?? ''].map(oneOf).join('');
      pattern += dialled;
      out.push(replaced[2] ?? '');
      at += replaced[0].length;
    } else if (rest.startsWith('!')) {
      refused = true;
      at += 1;
    } else if (silent !== null) at += silent[0].length;
    else return { at, found: rest.slice(0, 1) };
    if (repetitions > MOST_REPETITIONS) return { at: at - 1, found: '.' };
  }
  try {
    return { pattern: new RegExp(`^${pattern}$`), out, refused };
  } catch {
    return { at: text.indexOf('['), found: '[' };
  }
}

function oneOf(character: string): string {
  return character === 'x' || character === 'X' ? '\\d' : character.replace(/[*+#]/g, '\\$&');
}
