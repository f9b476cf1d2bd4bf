/** A call as far as a file's name tells of it. */
export interface NamedCall {
  direction: 'outgoing' | 'incoming';
  number: string;
  name: string | null;
}

/** What no file system of the three platforms takes, and what is awkward at the start or end of a name. */
const forbidden = /[<>:"/\\|?*\u0000-\u001f\u007f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;
const MAX_PARTY = 40;

/** "2026-11-23 16.05.09 to Marie Renard +33144556677": sorts by time, says direction and who; local time. */
export function recordingName(atEpochMs: number, calls: readonly NamedCall[]): string {
  const at = new Date(atEpochMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const moment = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}`;
  const [first] = calls;
  if (first === undefined) return moment;
  if (calls.length > 1) return `${moment} conference of ${calls.length}`;
  return `${moment} ${first.direction === 'incoming' ? 'from' : 'to'} ${party(first)}`;
}

function party({ number, name }: NamedCall): string {
  const words = [name ?? '', number].map((part) => part.replace(forbidden, ' ').replace(/\s+/g, ' ').trim()).filter((part) => part !== '');
  // Cut by characters, not in the middle of one; Windows drops dots and spaces at the end.
  return [...[...new Set(words)].join(' ')].slice(0, MAX_PARTY).join('').replace(/[. ]+$/, '') || 'hidden number';
}
