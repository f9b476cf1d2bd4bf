import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { type Desk, RunningApp, startPractising, until } from '../support/app';

describe('messages in the real window', () => {
  let desk: Desk;
  let app: RunningApp;
  let page: Page;

  beforeAll(async () => {
    ({ desk, app, page } = await startPractising());
  }, 60_000);
  afterAll(() => desk.dispose());

  test('one that is written to the practice line is sent, and its echo comes back after somebody was seen writing', async () => {
    await page.getByRole('button', { name: 'Messages', exact: true }).click();
    await page.getByText('No messages yet').waitFor();
    await page.getByRole('button', { name: 'New message' }).first().click();
    await page.getByRole('textbox', { name: 'Whom do you want to write to?' }).fill('3246');
    await page.keyboard.press('Enter');
    const composer = page.getByRole('textbox', { name: /^Message to/ });
    await composer.fill('Hello, is anybody there?');
    await composer.press('Enter');
    await page.getByText('Sent', { exact: true }).waitFor();
    await page.getByText(/is writing…$/).waitFor();
    await page.getByRole('article', { name: /Echo: Hello, is anybody there\?$/ }).waitFor();
    await app.screenshot('conversation');
    expect(await app.invoke('messages:unreadCount', null)).toBe(0);
  }, 30_000);

  test('the next asks for notices, which the line was found to give: it is read in the end', async () => {
    const composer = page.getByRole('textbox', { name: /^Message to/ });
    await composer.fill('And now?');
    await composer.press('Enter');
    await page.getByText('Read', { exact: true }).waitFor();
    await page.getByRole('article', { name: /Echo: And now\?$/ }).waitFor();
  }, 30_000);

  test('one that comes while another page is open counts in the rail, and everything is there after a restart', async () => {
    const composer = page.getByRole('textbox', { name: /^Message to/ });
    await composer.fill('Last one');
    await composer.press('Enter');
    await page.keyboard.press('Control+1');
    await page.getByRole('button', { name: 'Messages, 1 unread message' }).waitFor();
    const { profile } = app;
    expect(app.pageErrors).toEqual([]);
    await app.killAll();
    const again = await RunningApp.start(desk, { profile });
    await again.phone();
    const [conversation] = await until('the conversation', async () => {
      const all = await again.invoke('messages:conversations', { before: null, limit: 10 });
      return all.length > 0 ? all : undefined;
    });
    expect(conversation).toMatchObject({ number: '3246', unread: 1, last: { text: 'Echo: Last one' } });
    expect(await again.invoke('messages:search', { query: 'ANYB', limit: 10 })).toHaveLength(2);
  }, 60_000);
});
