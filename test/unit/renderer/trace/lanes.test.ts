import { describe, expect, it } from 'vitest';
import type { TraceMessage } from '../../../../electron/contract';
import { arrowOf, peersOf, sinceStart } from '../../../../renderer/trace/lanes';

const message = (direction: TraceMessage['direction'], remote: string): TraceMessage => ({
  epochMs: 0, direction, protocol: 'UDP', local: null, remote, summary: 'INVITE', kind: 'request', repeated: false, text: '',
});

describe('lanes of the ladder', () => {
  it('each other end has one, in the order it came up; what is too many shares the last', () => {
    const messages = ['a:1', 'b:2', 'a:1', 'c:3', 'd:4'].map((remote) => message('sent', remote));
    const peers = peersOf(messages);
    expect(peers).toEqual(['a:1', 'b:2', 'c:3']);
    expect(messages.map((each) => arrowOf(each, peers).to)).toEqual([1, 2, 1, 3, 3]);
  });

  it('what was received points to this phone', () => {
    expect(arrowOf(message('received', 'a:1'), ['a:1'])).toEqual({ from: 1, to: 0 });
  });

  it.each([[0, '+0.000'], [12, '+0.012'], [59_999, '+59.999'], [60_000, '+1:00.0'], [65_340, '+1:05.3'], [3_600_000, '+60:00.0']])('%i ms is %s', (ms, words) => {
    expect(sinceStart(ms)).toBe(words);
  });
});
