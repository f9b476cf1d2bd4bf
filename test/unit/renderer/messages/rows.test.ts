import { describe, expect, it } from 'vitest';
import type { ConversationId, Message, MessageId } from '../../../../electron/contract';
import { makeText } from '../../../../renderer/i18n/catalog';
import { excerpt, threadRows } from '../../../../renderer/messages/rows';
import { stateWords } from '../../../../renderer/messages/state-words';

const text = makeText('en', 'en-GB');
const noon = new Date(2026, 10, 23, 12).getTime();
let counter = 0;
const message = (direction: Message['direction'], minutes: number, kind: Exclude<Message['state']['kind'], 'failed'> = direction === 'incoming' ? 'received' : 'sent'): Message => ({
  id: `m${++counter}` as MessageId, conversationId: 'c' as ConversationId, order: counter, direction, text: 'x', atEpochMs: noon + minutes * 60_000, state: { kind },
});

describe('the rows of a thread', () => {
  it('part days, and what each side says in one go', () => {
    const rows = threadRows([message('incoming', -24 * 60), message('incoming', 0), message('incoming', 1), message('outgoing', 2), message('outgoing', 20)], text, noon);
    expect(rows.map((row) => (row.kind === 'day' ? row.words : `${row.opens ? '[' : ''}${row.message.direction}${row.closes ? ']' : ''}`))).toEqual([
      'Yesterday', '[incoming]', 'Today', '[incoming', 'incoming]', '[outgoing]', '[outgoing]',
    ]);
  });

  it('tell how far the newest of ours got, and those that did not simply go', () => {
    const messages = [message('outgoing', 0, 'read'), message('outgoing', 1, 'waiting'), message('outgoing', 2, 'delivered'), message('incoming', 3)];
    expect(threadRows(messages, text, noon).flatMap((row) => (row.kind === 'message' ? [row.showsState] : []))).toEqual([false, true, true, false]);
  });
});

it('a state is told in words, a failure with its reason', () => {
  expect([stateWords({ kind: 'delivered' }, text), stateWords({ kind: 'received' }, text), stateWords({ kind: 'failed', code: 'unavailable', sipStatus: 480, reason: null }, text)])
    .toEqual(['Delivered', null, 'Not delivered – They cannot be reached now']);
});

describe('an excerpt', () => {
  it('begins a few words before what was found, and its ranges follow', () => {
    const long = `${'word '.repeat(30)}needle and more`;
    const at = long.indexOf('needle');
    const part = excerpt(long, [[at, at + 6]]);
    expect(part.text.startsWith('…word')).toBe(true);
    expect(part.ranges.map(([start, end]) => part.text.slice(start, end))).toEqual(['needle']);
    expect(excerpt('a\nneedle', [[2, 8]])).toEqual({ text: 'a needle', ranges: [[2, 8]] });
  });
});
