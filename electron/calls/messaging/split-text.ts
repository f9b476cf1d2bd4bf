/**
 * A text in pieces of at most `largestBytes` of UTF-8 each, cut between lines or words where there are any, never within a character.
 * null = any length: one piece.
 */
export function splitText(text: string, largestBytes: number | null): string[] {
  if (largestBytes === null || byteLength(text) <= largestBytes) return [text];
  const pieces: string[] = [];
  let rest = text;
  while (byteLength(rest) > largestBytes) {
    const room = fitting(rest, largestBytes);
    const cut = lastGap(rest, room);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...pieces, rest].filter((piece) => piece !== '');
}

const encoder = new TextEncoder();
const byteLength = (text: string): number => encoder.encode(text).length;

/** How many UTF-16 units of the text fit, in whole characters; at least one. */
function fitting(text: string, largestBytes: number): number {
  let bytes = 0;
  let units = 0;
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > largestBytes && units > 0) break;
    units += character.length;
  }
  return units;
}

/** The last line end or space not too far before the limit, else the limit itself. */
function lastGap(text: string, limit: number): number {
  for (const gap of ['\n', ' ']) {
    const at = text.lastIndexOf(gap, limit);
    if (at >= limit / 2) return at;
  }
  return limit;
}
