import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../electron/calls/ports';
import type { KeyFields } from '../../../electron/contract';
import { AccountId } from '../../../electron/contract/ids';
import { type Database, openDatabase } from '../../../electron/store/driver';
import { Keys } from '../../../electron/store/keys';
import { migrate } from '../../../electron/store/migrate';
import { migrations } from '../../../electron/store/migrations';
import { UndoTokens } from '../../../electron/store/undo';

const person = (target: string, accountId: string | null = null): KeyFields => ({ kind: 'person', label: `The ${target}`, target, accountId: accountId === null ? null : AccountId.parse(accountId) });
let database: Database;
let keys: Keys;

beforeEach(() => {
  database = openDatabase(':memory:', 0);
  migrate(database, migrations);
  keys = new Keys(database, new UndoTokens(), silentLog);
});
afterEach(() => database.close());
const targets = (): string[] => keys.list().map(({ target }) => target);

describe('keys', () => {
  it('a database of the version before gets an empty page and keeps its lines', () => {
    const old = openDatabase(':memory:', 0);
    migrate(old, migrations.slice(0, 6));
    old.run(`INSERT INTO accounts (id, position, label, display_name, username, transport, domain, register_expires_seconds, dtmf_method, codecs, enabled, practice)
      VALUES ('old', 1, 'Old', '', '201', 'udp', 'pbx.test', 300, 'rfc4733', '["opus"]', 1, 0)`);
    migrate(old, migrations);
    expect(new Keys(old, new UndoTokens(), silentLog).list()).toEqual([]);
    expect(old.all('SELECT id FROM accounts')).toEqual([{ id: 'old' }]);
    old.close();
  });

  it('stand in the order they were made until they are moved', () => {
    for (const target of ['201', '202', '203', '204']) keys.save(null, person(target));
    const [first] = keys.list();
    keys.move(first?.id as never, 2);
    expect(targets()).toEqual(['202', '203', '201', '204']);
    keys.move(first?.id as never, 99);
    expect(targets()).toEqual(['202', '203', '204', '201']);
  });

  it('are changed in place, and come back to their place after a removal', () => {
    const made = ['201', '202', '203'].map((target) => keys.save(null, person(target)));
    keys.save(made[1]?.id as never, person('299', 'line'));
    const { undoToken } = keys.remove(made[1]?.id as never);
    expect(targets()).toEqual(['201', '203']);
    keys.undo(undoToken);
    expect(keys.list().map(({ id, target, accountId }) => [id, target, accountId])[1]).toEqual([made[1]?.id, '299', 'line']);
  });

  it('come from a file without doubling those that are there', () => {
    keys.save(null, person('201', 'line'));
    keys.saveAll([{ ...person('201', 'line'), label: 'Reception' }, person('202', 'line')]);
    expect(keys.list().map(({ label }) => label)).toEqual(['Reception', 'The 202']);
  });

  it('have a limit, told as a fault and not as a broken database', () => {
    keys.saveAll(Array.from({ length: 1_000 }, (_, index) => person(String(index))));
    expect(() => keys.save(null, person('one more'))).toThrow(/room/);
  });
});
