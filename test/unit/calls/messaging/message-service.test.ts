import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../../../electron/calls/ports';
import { failureOf } from '../../../../electron/calls/messaging/send-result';
import { splitText } from '../../../../electron/calls/messaging/split-text';
import { line, MessageDesk } from './message-desk';

let desk: MessageDesk;
beforeEach(() => { desk = new MessageDesk(); });
afterEach(() => desk.dispose());

const refused = (status: number, retryAfterSeconds: number | null = null): SendOutcome => ({ kind: 'refused', status, reason: 'No', retryAfterSeconds });

describe('sending', () => {
  it('goes out in order, one at a time, and is sent when it was taken', async () => {
    let take: (outcome: SendOutcome) => void = () => {};
    desk.outcomes = [new Promise((resolve) => { take = resolve; })];
    const id = desk.open();
    desk.service.send(id, 'one');
    desk.service.send(id, ' two \n');
    await desk.settle();
    expect([desk.texts(), desk.thread(id)]).toEqual([['one'], ['one: sending', 'two: waiting']]);
    take({ kind: 'accepted', status: 202 });
    await desk.settle();
    expect([desk.texts(), desk.thread(id)]).toEqual([['one', 'two'], ['one: sent', 'two: sent']]);
  });

  it('of one conversation does not wait for another', async () => {
    desk.outcomes = [new Promise(() => {})];
    desk.service.send(desk.open('bob@pbx.test'), 'stuck');
    const other = desk.open('ann@pbx.test');
    desk.service.send(other, 'through');
    await desk.settle();
    expect(desk.thread(other)).toEqual(['through: sent']);
  });

  it('waits for the line, over a restart as well, keeps its order and its identifier, and goes out once', async () => {
    desk.ready = false;
    const id = desk.open();
    desk.service.send(id, 'one');
    desk.service.send(id, 'two');
    await desk.settle();
    expect([desk.texts(), desk.thread(id)]).toEqual([[], ['one: waiting', 'two: waiting']]);
    desk.restart();
    await desk.settle();
    expect(desk.texts()).toEqual([]);
    desk.lineIsReady();
    desk.lineIsReady();
    await desk.settle();
    expect([desk.texts(), desk.thread(id)]).toEqual([['one', 'two'], ['one: sent', 'two: sent']]);
  });

  it('whose answer the app did not live to see is tried again under the same identifier', async () => {
    desk.outcomes = [new Promise(() => {})];
    const id = desk.open();
    desk.service.send(id, 'one');
    await desk.settle();
    desk.restart();
    await desk.settle();
    expect(desk.thread(id)).toEqual(['one: sent']);
    const ids = desk.sent.map(({ message }) => (message.kind === 'text' ? message.messageId : ''));
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  it('that could not leave waits, and is tried again after a while or when the line comes back', async () => {
    desk.outcomes = [{ kind: 'not-sent' }, { kind: 'not-sent' }];
    const id = desk.open();
    desk.service.send(id, 'one');
    await desk.settle();
    expect(desk.thread(id)).toEqual(['one: waiting']);
    desk.clock.advance(15_000);
    await desk.settle();
    expect(desk.texts()).toHaveLength(2);
    desk.lineIsReady();
    await desk.settle();
    expect([desk.texts().length, desk.thread(id)]).toEqual([3, ['one: sent']]);
  });

  it('tells why it failed, holds nothing up behind it, and goes out again when asked', async () => {
    desk.outcomes = [refused(404)];
    const id = desk.open();
    const [message] = desk.service.send(id, 'one');
    desk.service.send(id, 'two');
    await desk.settle();
    expect(desk.thread(id)).toEqual(['one: not-found', 'two: sent']);
    if (message === undefined) throw new Error('not kept');
    desk.service.sendAgain(message.id);
    await desk.settle();
    expect([desk.thread(id), desk.texts()]).toEqual([['one: sent', 'two: sent'], ['one', 'two', 'one']]);
    desk.service.sendAgain(message.id);
    await desk.settle();
    expect(desk.texts(), 'what was sent is not sent again').toHaveLength(3);
  });

  it('gives a server that asks for patience three more tries', async () => {
    desk.outcomes = [refused(500, 5), refused(500, 5), refused(503, 5), refused(500, 5)];
    const id = desk.open();
    desk.service.send(id, 'one');
    for (let i = 0; i < 5; i++) {
      await desk.settle();
      desk.clock.advance(5_000);
    }
    await desk.settle();
    expect([desk.texts().length, desk.thread(id)]).toEqual([4, ['one: server']]);
  });

  it('is split where the line can carry no more, in whole words', async () => {
    desk.largestBytes = 20;
    const id = desk.open();
    expect(desk.service.send(id, 'the quick brown fox jumps over').map(({ text }) => text)).toEqual(['the quick brown fox', 'jumps over']);
    await desk.settle();
    expect(desk.texts()).toEqual(['the quick brown fox', 'jumps over']);
  });

  it('fails at once where the line is gone', () => {
    const id = desk.open();
    desk.store.accounts.remove(line);
    desk.service.send(id, 'one');
    expect(desk.thread(id)).toEqual(['one: no-line']);
  });

  it('as a reply to a refused call stands in the conversation, and its failure is told', async () => {
    desk.outcomes = [refused(405)];
    const remote = { number: '202', uri: 'sip:202@pbx.test', e164: null, displayName: 'Bob', contact: null };
    desk.service.reply({ accountId: line, remote }, 'later');
    await desk.settle();
    expect([desk.lost, desk.service.conversations(null, 5)]).toMatchObject([['later'], [{ number: '202', displayName: 'Bob', last: { text: 'later', state: { kind: 'failed', code: 'unsupported' } } }]]);
    expect(desk.sent[0]?.target, 'a number goes by the line’s own domain').toBe('202');
  });
});

describe('what comes', () => {
  it('stands in the conversation of its sender, once, and is unread until it is read', () => {
    desk.comes({ kind: 'text', text: 'hi' }, '0144556677', 'same');
    desk.comes({ kind: 'text', text: 'hi' }, '+33144556677', 'same');
    expect(desk.service.conversations(null, 5)).toMatchObject([{ contactName: 'Marie Renard', e164: '+33144556677', unread: 1, last: { text: 'hi' } }]);
    expect(desk.arrived).toHaveLength(1);
    const id = desk.service.conversations(null, 5)[0]?.id;
    if (id === undefined) throw new Error('no conversation');
    desk.service.markRead(id);
    expect([desk.service.unreadCount(), desk.others()]).toEqual([0, []]);
  });

  it('is found by search, in its conversation', () => {
    desk.comes({ kind: 'text', text: 'Réunion à 15 h' });
    expect(desk.service.search('reun', 5)).toMatchObject([{ conversation: { number: 'bob@pbx.test' }, ranges: [[0, 4]] }]);
  });

  it('that cannot be kept is told to the one who asks', () => {
    desk.store.messages.receive = () => { throw new Error('disk full'); };
    expect(() => desk.comes({ kind: 'text' })).toThrow('disk full');
  });
});

describe('notices of delivery and display', () => {
  it('are asked for once the far end is known to speak CPIM, and given up where it refuses it', async () => {
    const id = desk.open();
    desk.service.send(id, 'plain');
    await desk.settle();
    desk.comes({ kind: 'text', cpim: true, messageId: 'm' });
    desk.outcomes = [refused(415)];
    desk.service.send(id, 'rich');
    await desk.settle();
    const asked = desk.sent.flatMap(({ message }) => (message.kind === 'text' ? [[message.text, message.askNotices]] : []));
    expect(asked).toEqual([['plain', false], ['rich', true], ['rich', false]]);
    expect(desk.thread(id).at(-1)).toBe('rich: sent');
  });

  it('are learned by asking the far end what it takes, once a week', async () => {
    desk.capable = { notices: true, composing: false };
    const id = desk.open();
    desk.service.send(id, 'one');
    await desk.settle();
    desk.service.send(id, 'two');
    await desk.settle();
    expect(desk.sent.map(({ message }) => message.kind === 'text' && message.askNotices)).toEqual([false, true]);
    expect(desk.asked).toBe(1);
    desk.clock.advance(8 * 24 * 3_600_000);
    desk.service.send(id, 'three');
    await desk.settle();
    expect(desk.asked).toBe(2);
  });

  it('that come lead from sent over delivered to read, never back; strange ones change nothing', async () => {
    const id = desk.open();
    const [message] = desk.service.send(id, 'one');
    await desk.settle();
    const notice = (outcome: 'delivered' | 'displayed' | 'failed', messageId: string = message?.id ?? ''): string[] => {
      desk.comes({ kind: 'notice', messageId, outcome });
      return desk.thread(id);
    };
    expect(notice('delivered', 'unknown')).toEqual(['one: sent']);
    expect(notice('delivered')).toEqual(['one: delivered']);
    expect(notice('displayed')).toEqual(['one: read']);
    expect(notice('failed')).toEqual(['one: read']);
    const [second] = desk.service.send(id, 'two');
    await desk.settle();
    expect(notice('failed', second?.id)).toEqual(['one: read', 'two: not-delivered']);
  });

  it('of delivery are given where asked for, after the answer; of display only when read, and only to contacts', () => {
    desk.comes({ kind: 'text', cpim: true, messageId: 'b1', wantsDelivery: true, wantsDisplay: true });
    desk.comes({ kind: 'text', cpim: true, messageId: 'm1', wantsDisplay: true }, '+33144556677');
    expect(desk.others()).toEqual([]);
    desk.clock.advance(50);
    expect(desk.others()).toMatchObject([{ kind: 'notice', messageId: 'b1', outcome: 'delivered' }]);
    for (const { id } of desk.service.conversations(null, 5)) desk.service.markRead(id);
    expect(desk.others().slice(1)).toMatchObject([{ messageId: 'm1', outcome: 'displayed' }]);
    for (const { id } of desk.service.conversations(null, 5)) desk.service.markRead(id);
    expect(desk.others()).toHaveLength(2);
  });

  it.each([['nobody', 0], ['everybody', 2]] as const)('of display go to %s where the user says so', (readReceipts, count) => {
    desk.settings = { ...desk.settings, readReceipts };
    desk.comes({ kind: 'text', messageId: 'b1', wantsDisplay: true });
    desk.comes({ kind: 'text', messageId: 'm1', wantsDisplay: true }, '+33144556677');
    for (const { id } of desk.service.conversations(null, 5)) desk.service.markRead(id);
    expect(desk.others()).toHaveLength(count);
  });
});

describe('writing just now (RFC 3994)', () => {
  const active = (): boolean[] => desk.others().flatMap((message) => (message.kind === 'composing' ? [message.active] : []));

  it('is told to those who understand it: when it begins, every 80 s, and 15 s after the last key', () => {
    desk.comes({ kind: 'composing', active: false, refreshSeconds: 0 });
    const id = desk.open();
    for (let second = 0; second < 100; second += 10) {
      desk.service.setTyping(id, true);
      desk.clock.advance(10_000);
    }
    expect(active()).toEqual([true, true]);
    desk.clock.advance(15_000);
    expect(active()).toEqual([true, true, false]);
  });

  it('ends with the message itself, and is told to nobody else, nor where the user does not want it', () => {
    const id = desk.open();
    desk.service.setTyping(id, true);
    desk.service.setTyping(id, false);
    expect(active()).toEqual([]);
    desk.comes({ kind: 'composing', active: false, refreshSeconds: 0 });
    desk.service.setTyping(id, true);
    desk.service.send(id, 'done');
    desk.clock.advance(60_000);
    expect(active()).toEqual([true]);
    desk.settings = { ...desk.settings, tellTyping: false };
    desk.service.setTyping(id, true);
    expect(active()).toEqual([true]);
  });

  it('of the far end is shown until it stops, sends, or says nothing more', () => {
    const id = desk.open();
    desk.comes({ kind: 'composing', active: true, refreshSeconds: 60 });
    expect(desk.service.conversation(id)?.composing).toBe(true);
    desk.comes({ kind: 'composing', active: true, refreshSeconds: 60 });
    desk.comes({ kind: 'text' });
    desk.comes({ kind: 'composing', active: true, refreshSeconds: 60 });
    desk.clock.advance(62_000);
    expect(desk.composing).toEqual([[id, true], [id, false], [id, true], [id, false]]);
  });
});

it.each([
  [404, 'not-found'], [480, 'unavailable'], [408, 'no-answer'], [405, 'unsupported'], [415, 'unsupported'], [403, 'refused'], [413, 'too-large'], [407, 'auth-failed'], [503, 'server'], [302, 'rejected'], [420, 'rejected'],
] as const)('a %i means %s', (status, code) => {
  expect(failureOf(status)).toBe(code);
});

describe('splitting', () => {
  it('never cuts a character, prefers lines and words, and loses nothing but the gaps', () => {
    expect(splitText('short', 20)).toEqual(['short']);
    expect(splitText('👋👋👋', 8)).toEqual(['👋👋', '👋']);
    expect(splitText('first line\nsecond line', 16)).toEqual(['first line', 'second line']);
    expect(splitText('x'.repeat(50), 20)).toEqual(['x'.repeat(20), 'x'.repeat(20), 'x'.repeat(10)]);
    expect(splitText('é'.repeat(10_000), 450).every((piece) => Buffer.byteLength(piece) <= 450)).toBe(true);
    expect(splitText('x'.repeat(10_000), null)).toHaveLength(1);
  });
});
