import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../electron/contract/settings';
import type { AccountId } from '../../../electron/contract/ids';
import { silentLog } from '../../../electron/calls/ports';
import { engineName, openDatabase } from '../../../electron/store/driver';
import { createSettingsStore } from '../../../electron/store/settings';
import { createAccountStore } from '../../../electron/store/accounts';
import { createParts } from '../../../electron/store/store';
import { migrate } from '../../../electron/store/migrate';
import { migrations } from '../../../electron/store/migrations';
import { account, HandClock, openForTest, person, temporaryFolder } from './support';

describe('driver', () => {
  it('keeps better-sqlite3 away from Node-API versions it crashes on', () => {
    expect(engineName('9')).toBe('libsql');
    expect(engineName('8')).toBe('libsql');
    expect(engineName(undefined)).toBe(engineName());
    expect(engineName('10')).toBe('better-sqlite3');
    expect(engineName('11')).toBe('better-sqlite3');
  });
  it('names the engine in use with its version', () => {
    expect(openForTest().engine).toMatch(new RegExp(`^${engineName()} \\d+\\.\\d+\\.\\d+$`));
  });
  it('takes a transaction back as a whole where its work throws', () => {
    const database = openDatabase(':memory:', 0);
    database.exec('CREATE TABLE t (a UNIQUE)');
    expect(() => database.transaction(() => {
      database.run('INSERT INTO t VALUES (?)', [1]);
      database.transaction(() => database.run('INSERT INTO t VALUES (?)', [2]));
      database.run('INSERT INTO t VALUES (?)', [1]);
    })).toThrow(expect.objectContaining({ code: 'INVALID' }));
    expect(database.all('SELECT * FROM t')).toEqual([]);
    database.close();
    database.close();
    expect(() => database.all('SELECT 1')).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });
});

describe('accounts', () => {
  it('come back as they were saved, in the order they were made, after a restart', () => {
    const file = join(temporaryFolder(), 'sidetone.db');
    const first = openForTest({ file });
    const second = { ...account, id: 'a0' as AccountId, label: 'Home', authUsername: 'x', outboundProxy: 'sip:10.0.0.1:5080', enabled: false, practice: true };
    first.accounts.save(account);
    first.accounts.save(second);
    first.accounts.save({ ...account, label: 'Desk' });
    first.close();
    expect(openForTest({ file }).accounts.list()).toEqual([{ ...account, label: 'Desk' }, second]);
  });
  it('have no column for a password, and none reaches the file', () => {
    const file = join(temporaryFolder(), 'sidetone.db');
    const store = openForTest({ file });
    store.accounts.save({ ...account, password: 'hunter2-secret' } as typeof account);
    store.close();
    expect(readFileSync(file).includes('hunter2-secret')).toBe(false);
  });
  it('are removed by id', () => {
    const store = openForTest();
    store.accounts.save(account);
    store.accounts.remove(account.id);
    expect(store.accounts.list()).toEqual([]);
  });
  it('that are not readable are left out, the others stay', () => {
    const database = openDatabase(':memory:', 0);
    migrate(database, migrations);
    const accounts = createAccountStore(database, silentLog);
    accounts.save(account);
    accounts.save({ ...account, id: 'a2' as AccountId });
    database.run("UPDATE accounts SET codecs = '{broken' WHERE id = 'a1'");
    expect(accounts.list().map(({ id }) => id)).toEqual(['a2']);
    database.close();
  });
});

describe('settings', () => {
  it('start with the defaults and keep what is set', () => {
    const file = join(temporaryFolder(), 'sidetone.db');
    const store = openForTest({ file });
    expect(store.settings.get()).toEqual(defaultSettings);
    expect(store.settings.set({ theme: 'dark', microphone: { id: 'x', name: 'Headset' } })).toEqual({ ...defaultSettings, theme: 'dark', microphone: { id: 'x', name: 'Headset' } });
    store.close();
    expect(openForTest({ file }).settings.get().microphone).toEqual({ id: 'x', name: 'Headset' });
  });
  it('fall back to the default one by one where a stored value is broken or unknown', () => {
    const database = openDatabase(':memory:', 0);
    migrate(database, migrations);
    const put = (key: string, value: string): unknown => database.run('INSERT INTO settings VALUES (?, ?)', [key, value]);
    put('theme', '"purple"');
    put('ringVolume', '{');
    put('region', '"FR"');
    put('fromTheFuture', '1');
    expect(createSettingsStore(database, silentLog).get()).toEqual({ ...defaultSettings, region: 'FR' });
    database.close();
  });
  it('refuse a value that is not valid and keep the old one', () => {
    const store = openForTest();
    expect(() => store.settings.set({ ringVolume: 7 })).toThrow(expect.objectContaining({ code: 'INVALID' }));
    expect(store.settings.get().ringVolume).toBe(defaultSettings.ringVolume);
  });
  it('keep small values of the app beside them', () => {
    const store = openForTest();
    store.settings.setState('bounds', { x: 1, y: 2 });
    store.settings.setState('bounds', { x: 3, y: 4 });
    expect(store.settings.getState('bounds')).toEqual({ x: 3, y: 4 });
    expect(store.settings.getState('nothing')).toBeUndefined();
  });
});

describe('closing', () => {
  it('leaves all in one file, no timer, and may be done twice', () => {
    const file = join(temporaryFolder(), 'sidetone.db');
    const clock = new HandClock();
    const store = openForTest({ file, clock });
    store.contacts.save(null, person('Marie', 'Renard'), 'FR');
    store.close();
    store.close();
    expect(clock.pending).toBe(0);
    expect(existsSync(`${file}-wal`) ? statSync(`${file}-wal`).size : 0).toBe(0);
  });
});

describe('parts', () => {
  it('work over any migrated database', () => {
    const database = openDatabase(':memory:', 0);
    migrate(database, migrations);
    const parts = createParts(database, { log: silentLog, clock: new HandClock() });
    expect(parts.contacts.save(null, person('Zoë', ''), 'FR').name).toBe('Zoë');
    database.close();
  });
});
