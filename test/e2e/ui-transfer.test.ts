import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { asked, openWindows, type Windows } from '../support/ui/runtime';

let windows: Windows;
beforeAll(async () => { windows = await openWindows(); }, 60_000);
afterAll(() => windows.dispose());

const commands = async (page: Page, name: string): Promise<unknown[]> => (await asked(page)).filter((one) => one.name === name).map((one) => one.request);
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

describe('passing a call on', () => {
  test('by the keyboard alone: the sheet takes a number, tells how it goes, and one press takes the call back', async () => {
    const page = await windows.open('phone', { scene: 'talking' });
    await button(page, 'Transfer').waitFor();
    await page.keyboard.press('Control+Shift+T');
    const field = page.getByRole('combobox', { name: 'Name or number' }).last();
    await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true);
    await expect.poll(() => page.getByRole('option').count()).toBeGreaterThan(2);
    expect(await button(page, 'Transfer now').isDisabled()).toBe(true);
    await page.keyboard.type('204');
    await page.keyboard.press('Enter');
    await page.getByText('Calling 204').waitFor();
    expect(await commands(page, 'call:transfer')).toEqual([{ callId: 'k1', target: '204' }]);
    await button(page, 'Take back').click();
    await page.getByText('Calling 204').waitFor({ state: 'detached' });
    expect(await commands(page, 'call:takeBack')).toEqual([{ callId: 'k1' }]);
  });

  test('a name chosen from the list is asked first, and the call passed on after that', async () => {
    const page = await windows.open('phone', { scene: 'talking' });
    await button(page, 'Transfer').click();
    await page.getByRole('combobox', { name: 'Name or number' }).last().fill('pri');
    await page.getByRole('option').first().click();
    await button(page, 'Speak first').click();
    await page.getByText('Marie Renard waits to be transferred').waitFor();
    expect(await commands(page, 'call:consult')).toEqual([{ callId: 'k1', target: '+442079460019' }]);
    await button(page, 'Complete transfer').click();
    expect(await commands(page, 'call:completeTransfer')).toEqual([{ callId: 'k9' }]);
  });

  test('of two running calls the one that waits is passed to the other', async () => {
    const page = await windows.open('phone', { scene: 'two-calls' });
    await button(page, 'Transfer Marie Renard to Priya Raman').click();
    expect(await commands(page, 'call:transferTo')).toEqual([{ callId: 'k1', otherId: 'k2' }]);
  });

  test.each(['en', 'fr'])('at 200 % in the smallest window the title of the sheet leaves room for the rest (%s)', async (lang) => {
    const page = await windows.open('phone', { scene: 'talking', lang }, [180, 280]);
    await page.getByRole('button', { name: /^(Transfer|Transférer)$/ }).click();
    const lines = await page.getByRole('dialog').getByRole('heading').evaluate((title) => title.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(title).lineHeight));
    expect(Math.round(lines)).toBeLessThanOrEqual(2);
  });

  test('a transfer that failed says so at once to those who listen', async () => {
    const page = await windows.open('phone', { scene: 'transfer-failed' });
    await page.getByRole('alert').getByText('is on another call').waitFor();
    await button(page, 'Take back').click();
    expect(await commands(page, 'call:takeBack')).toEqual([{ callId: 'k1' }]);
  });
});

describe('passing a call on by dragging it', () => {
  const wide = [1000, 700] as const;
  const grip = (page: Page) => page.getByTitle('Drag onto another call, a key or a person to transfer');

  test('onto a key it asks how; Speak first calls there, Esc leaves all as it was', async () => {
    const page = await windows.open('phone', { scene: 'board-in-call', page: 'keys' }, wide);
    const key = button(page, 'Jon Park, Away');
    await grip(page).dragTo(key);
    await page.getByRole('dialog', { name: 'Transfer Marie Renard to Jon Park?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await grip(page).dragTo(key);
    await button(page, 'Speak first').click();
    await page.getByText('Marie Renard waits to be transferred').waitFor();
    expect(await commands(page, 'call:consult')).toEqual([{ callId: 'k1', target: '206' }]);
    expect(await commands(page, 'call:transfer')).toEqual([]);
  });

  test('onto the call that waits it joins the two; onto a person it transfers, and can be taken back', async () => {
    const page = await windows.open('phone', { scene: 'two-calls' }, wide);
    await grip(page).dragTo(button(page, /^Swap to Marie Renard/));
    await page.getByRole('dialog', { name: 'Transfer Priya Raman to Marie Renard?' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => commands(page, 'call:transferTo')).toEqual([{ callId: 'k2', otherId: 'k1' }]);

    const other = await windows.open('phone', { scene: 'talking', page: 'people' }, wide);
    await grip(other).dragTo(button(other, /^Ada Okonkwo/).first());
    await button(other, 'Transfer now').click();
    await button(other, 'Take back').click();
    expect(await commands(other, 'call:transfer')).toEqual([{ callId: 'k1', target: '+442079460018' }]);
    expect(await commands(other, 'call:takeBack')).toEqual([{ callId: 'k1' }]);
  });

  test('from the strip of a narrow window, and a key pressed in a call asks the same or parks', async () => {
    const page = await windows.open('phone', { scene: 'board-in-call' });
    await page.keyboard.press('Escape');
    await button(page, 'Keys').click();
    await page.getByRole('button', { name: /^Return to call/ }).dragTo(button(page, 'Parking 702, Empty'));
    await page.getByRole('dialog', { name: 'Park Marie Renard at Parking 702?' }).waitFor();
    await page.keyboard.press('Escape');
    await button(page, 'Parking 702, Empty').click();
    await button(page, 'Park').click();
    expect(await commands(page, 'call:transfer')).toEqual([{ callId: 'k1', target: '702' }]);
    await page.keyboard.press('Escape');
    await button(page, 'Marie Renard, Free').click();
    await expect.poll(() => commands(page, 'keys:press')).toEqual([{ keyId: 'key0' }]);
  });
});

describe('calls elsewhere', () => {
  test('the group is picked up and a parked call fetched without a key', async () => {
    const page = await windows.open('phone', { scene: 'calm', page: 'keys' });
    await button(page, 'Group pickup').click();
    expect(await commands(page, 'call:pickUpGroup')).toEqual([{ accountId: 'reception' }]);
    await button(page, 'Fetch parked call').click();
    await page.getByLabel('Number of the parking place').fill('701');
    await page.keyboard.press('Enter');
    await expect.poll(() => commands(page, 'call:retrieve')).toEqual([{ accountId: 'reception', place: '701' }]);
  });
});
