import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CallId, ContactId, HistoryId } from '../../../electron/contract/ids';
import type { StoreError } from '../../../electron/store';
import { openDatabase } from '../../../electron/store/driver';
import { migrate } from '../../../electron/store/migrate';
import { migrations } from '../../../electron/store/migrations';
import { createParts } from '../../../electron/store/store';
import { silentLog } from '../../../electron/calls/ports';
import { allCalls, begun, HandClock, hungUp, missedCause, openForTest, person, temporaryFolder } from './support';

const quality = { lossInPercent: 0.5, lossOutPercent: null, jitterMs: 3, roundTripMs: 20, packetsSent: 100, packetsReceived: 99, packetsLost: 1 };

describe('history', () => {
  it('holds every step of a call the moment it happened', () => {
    const store = openForTest();
    const call = begun('+33144556677', { displayName: 'Marie', contactName: 'Marie Renard', contactId: 'gone' as ContactId });
    store.history.begin(call);
    expect(store.history.page(allCalls)).toMatchObject([{ id: call.callId, answeredAtEpochMs: null, endedAtEpochMs: null, end: null, missed: false, seen: true, contactName: 'Marie Renard', contactId: null }]);
    store.history.answered(call.callId, 1000, 'opus');
    expect(store.history.page(allCalls)).toMatchObject([{ answeredAtEpochMs: 1000, codec: 'opus' }]);
    store.history.ended(call.callId, 2000, { ...hungUp, sipStatus: 200, reason: 'bye' }, null, quality);
    expect(store.history.page(allCalls)).toEqual([{
      id: call.callId, direction: 'incoming', accountId: 'a1', accountLabel: 'Reception', numberAsDialled: '+33144556677', e164: '+33144556677',
      displayName: 'Marie', contactId: null, contactName: 'Marie Renard', startedAtEpochMs: call.startedAtEpochMs, answeredAtEpochMs: 1000, endedAtEpochMs: 2000,
      end: { code: 'hung-up', by: 'remote', sipStatus: 200, reason: 'bye' }, codec: 'opus', quality, missed: false, seen: true, recorded: false,
    }]);
  });
  it('keeps the first of each step when one is told twice', () => {
    const store = openForTest();
    const call = begun('201');
    store.history.begin(call);
    store.history.begin({ ...call, numberAsDialled: '999' });
    store.history.ended(call.callId, 2000, missedCause, null, null);
    store.history.ended(call.callId, 3000, hungUp, null, null);
    expect(store.history.page(allCalls)).toMatchObject([{ numberAsDialled: '201', endedAtEpochMs: 2000, end: { code: 'missed' } }]);
    store.history.ended('unknown' as CallId, 1, hungUp, null, null);
  });
  it('takes the last figures of a call after its end, and does not lose them again', () => {
    const store = openForTest();
    const call = begun('201');
    store.history.begin(call);
    store.history.answered(call.callId, 1000, null);
    store.history.ended(call.callId, 2000, hungUp, null, { ...quality, packetsReceived: 50 });
    store.history.ended(call.callId, 2000, hungUp, 'opus', quality);
    store.history.ended(call.callId, 2000, hungUp, null, null);
    expect(store.history.page(allCalls)).toMatchObject([{ endedAtEpochMs: 2000, codec: 'opus', quality, missed: false }]);
  });
  it('counts as missed what rang here and was neither taken nor declined, until it was seen', () => {
    const store = openForTest();
    const end = (number: string, more: Parameters<typeof begun>[1], code: typeof hungUp, answered = false): void => {
      const call = begun(number, more);
      store.history.begin(call);
      if (answered) store.history.answered(call.callId, 1, null);
      store.history.ended(call.callId, 2, code, null, null);
    };
    end('1', {}, missedCause);
    end('2', {}, { ...missedCause, code: 'no-answer', by: 'local' });
    end('3', {}, { ...missedCause, code: 'declined', by: 'local' });
    end('4', {}, { ...missedCause, code: 'answered-elsewhere' });
    end('5', { direction: 'outgoing' }, { ...missedCause, code: 'no-answer' });
    end('6', {}, hungUp, true);
    expect(store.history.missedCount()).toBe(2);
    expect(store.history.page({ ...allCalls, only: 'missed' }).map(({ numberAsDialled, seen }) => [numberAsDialled, seen])).toEqual([['2', false], ['1', false]]);
    store.history.markSeen();
    expect(store.history.missedCount()).toBe(0);
    expect(store.history.page({ ...allCalls, only: 'missed' }).map(({ seen }) => seen)).toEqual([true, true]);
  });
  it('closes calls of a run that died as interrupted, a ringing one as missed', () => {
    const store = openForTest();
    const talking = begun('1');
    store.history.begin(talking);
    store.history.answered(talking.callId, 1, 'opus');
    store.history.begin(begun('2'));
    store.history.begin(begun('3', { direction: 'outgoing' }));
    expect(store.history.closeInterrupted(5000)).toBe(3);
    expect(store.history.closeInterrupted(6000)).toBe(0);
    expect(store.history.page(allCalls).map(({ numberAsDialled, end, missed }) => [numberAsDialled, end?.code, missed])).toEqual([['3', 'interrupted', false], ['2', 'interrupted', true], ['1', 'interrupted', false]]);
    expect(store.history.missedCount()).toBe(1);
  });
  it('pages without gaps or repeats, also where calls start in the same millisecond', () => {
    const store = openForTest();
    for (let i = 0; i < 25; i++) store.history.begin(begun(String(i), { startedAtEpochMs: 1000 + Math.floor(i / 5) }));
    const seen: HistoryId[] = [];
    for (let before: { startedAtEpochMs: number; id: HistoryId } | null = null; ;) {
      const page = store.history.page({ ...allCalls, limit: 4, before });
      const last = page.at(-1);
      if (last === undefined) break;
      seen.push(...page.map(({ id }) => id));
      before = { startedAtEpochMs: last.startedAtEpochMs, id: last.id };
    }
    expect(new Set(seen).size).toBe(25);
    expect(seen).toEqual(store.history.page(allCalls).map(({ id }) => id));
  });
  it('is searched by name shown, by the contact of the number, by digits and by keypad', () => {
    const store = openForTest();
    store.contacts.save(null, person('Zoë', 'Le Bihan', ['01 44 55 66 77']), 'FR');
    store.history.begin(begun('+33144556677'));
    store.history.begin(begun('+33144556677', { displayName: 'ACCUEIL' }));
    store.history.begin(begun('201', { displayName: 'Paul Petit' }));
    store.history.begin(begun('bob@pbx.example'));
    const found = (query: string, only: 'all' | 'missed' = 'all'): string[] => store.history.page({ ...allCalls, query, only }).map(({ numberAsDialled }) => numberAsDialled);
    expect(found('zoe')).toEqual(['+33144556677', '+33144556677']);
    expect(found('accueil')).toHaveLength(2);
    expect(found('0144 55')).toHaveLength(2);
    expect(found('963')).toHaveLength(2);
    expect(found('pet pau')).toEqual(['201']);
    expect(found('2')).toContain('201');
    expect(found('bob')).toEqual(['bob@pbx.example']);
    expect(found('zoe', 'missed')).toEqual([]);
    expect(found('nobody')).toEqual([]);
  });
  it('lists the calls of one number, in whatever form it is asked', () => {
    const store = openForTest();
    store.history.begin(begun('+33144556677'));
    store.history.begin(begun('01 44 55 66 77', { e164: '+33144556677', direction: 'outgoing' }));
    store.history.begin(begun('201'));
    expect(store.history.ofNumber('0144556677', '+33144556677', 10)).toHaveLength(2);
    expect(store.history.ofNumber('+33144556677', '+33144556677', 1)).toHaveLength(1);
    expect(store.history.ofNumber('201', null, 10)).toHaveLength(1);
    expect(store.history.ofNumber('999', null, 10)).toEqual([]);
  });
  it('answers recent calls with each far end once, the last first', () => {
    const store = openForTest();
    for (const number of ['201', '202', '201', '203', '201']) store.history.begin(begun(number));
    expect(store.history.recent(2).map(({ numberAsDialled }) => numberAsDialled)).toEqual(['201', '203']);
    expect(store.history.recent(9)).toHaveLength(3);
  });
  it('takes removed calls out of everything and brings them back by undo', () => {
    const store = openForTest();
    const calls = ['201', '201', '+33144556677'].map((number) => begun(number));
    for (const call of calls) {
      store.history.begin(call);
      store.history.ended(call.callId, 1, missedCause, null, null);
    }
    const { undoToken } = store.history.remove(calls.map(({ callId }) => callId as string as HistoryId));
    expect([store.history.page(allCalls), store.history.recent(9), store.search.suggest('201', 5), store.history.missedCount()]).toEqual([[], [], [], 0]);
    store.history.undo(undoToken);
    expect(store.history.page(allCalls)).toHaveLength(3);
    expect(store.search.suggest('201', 5)).toHaveLength(1);
    expect(store.history.missedCount()).toBe(3);
    expect(() => store.history.undo(undoToken)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
  it('does not bring removed calls back after a restart, and then forgets their numbers', () => {
    const file = join(temporaryFolder(), 'h.db');
    const clock = new HandClock();
    const first = openForTest({ file, clock });
    const call = begun('0199999999');
    first.history.begin(call);
    first.history.remove([call.callId as string as HistoryId]);
    first.close();
    clock.advance(1000);
    const second = openForTest({ file, clock });
    expect(second.history.page(allCalls)).toEqual([]);
    clock.advance(20_000);
    second.close();
    const raw = openDatabase(file, 0);
    expect([raw.all('SELECT * FROM calls'), raw.all('SELECT * FROM parties'), raw.all('SELECT * FROM party_words')]).toEqual([[], [], []]);
    raw.close();
  });
});

describe('history on a full disk', () => {
  function fullDisk() {
    const clock = new HandClock();
    const troubles: string[] = [];
    const database = openDatabase(join(temporaryFolder(), 'full.db'), 0);
    migrate(database, migrations);
    const parts = createParts(database, { log: silentLog, clock, onTrouble: (error: StoreError) => troubles.push(error.code) });
    const pages = Number(database.get('PRAGMA page_count')?.['page_count']);
    return { clock, troubles, database, parts, fill: () => void database.get(`PRAGMA max_page_count = ${pages + 12}`), free: () => void database.get('PRAGMA max_page_count = 1000000') };
  }
  it('keeps what was written, holds the rest in memory in order, and writes it once there is room', () => {
    const { clock, troubles, database, parts, fill, free } = fullDisk();
    fill();
    const calls = Array.from({ length: 200 }, (_, i) => begun(`01${String(i).padStart(8, '0')}`, { displayName: 'x'.repeat(300) }));
    for (const call of calls) {
      parts.history.begin(call);
      parts.history.ended(call.callId, 9, missedCause, null, null);
    }
    expect(new Set(troubles)).toEqual(new Set(['DISK_FULL']));
    const written = parts.history.page({ ...allCalls, limit: 500 }).length;
    expect(written).toBeGreaterThan(0);
    expect(written + Math.ceil(parts.journal.waiting / 2)).toBe(200);
    clock.advance(60_000);
    expect(parts.history.page({ ...allCalls, limit: 500 })).toHaveLength(written);
    free();
    clock.advance(3000);
    expect(parts.journal.waiting).toBe(0);
    expect(parts.history.page({ ...allCalls, limit: 500 }).filter(({ endedAtEpochMs }) => endedAtEpochMs === 9)).toHaveLength(200);
    expect(parts.history.missedCount()).toBe(200);
    expect(clock.pending).toBe(0);
    database.close();
  });
  it('tells other writers with a code, and loses nothing stored', () => {
    const { database, parts, fill } = fullDisk();
    const saved = parts.contacts.save(null, person('Marie', 'Renard'), 'FR');
    fill();
    const bigNotes = person('Big', 'Notes', [], { notes: 'x'.repeat(20_000) });
    expect(() => { for (let i = 0; i < 20; i++) parts.contacts.save(null, bigNotes, 'FR'); }).toThrow(expect.objectContaining({ code: 'DISK_FULL' }));
    expect(parts.contacts.get(saved.id)).toEqual(saved);
    expect(database.get<{ quick_check: string }>('PRAGMA quick_check')?.quick_check).toBe('ok');
    database.close();
  });
  it('gives up what waits when closing and leaves no timer', () => {
    const { clock, database, parts, fill } = fullDisk();
    fill();
    for (let i = 0; i < 100; i++) parts.history.begin(begun(`02${String(i).padStart(8, '0')}`, { displayName: 'x'.repeat(300) }));
    expect(clock.pending).toBe(1);
    parts.journal.dispose();
    expect(clock.pending).toBe(0);
    database.close();
  });
});
