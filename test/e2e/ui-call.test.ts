import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { FakeApi } from '../support/ui/fake-api';
import { asked, openWindows, type Windows } from '../support/ui/runtime';

let windows: Windows;
beforeAll(async () => { windows = await openWindows(); }, 60_000);
afterAll(() => windows.dispose());

const commands = async (page: Page, name: string): Promise<unknown[]> => (await asked(page)).filter((one) => one.name === name).map((one) => one.request);
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const controls = (page: Page) => page.getByRole('group', { name: 'Call controls' }).getByRole('button');

describe('the controls of a call', () => {
  test('six are at hand, each at least 56 px; Merge takes the place of Transfer once there is something to merge', async () => {
    const page = await windows.open('phone', { scene: 'talking' });
    const names = async (): Promise<string[]> => Promise.all((await controls(page).all()).map(async (one) => (await one.getAttribute('aria-label')) ?? ''));
    await controls(page).first().waitFor();
    expect(await names()).toEqual(['Mute', 'Keypad', 'Audio', 'Hold', 'Transfer', 'More']);
    for (const one of await controls(page).all()) expect((await one.boundingBox())?.height).toBeGreaterThanOrEqual(56);
    const both = await windows.open('phone', { scene: 'two-calls' });
    await button(both, 'Merge').click();
    await both.getByRole('heading', { name: 'Conference of 3' }).waitFor();
    expect(await commands(both, 'call:merge')).toEqual([{ callIds: null }]);
  });

  test('all of them are on the screen, whatever else there is to say, in the smallest window and at 200 % in it', async () => {
    const out = async (page: Page): Promise<string[]> => page.evaluate(() => {
      const group = document.querySelector('[role=group][aria-label="Call controls"]');
      const buttons = [...group?.querySelectorAll('button') ?? [], ...[...document.querySelectorAll('button')].filter((one) => /^(Hang up|End for all)$/.test(one.textContent))];
      const hidden = buttons.filter((one) => {
        const { left, top, width, height } = one.getBoundingClientRect();
        const spots = [[left + width / 2, top + 4], [left + width / 2, top + height - 4]] as const;
        return height < 40 || !spots.every(([x, y]) => one.contains(document.elementFromPoint(x, y)));
      });
      return buttons.length === 7 ? hidden.map((one) => one.ariaLabel ?? one.textContent) : [`${buttons.length} buttons`];
    });
    for (const scene of ['crowded', 'transfer-unwilling', 'waiting', 'conference-of-8', 'server-conference', 'consulting']) {
      const page = await windows.open('phone', { scene }, [360, 560]);
      await controls(page).first().waitFor();
      await expect.poll(() => out(page), { message: scene }).toEqual([]);
    }
    for (const scene of ['crowded', 'transfer-failed', 'conference-of-8', 'two-calls']) {
      const page = await windows.open('phone', { scene }, [180, 280]);
      await controls(page).first().waitFor();
      await expect.poll(() => out(page), { message: scene }).toEqual([]);
    }
  });

  test('More is worked by the keyboard alone: Record, and the sign that tells it stops it', async () => {
    const page = await windows.open('phone', { scene: 'talking' });
    await button(page, 'More').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Record' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Recording', { exact: true }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('More');
    await button(page, 'Stop recording').click();
    await page.getByText('Recording', { exact: true }).waitFor({ state: 'detached' });
    expect([await commands(page, 'call:startRecording'), await commands(page, 'call:stopRecording')]).toEqual([[{ callId: 'k1' }], [{ callId: 'k1' }]]);
  });

  test('of a known caller More opens the contact, of an unknown one it saves it', async () => {
    const known = await windows.open('phone', { scene: 'talking' });
    await button(known, 'More').click();
    await known.getByRole('menuitem', { name: 'Contact' }).click();
    await known.getByRole('heading', { name: 'Marie Renard' }).waitFor();
    const unknown = await windows.open('phone', { scene: 'secure' });
    await button(unknown, 'More').click();
    await unknown.getByRole('menuitem', { name: 'Save contact' }).click();
    await unknown.getByLabel('First name').waitFor();
  });

  test.each(['talking', 'recording', 'doctor', 'crowded', 'conference-of-8', 'lock-failed', 'transferring', 'transfer-unwilling', 'consulting'])('nothing of a call has to be scrolled to in the window as it comes (%s, French)', async (scene) => {
    const page = await windows.open('phone', { scene, lang: 'fr' });
    await page.getByRole('button', { name: /^(Raccrocher|Terminer pour tous)$/ }).waitFor();
    const lowest = await page.getByRole('group', { name: 'Commandes de l’appel' }).evaluate((group) => {
      const frame = group.parentElement?.parentElement;
      return { hidden: (frame?.scrollHeight ?? 999) - (frame?.clientHeight ?? 0) };
    });
    expect(lowest.hidden).toBeLessThanOrEqual(0);
  });
});

describe('the doctor', () => {
  test('says the gravest in a line and all of it with the figures behind', async () => {
    const page = await windows.open('phone', { scene: 'doctor' });
    await button(page, 'They do not hear you. What is wrong?').click();
    const dialog = page.getByRole('dialog', { name: 'Sound of this call' });
    expect(await dialog.getByRole('listitem').count()).toBe(3);
    expect(await dialog.getByText('Round trip').isVisible()).toBe(false);
    await dialog.getByRole('button', { name: 'Details' }).click();
    await dialog.getByText('Round trip').waitFor({ state: 'visible' });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await commands(page, 'call:hangUp')).toEqual([]);
  });
});

test('a problem that comes up in a call is told to screen readers', async () => {
  const page = await windows.open('phone', { scene: 'talking' });
  await button(page, 'Mute').waitFor();
  await page.evaluate(() => {
    const api = window.sidetone as unknown as FakeApi;
    api.emit('calls:changed', api.state.calls.map((call) => ({ ...call, quality: call.quality && { ...call.quality, findings: [{ code: 'not-heard' as const, weight: 'problem' as const }] } })));
  });
  await expect.poll(() => page.getByRole('status').allTextContents()).toContain('They do not hear you');
});

describe('a conference', () => {
  test('tells who speaks and who is troubled; each can be spoken to alone or removed', async () => {
    const page = await windows.open('phone', { scene: 'conference-of-8' });
    const members = page.getByRole('list', { name: 'Members' });
    expect(await members.getByRole('listitem').count()).toBe(7);
    expect(await members.getByRole('img', { name: 'speaking' }).count()).toBe(2);
    await members.getByText('They do not hear you').waitFor();
    await button(page, 'Options for Priya Raman').click();
    await page.getByRole('menuitem', { name: 'Remove Priya Raman' }).click();
    await expect.poll(() => commands(page, 'call:hangUp')).toEqual([{ callId: 'k3' }]);
    await button(page, 'Options for Marie Renard').click();
    await page.getByRole('menuitem', { name: 'Speak to Marie Renard alone' }).click();
    await expect.poll(() => commands(page, 'call:split')).toEqual([{ callId: 'k1' }]);
  });

  test.each([['en', [360, 640]], ['fr', [360, 640]], ['fr', [360, 560]], ['en', [1000, 700]]] as const)('of a large one whole rows are shown, and the last can be reached (%s, %j)', async (lang, size) => {
    const page = await windows.open('phone', { scene: 'conference-of-8', lang }, size);
    const members = page.getByRole('list', { name: /^(Members|Membres|Participants)$/ });
    await members.waitFor();
    const seen = (): Promise<{ whole: number; torn: string[]; last: boolean }> => members.evaluate((list) => {
      const frame = list.getBoundingClientRect();
      const rows = [...list.children].map((row) => ({ row, box: row.getBoundingClientRect() }));
      const whole = rows.filter(({ box }) => box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1);
      const partly = rows.filter(({ box }) => box.bottom > frame.top + 1 && box.top < frame.bottom - 1 && !whole.some((one) => one.box === box));
      const spilt = rows.filter(({ row }) => row.scrollHeight > row.clientHeight + 1);
      return { whole: whole.length, torn: [...partly, ...spilt].map(({ row }) => row.textContent), last: whole.at(-1)?.row === list.lastElementChild };
    });
    const first = await seen();
    expect(first).toMatchObject({ torn: [], last: false });
    expect(first.whole).toBeGreaterThanOrEqual(size[1] === 560 ? 3 : 4);
    await members.getByRole('button').last().focus();
    await expect.poll(seen).toMatchObject({ torn: [], last: true });
  });

  test('its lock is closed only where all of it is encrypted', async () => {
    const page = await windows.open('phone', { scene: 'conference-of-8' });
    await button(page, 'Not encrypted').waitFor();
  });
});
