import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../electron/calls/ports';
import type { MessageParty } from '../../../electron/calls/ports/message-store';
import type { AccountId, ConversationId, MessageId } from '../../../electron/contract/ids';
import { openDatabase } from '../../../electron/store/driver';
import { migrate } from '../../../electron/store/migrate';
import { migrations } from '../../../electron/store/migrations';
import { createParts, type OpenStore } from '../../../electron/store/store';
import { HandClock, openForTest, temporaryFolder } from './support';

const line = 'a1' as AccountId;
const marie: MessageParty = { accountId: line, number: '+33144556677', uri: 'sip:+33144556677@pbx.example', e164: '+33144556677', displayName: 'Marie' };
const bob: MessageParty = { accountId: line, number: 'bob@pbx.example', uri: 'sip:bob@pbx.example', e164: null, displayName: null };
const id = (name: string): MessageId => name as MessageId;

function receive(store: OpenStore, conversationId: ConversationId, name: string, text = name, more: { copyKey?: string; theirId?: string; atEpochMs?: number } = {}) {
  return store.messages.receive({ id: id(name), conversationId, text, atEpochMs: more.atEpochMs ?? 1_000, copyKey: more.copyKey ?? name, theirId: more.theirId ?? null });
}
const queue = (store: OpenStore, conversationId: ConversationId, ...names: string[]) =>
  store.messages.queue(names.map((name) => ({ id: id(name), conversationId, text: name, atEpochMs: 2_000 })));
const names = (messages: readonly { id: MessageId }[]): string[] => messages.map((message) => message.id);

describe('conversations', () => {
  it('are one for a party and a line, whatever form its number has, and take over a newer name and URI', () => {
    const store = openForTest();
    const first = store.messages.conversationWith(marie);
    const again = store.messages.conversationWith({ ...marie, number: '0144556677', uri: 'sip:0144556677@10.0.0.1', displayName: 'Marie R.' });
    expect(again).toMatchObject({ id: first.id, uri: 'sip:0144556677@10.0.0.1', displayName: 'Marie R.' });
    expect(store.messages.conversationWith({ ...marie, displayName: null })).toMatchObject({ id: first.id, displayName: 'Marie R.' });
    expect(store.messages.conversationWith({ ...marie, accountId: 'a2' as AccountId }).id).not.toBe(first.id);
    expect(store.messages.conversationWith({ ...bob, number: 'BOB@pbx.example' }).id).toBe(store.messages.conversationWith(bob).id);
  });

  it('are listed newest first with their last message and what is unread, page by page, without empty ones', () => {
    const store = openForTest();
    const [a, b] = [store.messages.conversationWith(marie), store.messages.conversationWith(bob)];
    const clock = new HandClock().now;
    receive(store, a.id, 'm1', 'hello', { atEpochMs: clock + 1_000 });
    expect(store.messages.conversations(null, 10)).toMatchObject([{ id: a.id, unread: 1, last: { text: 'hello', direction: 'incoming', state: { kind: 'received' } } }]);
    receive(store, b.id, 'm2', 'hi', { atEpochMs: clock + 2_000 });
    receive(store, b.id, 'm3', 'there', { atEpochMs: clock + 3_000 });
    const [newest, ...rest] = store.messages.conversations(null, 1);
    expect([newest?.id, newest?.unread, newest?.last?.text, rest.length]).toEqual([b.id, 2, 'there', 0]);
    expect(store.messages.conversations({ lastAtEpochMs: newest?.lastAtEpochMs ?? 0, id: b.id }, 5).map((one) => one.id)).toEqual([a.id]);
    expect(store.messages.unreadCount()).toBe(3);
  });

  it('keep a draft, and what the far end is known to understand', () => {
    const store = openForTest();
    const { id: conversation } = store.messages.conversationWith(bob);
    store.messages.setDraft(conversation, 'half a sent');
    store.messages.learn(conversation, { notices: true });
    store.messages.learn(conversation, { composing: false, askedAtEpochMs: 5 });
    expect(store.messages.conversation(conversation)).toMatchObject({ draft: 'half a sent', notices: true, composing: false, askedAtEpochMs: 5 });
    expect(store.messages.conversations(null, 5)).toHaveLength(1);
  });
});

describe('messages', () => {
  it('that arrive twice are kept once, on each line for itself', () => {
    const store = openForTest();
    const a = store.messages.conversationWith(bob);
    const other = store.messages.conversationWith({ ...bob, accountId: 'a2' as AccountId });
    expect(receive(store, a.id, 'm1', 'hello', { copyKey: 'call-1 1' })).toMatchObject({ id: 'm1', direction: 'incoming', state: { kind: 'received' } });
    expect(receive(store, a.id, 'm2', 'hello', { copyKey: 'call-1 1' })).toBeNull();
    expect(receive(store, other.id, 'm3', 'hello', { copyKey: 'call-1 1' })).not.toBeNull();
    store.messages.remove([id('m1')]);
    expect(receive(store, a.id, 'm4', 'hello', { copyKey: 'call-1 1' }), 'a copy does not bring back what was deleted').toBeNull();
  });

  it('that are read give each waiting Message-ID once', () => {
    const store = openForTest();
    const { id: conversation } = store.messages.conversationWith(bob);
    receive(store, conversation, 'm1', 'one', { theirId: 'theirs-1' });
    receive(store, conversation, 'm2', 'two');
    receive(store, conversation, 'm3', 'three', { theirId: 'theirs-3' });
    expect(store.messages.markRead(conversation)).toEqual(['theirs-1', 'theirs-3']);
    expect([store.messages.markRead(conversation), store.messages.unreadCount()]).toEqual([[], 0]);
  });

  it('wait in their order, of their line only; what was on its way when the app died waits again', () => {
    const store = openForTest();
    const { id: conversation } = store.messages.conversationWith(bob);
    queue(store, conversation, 'o1', 'o2', 'o3');
    queue(store, store.messages.conversationWith({ ...bob, accountId: 'a2' as AccountId }).id, 'x1');
    store.messages.setState(id('o1'), { kind: 'sent' });
    store.messages.setState(id('o2'), { kind: 'sending' });
    expect(names(store.messages.waiting(line))).toEqual(['o3']);
    expect(store.messages.requeueSending()).toBe(1);
    expect(names(store.messages.waiting(line))).toEqual(['o2', 'o3']);
    expect(store.messages.setState(id('o2'), { kind: 'failed', code: 'not-found', sipStatus: 404, reason: 'Not Found' })?.state).toEqual({ kind: 'failed', code: 'not-found', sipStatus: 404, reason: 'Not Found' });
    expect(names(store.messages.waiting(line))).toEqual(['o3']);
  });

  it('are paged from the newest, and down to one that is searched for', () => {
    const store = openForTest();
    const { id: conversation } = store.messages.conversationWith(bob);
    for (let i = 0; i < 120; i++) receive(store, conversation, `m${i}`);
    const page = store.messages.thread(conversation, { before: null, reach: null, limit: 50 });
    expect([page.length, page[0]?.id, page.at(-1)?.id]).toEqual([50, 'm119', 'm70']);
    expect(store.messages.thread(conversation, { before: page.at(-1)?.order ?? 0, reach: null, limit: 2 }).map((message) => message.id)).toEqual(['m69', 'm68']);
    const wanted = store.messages.message(id('m10'))?.order ?? 0;
    const reached = store.messages.thread(conversation, { before: null, reach: wanted, limit: 50 });
    expect(names(reached)).toContain('m10');
  });

  it('are found by the beginnings of their words, without accents and case, and show where', () => {
    const store = openForTest();
    const { id: conversation } = store.messages.conversationWith(bob);
    receive(store, conversation, 'm1', 'Déjeuner à midi au Café de la Gare ?');
    receive(store, conversation, 'm2', 'The office closes at 18:30, café later');
    expect(names(store.messages.search('cafe', 10).map(({ message }) => message))).toEqual(['m2', 'm1']);
    const [hit] = store.messages.search('DEJ gar', 10);
    expect(hit?.ranges.map(([start, end]) => hit.message.text.slice(start, end))).toEqual(['Déj', 'Gar']);
    expect(names(store.messages.search('18:30', 10).map(({ message }) => message))).toEqual(['m2']);
    for (const odd of ['', '"', '*', 'NEAR(', 'a OR', '-', 'words:x', '()']) expect(Array.isArray(store.messages.search(odd, 5)), odd).toBe(true);
    expect(store.messages.search('afe', 10)).toEqual([]);
  });

  it('are removed, alone or as a whole conversation, and come back by undo', () => {
    const store = openForTest();
    const { id: conversation } = store.messages.conversationWith(bob);
    receive(store, conversation, 'm1', 'alpha');
    receive(store, conversation, 'm2', 'beta');
    const one = store.messages.remove([id('m2')]);
    expect([names(store.messages.thread(conversation, { before: null, reach: null, limit: 9 })), store.messages.search('beta', 5).length, store.messages.unreadCount()]).toEqual([['m1'], 0, 1]);
    const all = store.messages.removeConversation(conversation);
    expect(store.messages.conversations(null, 9)).toEqual([]);
    store.messages.undo(all.undoToken);
    expect(names(store.messages.thread(conversation, { before: null, reach: null, limit: 9 })), 'only what that took away').toEqual(['m1']);
    store.messages.undo(one.undoToken);
    expect([names(store.messages.thread(conversation, { before: null, reach: null, limit: 9 })), store.messages.search('beta', 5).length]).toEqual([['m2', 'm1'], 1]);
    store.messages.remove([id('m1')]);
    store.messages.purge(new HandClock().now + 1);
    expect(store.messages.search('alpha', 5)).toEqual([]);
  });

  it('get their tables in a database of the version before, whose calls stay', () => {
    const before = openDatabase(join(temporaryFolder(), 'before.db'), 0);
    const version = migrations.findIndex((sql) => sql.includes('CREATE TABLE messages'));
    migrate(before, migrations.slice(0, version));
    before.run("INSERT INTO parties (row, key, number, name_text, t9_text, digits_text, last_call_at_ms, call_count) VALUES (1, 'k', '201', '', '', '', 5, 1)");
    before.run("INSERT INTO calls (id, party, direction, account_id, account_label, number_as_dialled, started_at_ms) VALUES ('old', 1, 'incoming', 'a', 'Line', '201', 5)");
    expect(migrate(before, migrations)).toBe(version);
    const { history, messages } = createParts(before, { log: silentLog, clock: new HandClock() });
    expect(history.page({ query: '', only: 'all', before: null, limit: 5 })).toMatchObject([{ id: 'old' }]);
    expect(messages.queue([{ id: id('m'), conversationId: messages.conversationWith(bob).id, text: 'first', atEpochMs: 1 }])).toMatchObject([{ state: { kind: 'waiting' } }]);
    before.close();
  });
});
