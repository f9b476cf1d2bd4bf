import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WindowKind } from '../../electron/contract';
import { type Desk, RunningApp, startPractising, until } from '../support/app';

describe('zoom', () => {
  let desk: Desk;
  let app: RunningApp;

  beforeAll(async () => {
    ({ desk, app } = await startPractising());
  }, 60_000);
  afterAll(() => desk.dispose());

  /** Sent as the system would send them: keys of the driver never pass main. */
  const press = (running: RunningApp, keyCode: string): Promise<void> => running.electron.evaluate(({ BrowserWindow }, key) => {
    const contents = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith('phone.html'))?.webContents;
    for (const type of ['keyDown', 'keyUp'] as const) contents?.sendInputEvent({ type, keyCode: key, modifiers: ['control'] });
  }, keyCode);
  const width = async (running: RunningApp, kind: WindowKind): Promise<number> => (await running.window(kind)).evaluate(() => window.innerWidth);

  test('Ctrl + and − make the phone window larger and smaller, never the small ones, and it comes back so', async () => {
    const before = { phone: await width(app, 'phone'), ring: await width(app, 'ring') };
    await press(app, '+');
    await press(app, '+');
    await until('larger', async () => Math.abs((await width(app, 'phone')) - before.phone / 1.25) <= 1);
    await press(app, '-');
    await until('smaller', async () => Math.abs((await width(app, 'phone')) - before.phone / 1.1) <= 1);
    expect(await width(app, 'ring')).toBe(before.ring);

    const { profile } = app;
    await app.close();
    const again = await RunningApp.start(desk, { profile });
    await again.phone();
    await until('as it was left', async () => Math.abs((await width(again, 'phone')) - before.phone / 1.1) <= 1);
    await press(again, '0');
    await until('as designed', async () => (await width(again, 'phone')) === before.phone);
    expect(again.pageErrors).toEqual([]);
  }, 90_000);
});
