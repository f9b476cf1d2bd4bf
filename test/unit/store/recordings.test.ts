import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../electron/calls/ports';
import type { CallId, HistoryId, RecordingId } from '../../../electron/contract/ids';
import { openDatabase } from '../../../electron/store/driver';
import { migrate } from '../../../electron/store/migrate';
import { migrations } from '../../../electron/store/migrations';
import { createParts } from '../../../electron/store/store';
import { allCalls, begun, HandClock, hungUp, openForTest, temporaryFolder } from './support';

const id = (name: string): RecordingId => name as RecordingId;

describe('recordings', () => {
  it('belong to their calls, a conference with one file to all of them', () => {
    const store = openForTest();
    const calls = [begun('201'), begun('202'), begun('203')];
    for (const call of calls) store.history.begin(call);
    const [a, b, c] = calls.map(({ callId }) => callId) as [CallId, CallId, CallId];
    store.recordings.begin({ id: id('r1'), callIds: [a], file: '/music/one.opus', startedAtEpochMs: 1000 });
    store.recordings.addCalls(id('r1'), [a, b]);
    store.recordings.ended(id('r1'), 61_500.4);
    store.recordings.begin({ id: id('r2'), callIds: [a], file: '/music/two.opus', startedAtEpochMs: 2000 });
    const one = { id: 'r1', file: '/music/one.opus', startedAtEpochMs: 1000, durationMs: 61_500 };
    const two = { id: 'r2', file: '/music/two.opus', startedAtEpochMs: 2000, durationMs: null };
    expect([a, b, c].map((callId) => store.recordings.ofCall(callId))).toEqual([[one, two], [one], []]);
    expect(store.history.page(allCalls).map(({ id: callId, recorded }) => [callId, recorded]).toSorted((one, other) => String(one[0]).localeCompare(String(other[0])))).toEqual([[a, true], [b, true], [c, false]]);
    expect(store.recordings.get(id('r2'))).toEqual(two);
  });

  it('are removed, taken back, and forgotten for good', () => {
    const store = openForTest();
    const call = begun('201');
    store.history.begin(call);
    store.recordings.begin({ id: id('r1'), callIds: [call.callId], file: '/music/one.opus', startedAtEpochMs: 1000 });
    const { undoToken } = store.recordings.remove(id('r1'));
    expect([store.recordings.ofCall(call.callId), store.recordings.get(id('r1')), store.history.page(allCalls)[0]?.recorded]).toEqual([[], null, false]);
    expect(store.recordings.removed()).toMatchObject([{ file: '/music/one.opus' }]);
    store.recordings.undo(undoToken);
    expect(store.recordings.ofCall(call.callId)).toHaveLength(1);
    store.recordings.forget(id('r1'));
    expect(store.recordings.ofCall(call.callId), 'one that is not removed stays').toHaveLength(1);
    store.recordings.remove(id('r1'));
    store.recordings.forget(id('r1'));
    expect([store.recordings.removed(), store.recordings.ofCall(call.callId)]).toEqual([[], []]);
  });

  it('stay while their call is deleted and come back with it', () => {
    const store = openForTest();
    const call = begun('201');
    store.history.begin(call);
    store.recordings.begin({ id: id('r1'), callIds: [call.callId], file: '/music/one.opus', startedAtEpochMs: 1000 });
    const { undoToken } = store.history.remove([call.callId as string as HistoryId]);
    store.history.undo(undoToken);
    expect(store.history.page(allCalls)).toMatchObject([{ recorded: true }]);
  });

  it('get their tables in a database of the version before, whose calls stay', () => {
    const file = join(temporaryFolder(), 'before.db');
    const before = openDatabase(file, 0);
    migrate(before, migrations.slice(0, 1));
    before.run("INSERT INTO parties (row, key, number, name_text, t9_text, digits_text, last_call_at_ms, call_count) VALUES (1, 'k', '201', '', '', '', 5, 1)");
    before.run("INSERT INTO calls (id, party, direction, account_id, account_label, number_as_dialled, started_at_ms) VALUES ('old', 1, 'incoming', 'a', 'Line', '201', 5)");
    expect(migrate(before, migrations.slice(0, 2))).toBe(1);
    migrate(before, migrations);
    const { history, recordings } = createParts(before, { log: silentLog, clock: new HandClock() });
    expect(history.page(allCalls)).toMatchObject([{ id: 'old', recorded: false }]);
    recordings.begin({ id: id('r'), callIds: ['old' as CallId], file: 'f', startedAtEpochMs: 6 });
    history.ended('old' as CallId, 9, hungUp, null, null);
    expect(history.page(allCalls)).toMatchObject([{ id: 'old', recorded: true }]);
    before.close();
  });
});
