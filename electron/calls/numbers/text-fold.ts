/**
 * Text folded for search and sorting: accents off, lower case, ligatures opened.
 * `positions[i]` is the index in the original of the i-th folded character, for highlights.
 */
export interface FoldedText {
  readonly text: string;
  readonly positions: readonly number[];
}

/** Letters that Unicode does not decompose but that people type in their plain form. */
const plainForms: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h', ŧ: 't', ŋ: 'n', ς: 'σ',
};

function foldCharacter(character: string): string {
  let folded = '';
  for (const part of character.normalize('NFKD').toLowerCase()) {
    if (!/\p{M}/u.test(part)) folded += plainForms[part] ?? part;
  }
  return folded;
}

/** Folds text for comparison: "Zoë Ørsted" -> "zoe orsted". */
export function fold(text: string): string {
  // Plain ASCII is most of what arrives and needs no table.
  // oxlint-disable-next-line no-control-regex -- the range of ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

/** As `fold`, and tells where each folded character came from. */
export function foldWithPositions(text: string): FoldedText {
  let folded = '';
  const positions: number[] = [];
  let index = 0;
  for (const character of text) {
    const part = foldCharacter(character);
    for (let i = 0; i < part.length; i++) positions.push(index);
    folded += part;
    index += character.length;
  }
  positions.push(index);
  return { text: folded, positions };
}

// ITU-T E.161 for Latin; ETSI ES 202 130 for Greek and Cyrillic.
const keys: readonly (readonly [string, string])[] = [
  ['2', 'abcαβγабвг'], ['3', 'defδεζдежз'], ['4', 'ghiηθιийкл'], ['5', 'jklκλμмноп'],
  ['6', 'mnoνξοрсту'], ['7', 'pqrsπρσфхцч'], ['8', 'tuvτυφшщъы'], ['9', 'wxyzχψωьэюя'],
];
const keyOf = new Map(keys.flatMap(([key, letters]) => [...letters].map((letter) => [letter, key] as const)));

/** One folded character on the keypad: its digit, a space between words, or '' where it has no key. */
export function t9Key(folded: string): string {
  if (folded >= '0' && folded <= '9') return folded;
  return keyOf.get(folded) ?? '';
}

/**
 * Text as typed on a keypad: "Zoë Renard" -> "963 736273". Words stay apart by one space;
 * characters without a key (apostrophes, other scripts) vanish, other punctuation parts words.
 */
export function t9(text: string): string {
  let out = '';
  for (const character of fold(text)) {
    const key = t9Key(character);
    if (key !== '') out += key;
    else if (character !== "'" && character !== '’' && !/[\p{L}\p{N}]/u.test(character) && !out.endsWith(' ')) out += ' ';
  }
  return out.trim();
}
