import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { asked, openWindows, type Windows } from '../support/ui/runtime';

let windows: Windows;
beforeAll(async () => { windows = await openWindows(); }, 60_000);
afterAll(() => windows.dispose());

const commands = async (page: Page, name: string): Promise<unknown[]> => (await asked(page)).filter((one) => one.name === name).map((one) => one.request);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

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

  test('a transfer that failed says so at once to those who listen', async () => {
    const page = await windows.open('phone', { scene: 'transfer-failed' });
    await page.getByRole('alert').getByText('is on another call').waitFor();
    await button(page, 'Take back').click();
    expect(await commands(page, 'call:takeBack')).toEqual([{ callId: 'k1' }]);
  });
});
