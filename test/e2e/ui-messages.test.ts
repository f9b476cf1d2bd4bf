import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { asked, openWindows, type Windows } from '../support/ui/runtime';

let windows: Windows;
beforeAll(async () => { windows = await openWindows(); }, 60_000);
afterAll(() => windows.dispose());

const commands = async (page: Page, name: string): Promise<unknown[]> => (await asked(page)).filter((one) => one.name === name).map((one) => one.request);
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const openMarie = async (page: Page): Promise<void> => {
  await button(page, /^Marie Renard/).click();
  await page.getByRole('log', { name: 'Messages with Marie Renard' }).waitFor();
};
const composer = (page: Page) => page.getByRole('textbox', { name: /^Message to/ });

describe('messages', () => {
  test('Enter sends, Shift+Enter begins a line, the state follows in words, and what is unread is read', async () => {
    const page = await windows.open('phone', { page: 'messages' });
    await button(page, 'Messages, 1 unread message').waitFor();
    await openMarie(page);
    await button(page, 'Messages').waitFor();
    await composer(page).fill('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: /one\s+two$/ }).waitFor();
    await page.getByText('Delivered').last().waitFor();
    expect(await commands(page, 'messages:send')).toEqual([{ conversationId: 'v5', text: 'one\ntwo' }]);
    expect(await composer(page).inputValue()).toBe('');
    const log = page.getByRole('log');
    expect(await log.evaluate((view) => view.scrollHeight - view.scrollTop - view.clientHeight)).toBeLessThan(4);
  });

  test('what is written and not sent is kept, also while another conversation is open', async () => {
    const page = await windows.open('phone', { page: 'messages' });
    await openMarie(page);
    await page.keyboard.type('half a sen');
    expect(await composer(page).inputValue(), 'typing anywhere goes to the composer').toBe('half a sen');
    await page.keyboard.press('Escape');
    await button(page, /^Marie Renard, Draft: half a sen/).waitFor();
    await openMarie(page);
    expect(await composer(page).inputValue()).toBe('half a sen');
  });

  test('search shows where it was found and leads to the message', async () => {
    const page = await windows.open('phone', { page: 'messages' });
    await page.keyboard.type('parcel');
    const hit = page.getByRole('list', { name: 'Messages found' }).getByRole('button', { name: /Good morning Marie/ });
    await hit.waitFor();
    expect(await hit.locator('mark').textContent()).toBe('parcel');
    await hit.click();
    await page.getByRole('article', { name: /parcel/ }).waitFor();
  });

  test('a failure says why and goes out again; a link asks main; what is deleted comes back', async () => {
    const page = await windows.open('phone', { page: 'messages' });
    await button(page, /^Accueil Dupont/).click();
    await page.getByText('Not delivered – They cannot be reached now').waitFor();
    await button(page, 'Send again').click();
    await page.getByText('Sent', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await openMarie(page);
    await page.getByRole('link', { name: /rooms\.renard\.example/ }).click();
    expect(await commands(page, 'messages:openLink')).toEqual([{ url: 'https://rooms.renard.example/2f/booking?id=4471' }]);
    const last = page.getByRole('article', { name: /Perfect, merci/ });
    await last.getByRole('button', { name: 'Delete message' }).click({ force: true });
    await last.waitFor({ state: 'detached' });
    await button(page, 'Undo').click();
    await last.waitFor();
  });

  test('one is begun from a person', async () => {
    const page = await windows.open('phone', { page: 'people' });
    await page.getByRole('searchbox').fill('Priya');
    await button(page, /^Priya Raman/).first().click();
    await button(page, /^Message to /).first().click();
    await composer(page).waitFor();
    expect(await commands(page, 'messages:open')).toMatchObject([{ number: expect.stringMatching(/^\+44/) }]);
  });
});
