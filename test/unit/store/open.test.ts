import { spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../electron/store/driver';
import { migrate, versionInFile } from '../../../electron/store/migrate';
import { migrations } from '../../../electron/store/migrations';
import { suspectMark } from '../../../electron/store/open';
import { account, allCalls, begun, HandClock, missedCause, openForTest, person, rawSqlLoader, temporaryFolder } from './support';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A closed database with an account, contacts and calls in it. */
function filled(file: string, calls = 400): void {
  const store = openForTest({ file });
  store.accounts.save(account);
  store.settings.set({ theme: 'dark' });
  store.contacts.saveAll(Array.from({ length: 300 }, (_, i) => person('Marie', `Number${i}`, [`01445${String(i).padStart(5, '0')}`], { notes: 'n'.repeat(300) })), 'FR');
  for (let i = 0; i < calls; i++) {
    const call = begun(`+331445${String(i % 50).padStart(5, '0')}`);
    store.history.begin(call);
    store.history.ended(call.callId, 1, missedCause, null, null);
  }
  store.close();
}

/** Overwrites pages in the middle of a file. */
function damage(file: string, from: number, to: number): void {
  const handle = openSync(file, 'r+');
  const pages = Math.floor(statSync(file).size / 4096);
  for (let page = Math.floor(pages * from); page < pages * to; page++) writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
  closeSync(handle);
}

describe('migrations', () => {
  it('are one transaction each, in order, and run once', () => {
    const database = openDatabase(':memory:', 0);
    const steps = ['CREATE TABLE a (x)', 'INSERT INTO a VALUES (1)'];
    expect(migrate(database, steps.slice(0, 1))).toBe(0);
    expect(migrate(database, steps)).toBe(1);
    expect(migrate(database, steps)).toBe(2);
    expect(database.all('SELECT x FROM a')).toEqual([{ x: 1 }]);
    expect(() => migrate(database, [...steps, 'INSERT INTO a VALUES (2); INSERT INTO nowhere VALUES (1);'])).toThrow();
    expect(database.all('SELECT x FROM a')).toEqual([{ x: 1 }]);
    expect(database.get('PRAGMA user_version')?.['user_version']).toBe(2);
    database.close();
  });
  it('make the tables from nothing and leave them sound', () => {
    const file = join(temporaryFolder(), 'm.db');
    const database = openDatabase(file, 0);
    migrate(database, migrations);
    expect(database.all('PRAGMA foreign_key_check')).toEqual([]);
    database.close();
    expect(versionInFile(file)).toBe(migrations.length);
  });
});

describe('opening', () => {
  it('makes the folder and file, keeps what is written', () => {
    const file = join(temporaryFolder(), 'deep', 'er', 'sidetone.db');
    filled(file, 3);
    const again = openForTest({ file });
    expect([again.openedWith, again.accounts.list().length, again.history.page(allCalls).length]).toEqual(['clean', 1, 3]);
  });
  it('refuses a newer database and does not touch a byte of it', () => {
    const file = join(temporaryFolder(), 'new.db');
    filled(file, 1);
    const raw = openDatabase(file, 0);
    raw.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    raw.close();
    const before = readFileSync(file);
    const folder = readdirSync(join(file, '..'));
    expect(() => openForTest({ file })).toThrow(expect.objectContaining({ name: 'StoreError', code: 'DATABASE_NEWER' }));
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(join(file, '..'))).toEqual(folder);
  });
  it('says that another process holds the database, and opens it when that is over', () => {
    const file = join(temporaryFolder(), 'locked.db');
    const other = openDatabase(file, 0);
    migrate(other, migrations);
    other.exec('BEGIN EXCLUSIVE');
    const started = performance.now();
    expect(() => openForTest({ file })).toThrow(expect.objectContaining({ code: 'DATABASE_LOCKED' }));
    expect(performance.now() - started).toBeLessThan(3000);
    other.exec('ROLLBACK');
    other.close();
    expect(openForTest({ file }).openedWith).toBe('clean');
  });
  it('says when the file cannot be opened at all', () => {
    const file = join(temporaryFolder(), 'folder.db');
    mkdirSync(file);
    expect(() => openForTest({ file })).toThrow(expect.objectContaining({ name: 'StoreError', code: 'DATABASE_IO' }));
  });
  it('keeps nothing in :memory:', () => {
    expect(openForTest({ file: ':memory:' }).openedWith).toBe('memory');
  });
});

describe('a read-only place', () => {
  it('is worked with as a private copy that leaves the original alone', () => {
    const file = join(temporaryFolder(), 'ro.db');
    filled(file, 5);
    const before = readFileSync(file);
    const store = openForTest({ file, readOnly: true });
    expect(store.openedWith).toBe('read-only');
    store.history.begin(begun('201'));
    expect(store.history.page(allCalls)).toHaveLength(6);
    store.close();
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(openForTest({ file }).history.page(allCalls)).toHaveLength(5);
  });
  it('without a database is worked with in memory', () => {
    const file = join(temporaryFolder(), 'none.db');
    expect(openForTest({ file, readOnly: true }).openedWith).toBe('memory');
    expect(existsSync(file)).toBe(false);
  });
  it.skipIf(process.getuid?.() === 0)('is noticed by itself', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'ro.db');
    filled(file, 5);
    chmodSync(folder, 0o555);
    expect(openForTest({ file }).openedWith).toBe('read-only');
    chmodSync(folder, 0o755);
  });
});

describe('a damaged database', () => {
  it('that is no database at all is set aside and a new one made', () => {
    const file = join(temporaryFolder(), 'bad.db');
    writeFileSync(file, 'this is not a database '.repeat(1000));
    const store = openForTest({ file, clock: new HandClock() });
    expect(store.openedWith).toBe('recovered');
    store.accounts.save(account);
    expect(readdirSync(join(file, '..')).filter((name) => name.includes('corrupt'))).toEqual(['bad.db.corrupt-20261123T090000Z']);
    expect(readFileSync(`${file}.corrupt-20261123T090000Z`, 'utf8')).toContain('not a database');
  });
  it('keeps every row that can still be read, with search and names in place', () => {
    const file = join(temporaryFolder(), 'hurt.db');
    filled(file);
    damage(file, 0.5, 0.54);
    writeFileSync(suspectMark(file), '');
    const store = openForTest({ file });
    expect(store.openedWith).toBe('recovered');
    const contacts = store.contacts.page('', 0, 500).total;
    const calls = store.history.page({ ...allCalls, limit: 500 });
    expect(contacts + calls.length).toBeGreaterThan(400);
    expect(store.contacts.page('marie', 0, 500).total).toBe(contacts);
    expect(store.settings.get().theme).toBe('dark');
    expect(existsSync(suspectMark(file))).toBe(false);
    const named = calls.find(({ contactName }) => contactName !== null);
    expect(store.contacts.match(named?.numberAsDialled ?? '', named?.e164 ?? null)?.contact.name).toBe(named?.contactName);
    store.history.begin(begun('+33144500001'));
    store.close();
    const raw = openDatabase(file, 0);
    expect(raw.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(raw.all('PRAGMA foreign_key_check')).toEqual([]);
    raw.close();
    expect(openForTest({ file }).openedWith).toBe('clean');
  });
  it('never takes the app down, wherever the damage is', () => {
    for (let tenth = 0; tenth < 10; tenth++) {
      const file = join(temporaryFolder(), 'hurt.db');
      filled(file, 60);
      damage(file, tenth / 10, (tenth + 0.5) / 10);
      writeFileSync(suspectMark(file), '');
      const store = openForTest({ file });
      store.history.begin(begun('201'));
      expect(store.history.page(allCalls).some(({ numberAsDialled }) => numberAsDialled === '201')).toBe(true);
      expect(store.search.suggest('201', 3).length).toBeGreaterThan(0);
      store.close();
    }
  }, 60_000);
  it.each(['calls_unseen', 'calls_open', 'accounts', 'settings'])('whose %s cannot be read is recovered before the app counts on it', (name) => {
    const file = join(temporaryFolder(), 'start.db');
    filled(file, 40);
    const raw = openDatabase(file, 0);
    const page = raw.get<{ rootpage: number }>('SELECT rootpage FROM sqlite_master WHERE name = ?', [name])?.rootpage ?? 0;
    raw.close();
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, (page - 1) * 4096);
    closeSync(handle);
    const store = openForTest({ file });
    expect(store.openedWith).toBe('recovered');
    expect(store.history.closeInterrupted(1) + store.accounts.list().length).toBeLessThan(2);
    expect(store.history.missedCount()).toBe(40);
  });
  it('with a cut-off end is recovered too', () => {
    const file = join(temporaryFolder(), 'short.db');
    filled(file, 100);
    writeFileSync(file, readFileSync(file).subarray(0, 200_000));
    writeFileSync(suspectMark(file), '');
    expect(openForTest({ file }).openedWith).toBe('recovered');
  });
});

describe('kill -9', () => {
  it('loses no call that was acknowledged', async () => {
    const file = join(temporaryFolder(), 'crash.db');
    const child = spawn(process.execPath, ['--import', rawSqlLoader, '--import', 'tsx', path('./crash-child.ts'), file], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let errors = '';
    const exited = new Promise((resolve) => child.on('close', resolve));
    child.stderr.on('data', (data: Buffer) => { errors += data.toString(); });
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (data: Buffer) => {
        out += data.toString();
        if (out.split('\n').length > 500) resolve();
      });
      child.on('close', () => resolve());
    });
    child.kill('SIGKILL');
    await exited;
    const acknowledged = out.split('\n').slice(0, -1);
    expect(acknowledged.length, errors).toBeGreaterThan(400);
    const store = openForTest({ file });
    expect(store.openedWith).toBe('clean');
    const rows = new Map<string, boolean>();
    for (let before: { startedAtEpochMs: number; id: never } | null = null; ;) {
      const page = store.history.page({ ...allCalls, limit: 500, before });
      const last = page.at(-1);
      if (last === undefined) break;
      for (const entry of page) rows.set(entry.id, entry.endedAtEpochMs !== null);
      before = { startedAtEpochMs: last.startedAtEpochMs, id: last.id as never };
    }
    for (const line of acknowledged) {
      const [what, i] = line.split(' ');
      expect(rows.has(`crash-${i}`), line).toBe(true);
      if (what === 'ended') expect(rows.get(`crash-${i}`), line).toBe(true);
    }
    const open = [...rows.values()].filter((ended) => !ended).length;
    expect(store.history.closeInterrupted(9999)).toBe(open);
  }, 60_000);
});
