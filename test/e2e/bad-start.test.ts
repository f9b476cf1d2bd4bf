import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Desk, person, practise, RunningApp, sinks, weHearOurselves } from '../support/app';

describe('a start with something broken', () => {
  let desk: Desk;
  beforeAll(async () => { desk = await Desk.start(); }, 30_000);
  afterAll(() => desk.dispose());

  /** A profile that was used: one contact in it. */
  const usedProfile = async (): Promise<string> => {
    const app = await RunningApp.start(desk);
    await app.phone();
    await app.invoke('contacts:save', { contactId: null, fields: person('Ada', 'Okonkwo', '+33144556677') });
    await app.invoke('settings:set', { onboarded: true });
    await app.close();
    return app.profile;
  };
  const worksWith = async (app: RunningApp): Promise<void> => {
    await practise(app);
    await app.invoke('call:dial', { number: '3246', accountId: null });
    await app.waitForCall('established');
    await app.hangUpAll();
    await app.close();
  };

  test('a damaged database is kept aside, told in a notice, and the phone works', async () => {
    const profile = await desk.folder();
    writeFileSync(join(profile, 'sidetone.db'), Buffer.from('this was a database once '.repeat(2_000)));
    const app = await RunningApp.start(desk, { profile });
    const page = await app.phone();
    await app.notice('database-recovered');
    await page.getByText('The data file was damaged.').waitFor();
    await app.screenshot('database-recovered');
    expect(readdirSync(profile).filter((name) => name !== 'sidetone.db' && name.startsWith('sidetone.db') && readFileSync(join(profile, name)).includes('this was a database once'))).toHaveLength(1);
    await worksWith(app);
  }, 100_000);

  test('a database of a newer version is not touched, told in a notice, and the phone works', async () => {
    const profile = await usedProfile();
    const file = join(profile, 'sidetone.db');
    const bytes = readFileSync(file);
    bytes.writeUInt32BE(999, 60); // user_version in the header of an SQLite file
    writeFileSync(file, bytes);
    const app = await RunningApp.start(desk, { profile });
    const page = await app.phone();
    await app.notice('database-newer');
    await page.getByText('Your data was written by a newer Sidetone.').waitFor();
    await app.screenshot('database-newer');
    await worksWith(app);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  }, 100_000);

  test('a broken file of passwords stops nothing', async () => {
    const profile = await usedProfile();
    writeFileSync(join(profile, 'passwords.json'), '{ "version": 1, "entries": { "x": ');
    const app = await RunningApp.start(desk, { profile });
    await app.phone();
    expect((await app.invoke('contacts:page', { query: '', only: 'all', offset: 0, limit: 10 })).total).toBe(1);
    await worksWith(app);
  }, 100_000);

  test('an order on the command line that makes no sense is told in a notice', async () => {
    const profile = await usedProfile();
    const app = await RunningApp.start(desk, { profile, args: ['--dial', '   \u0007'] });
    await app.phone();
    await app.notice('bad-link');
    await worksWith(app);
  }, 100_000);
});

describe('a machine without a microphone', () => {
  let desk: Desk;
  beforeAll(async () => { desk = await Desk.start({ microphone: false }); }, 30_000);
  afterAll(() => desk.dispose());

  test('a call comes up, the other side is heard, and the window says what is missing', async () => {
    const app = await RunningApp.start(desk);
    const page = await app.phone();
    await practise(app);
    await app.invoke('call:dial', { number: '8255', accountId: null });
    await app.waitForCall('established');
    await page.getByText('No microphone found. The others cannot hear you.').waitFor();
    await app.screenshot('no-microphone');
    const ear = await desk.listen(sinks.speaker);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const heard = await ear.stop();
    expect(heard.some((sample) => Math.abs(sample) > 0.05)).toBe(true);
    await desk.pulse.addMicrophone('late', sinks.mouth, 'Late microphone');
    await desk.pulse.setDefaultSource('late');
    await page.getByText('No microphone found. The others cannot hear you.').waitFor({ state: 'hidden' });
    await app.hangUpAll();
    await app.invoke('call:dial', { number: '3246', accountId: null });
    await app.waitForCall('established');
    await weHearOurselves(desk);
  }, 100_000);
});
