import type { Message } from '../../electron/contract';
import { formatDay } from '../i18n/format';
import type { Text } from '../i18n/catalog';

export type ThreadRow =
  | { kind: 'day'; key: string; words: string }
  | {
      kind: 'message'; key: string; message: Message;
      /** First of what one side said without a break; air stands above. */
      opens: boolean;
      /** Last of it: the time stands below. */
      closes: boolean;
      /** How far it got is told: of the newest that went out, and of all that did not simply go. */
      showsState: boolean;
    };

/** What one side says within this belongs together, ms. */
const TOGETHER_MS = 5 * 60_000;

/** The rows of a thread, oldest first: days, and messages in groups. */
export function threadRows(messages: readonly Message[], text: Text, nowEpochMs: number): ThreadRow[] {
  const rows: ThreadRow[] = [];
  const lastOutgoing = messages.findLast(({ direction }) => direction === 'outgoing');
  let day = '';
  messages.forEach((message, at) => {
    const words = formatDay(text, message.atEpochMs, nowEpochMs);
    if (words !== day) rows.push({ kind: 'day', key: `day ${words} ${message.id}`, words });
    const before = words === day ? messages[at - 1] : undefined;
    const after = messages[at + 1];
    day = words;
    const { kind } = message.state;
    rows.push({
      kind: 'message', key: message.id, message,
      opens: before === undefined || !together(before, message),
      closes: after === undefined || !together(message, after) || formatDay(text, after.atEpochMs, nowEpochMs) !== words,
      showsState: message === lastOutgoing || kind === 'waiting' || kind === 'sending' || kind === 'failed',
    });
  });
  return rows;
}

function together(one: Message, next: Message): boolean {
  return one.direction === next.direction && next.atEpochMs - one.atEpochMs < TOGETHER_MS;
}

/** A long text around what was found in it, with the ranges moved along. */
export function excerpt(text: string, ranges: readonly (readonly [number, number])[], lead = 24): { text: string; ranges: [number, number][] } {
  const first = ranges[0]?.[0] ?? 0;
  const flat = text.replaceAll('\n', ' ');
  if (first <= lead) return { text: flat, ranges: ranges.map(([start, end]) => [start, end]) };
  const space = flat.indexOf(' ', first - lead);
  const from = space >= 0 && space < first ? space + 1 : first - lead;
  return { text: `…${flat.slice(from)}`, ranges: ranges.map(([start, end]) => [start - from + 1, end - from + 1]) };
}
