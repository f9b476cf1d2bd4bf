import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../electron/store/driver';
import { Desk, person, practise, RunningApp, until } from '../support/app';

const ROOM = '24m';
const isRoot = process.getuid?.() === 0;
const people = { query: '', only: 'all', offset: 0, limit: 100 } as const;
/** Whether this process may mount: root in a container may not. */
const mayMount = (): boolean => isRoot && process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'probe', '/mnt']).status === 0 && spawnSync('umount', ['/mnt']).status === 0;

describe('a profile that cannot be written', () => {
  let desk: Desk;
  beforeAll(async () => { desk = await Desk.start(); }, 30_000);
  afterAll(() => desk.dispose());

  const callEcho = async (app: RunningApp): Promise<void> => {
    await app.invoke('call:dial', { number: '3246', accountId: null });
    await app.waitForCall('established');
    await app.hangUpAll();
  };

  test('a full disk: saving fails in words, calls go on, and with room again nothing was lost', async ({ skip }) => {
    if (!mayMount()) return skip('mounting a small file system needs root');
    const profile = await desk.folder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${ROOM}`, 'sidetone-small', profile]);
    desk.onDispose(async () => { spawnSync('umount', ['-l', profile]); });
    const app = await RunningApp.start(desk, { profile });
    await app.phone();
    await practise(app);
    await app.invoke('contacts:save', { contactId: null, fields: person('Ada', 'Okonkwo', '+33144556677') });
    // All that is left, and the last crumbs too.
    spawnSync('sh', ['-c', `dd if=/dev/zero of=${profile}/filler bs=64k; dd if=/dev/zero of=${profile}/crumbs bs=512`], { stdio: 'ignore' });
    const refused = await until('saving is refused', async () => {
      for (let i = 0; i < 20; i += 1) {
        const answer = await app.ask('contacts:save', { contactId: null, fields: person(`Extra ${i}`, 'Person', `+3314455${1_000 + i}`, { notes: 'A'.repeat(15_000) }) });
        if (!answer.ok) return answer.error;
      }
      return null;
    }, 30_000);
    expect(refused.code).toBe('storage');
    await callEcho(app);
    spawnSync('rm', ['-f', join(profile, 'filler'), join(profile, 'crumbs')]);
    await app.invoke('contacts:save', { contactId: null, fields: person('Later', 'Person', '+33144550000') });
    const names = (await app.invoke('contacts:page', people)).contacts.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Ada Okonkwo', 'Later Person']));
    await callEcho(app);
    await app.close();
  }, 100_000);

  test('another program holds the database: saving is refused in words, calls go on, and afterwards all is saved again', async () => {
    const app = await RunningApp.start(desk);
    await app.phone();
    await practise(app);
    await app.invoke('contacts:save', { contactId: null, fields: person('Ada', 'Okonkwo', '+33144556677') });
    // This process is not the app's.
    const holder = openDatabase(join(app.profile, 'sidetone.db'), 10_000);
    holder.exec('BEGIN IMMEDIATE');
    const answer = await app.ask('contacts:save', { contactId: null, fields: person('Extra', 'Person', '+33144550001') });
    expect(answer).toMatchObject({ ok: false, error: { code: 'storage' } });
    await callEcho(app);
    holder.exec('ROLLBACK');
    holder.close();
    await app.invoke('contacts:save', { contactId: null, fields: person('Later', 'Person', '+33144550000') });
    expect((await app.invoke('contacts:page', people)).contacts.map(({ name }) => name).sort()).toEqual(['Ada Okonkwo', 'Later Person']);
    await app.close();
  }, 100_000);
});
