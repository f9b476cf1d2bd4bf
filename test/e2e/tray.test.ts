import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Desk, practise, RunningApp, TrayHost, until } from '../support/app';

describe('in the tray of a desktop', () => {
  let desk: Desk;
  let tray: TrayHost;
  let app: RunningApp;

  beforeAll(async () => {
    desk = await Desk.start();
    tray = await TrayHost.start(await desk.folder('bus'));
    desk.onDispose(() => tray.dispose());
    app = await RunningApp.start(desk, { env: { DBUS_SESSION_BUS_ADDRESS: tray.address } });
    await app.phone();
    await tray.iconShown();
    await practise(app);
  }, 60_000);
  afterAll(() => desk.dispose());

  const labels = async (): Promise<string[]> => (await tray.menu()).map(({ label }) => label);

  test('an icon with a menu shows the state of the line', async () => {
    await until('the menu says Ready', async () => (await labels()).some((label) => label.startsWith('Ready')));
    expect(await labels()).toEqual(expect.arrayContaining([expect.stringMatching(/^Open/), expect.stringMatching(/Recent/), expect.stringMatching(/Do not disturb/), expect.stringMatching(/^Quit/)]));
  });

  test('closing the window leaves the app in the tray, and Open brings it back', async () => {
    await app.closePhoneWindow();
    expect(await app.facts('phone')).toMatchObject({ visible: false, minimised: false });
    await tray.click(/^Open/);
    await until('the window is back', async () => (await app.facts('phone'))?.visible);
  });

  test('do not disturb is switched in the menu: calls are then refused as busy and stay in the history', async () => {
    await tray.click(/Do not disturb/);
    await until('it is on', async () => (await app.invoke('settings:get', null)).doNotDisturb);
    await until('the menu shows it', async () => (await tray.menu()).some(({ label, checked }) => /^Do not disturb$/.test(label) && checked === true));
    await app.invoke('call:dial', { number: '7464', accountId: null });
    const refused = await until('the call that comes back is in the history', async () => (await app.history()).find(({ direction }) => direction === 'incoming'), 25_000);
    expect(refused).toMatchObject({ missed: true, answeredAtEpochMs: null, end: { sipStatus: 486 } });
    expect((await app.calls()).filter(({ direction }) => direction === 'incoming')).toEqual([]);
    expect((await app.facts('ring'))?.visible).toBe(false);
    await tray.click(/^Do not disturb$/);
    await until('it is off', async () => !(await app.invoke('settings:get', null)).doNotDisturb);
    await app.hangUpAll();
  }, 40_000);

  test('a recent call in the menu fills the dialer and asks', async () => {
    await app.invoke('call:dial', { number: '3246', accountId: null });
    await app.waitForCall('established');
    await until('the menu says that a call runs', async () => (await labels()).some((label) => /call/i.test(label)));
    await app.hangUpAll();
    await tray.click(/3246|[Ee]cho/);
    const page = await app.phone();
    await page.getByRole('dialog').getByText('From the tray menu.').waitFor();
    expect(await app.calls()).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  test('the number in the clipboard can be called from the menu, after a question', async () => {
    await app.electron.evaluate(({ clipboard }) => clipboard.writeText('Please ring +33 1 44 55 66 77 before noon'));
    await tray.click(/\+33/);
    const page = await app.phone();
    await page.getByRole('dialog').getByText('From the clipboard.').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await app.calls()).toEqual([]);
  }, 30_000);

  test('Quit ends the app in order', async () => {
    const ended = new Promise((resolve) => app.electron.process().once('exit', resolve));
    await tray.click(/^Quit/);
    expect(await ended).toBe(0);
  });
});
