import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { cuts } from '../support/ui/cuts';
import { asked, openWindows, type Windows } from '../support/ui/runtime';

let windows: Windows;
beforeAll(async () => { windows = await openWindows(); }, 60_000);
afterAll(() => windows.dispose());

const commands = async (page: Page, name: string): Promise<unknown[]> => (await asked(page)).filter((one) => one.name === name).map((one) => one.request);
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

describe('onboarding', () => {
  test('the practice line is one press away and lists its numbers', async () => {
    const page = await windows.open('phone', { scene: 'fresh' });
    await button(page, /Try the practice line/).click();
    await page.getByRole('heading', { name: 'Practice line is ready' }).waitFor();
    expect(await page.getByRole('list', { name: 'Numbers to try' }).getByRole('listitem').count()).toBe(5);
    await button(page, 'Open the keypad').click();
    await page.getByRole('combobox', { name: 'Name or number' }).waitFor();
    expect(await commands(page, 'settings:set')).toEqual([{ onboarded: true }]);
  });

  test('finds the server while the domain is typed, tests, saves', async () => {
    const page = await windows.open('phone', { scene: 'fresh' });
    await button(page, /Connect your line/).click();
    await page.getByLabel('Server or domain').fill('sip:201@pbx.example');
    await page.getByText('Found sip.pbx.example, port 5060').waitFor();
    expect(await page.getByLabel('User name').first().inputValue()).toBe('201');
    await page.getByRole('textbox', { name: 'Password' }).fill('secret');
    await button(page, 'Connect').click();
    await page.getByRole('heading', { name: '201 is ready' }).waitFor();
    const [draft] = await commands(page, 'accounts:save');
    expect(draft).toMatchObject({ id: null, username: '201', domain: 'pbx.example', password: 'secret', outboundProxy: null });
  });

  test('a refused password is said in words and the mend leads to the field', async () => {
    const page = await windows.open('phone', { scene: 'fresh-no-password' });
    await button(page, /Connect your line/).click();
    await page.getByLabel('Server or domain').fill('pbx.example');
    await page.getByLabel('User name').first().fill('201');
    await button(page, 'Connect').click();
    await page.getByText('The server answered but refused the sign-in. Check user name and password.').waitFor();
    await button(page, 'Type the password again').click();
    expect(await page.getByRole('textbox', { name: 'Password' }).evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await commands(page, 'accounts:save')).toEqual([]);
  });

  test('an empty form says what is missing and asks nothing of the server', async () => {
    const page = await windows.open('phone', { scene: 'fresh' });
    await button(page, /Connect your line/).click();
    await button(page, 'Connect').click();
    await page.getByText('Type the server or domain').waitFor();
    expect(await commands(page, 'accounts:test')).toEqual([]);
  });
});

describe('people', () => {
  test('only the lines near the screen are in the page, and typing searches', async () => {
    const page = await windows.open('phone', { page: 'people' });
    const rows = page.getByRole('list', { name: 'People' }).getByRole('listitem');
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(28);
    await page.keyboard.type('zoe');
    await expect.poll(() => rows.count()).toBe(1);
    expect(await page.getByRole('searchbox', { name: 'Search people' }).inputValue()).toBe('zoe');
  });

  test.each([[360, 640], [180, 280], [1000, 700]] as const)('a long name can be read in the list and on a key, at %i x %i', async (...size) => {
    const name = 'Maximilian von Hohenstein-Schwarzenberg';
    const page = await windows.open('phone', { page: 'people' }, size);
    await page.getByRole('searchbox').fill('maxi');
    const row = button(page, new RegExp(`^${name}`));
    await row.waitFor();
    expect(await row.evaluate(cuts, { orTitle: true })).toEqual([]);
    expect(await page.getByRole('radiogroup').first().evaluate(cuts, {})).toEqual([]);
    // In the list it has the lines it needs.
    expect(await row.getByText(name, { exact: true }).evaluate(cuts, {})).toEqual([]);
    const board = await windows.open('phone', { scene: 'board-long', page: 'keys' }, size);
    const key = button(board, `${name}, Free`);
    await key.waitFor();
    expect(await key.evaluate(cuts, { orTitle: true })).toEqual([]);
    expect((await key.getByText(name, { exact: true }).boundingBox())?.height).toBeGreaterThanOrEqual(36);
  });

  test('deleting offers Undo, and Undo brings the person back', async () => {
    const page = await windows.open('phone', { page: 'people' });
    await button(page, /^Ada Okonkwo/).click();
    await button(page, 'Delete').click();
    await page.getByText('Ada Okonkwo was deleted').waitFor();
    expect(await button(page, /^Ada Okonkwo/).count()).toBe(0);
    await button(page, 'Undo').click();
    await page.getByRole('heading', { name: 'Ada Okonkwo' }).waitFor();
  });

  test('a new person needs a name or number, and keeps several typed numbers', async () => {
    const page = await windows.open('phone', { page: 'people' });
    await button(page, 'Add a person').first().click();
    await button(page, 'Save').click();
    await page.getByText('Give a name, a company or a number').waitFor();
    await page.getByLabel('First name').fill('Nora');
    await page.getByRole('textbox', { name: 'Number' }).fill('0612345678');
    await button(page, 'Add number').click();
    await page.getByRole('textbox', { name: 'Number' }).nth(1).fill('sip:nora@example.org');
    await button(page, 'Save').click();
    await page.getByRole('heading', { name: 'Nora' }).waitFor();
    expect(await commands(page, 'contacts:save')).toMatchObject([{ contactId: null, fields: { givenName: 'Nora', numbers: [{ label: 'work', value: '0612345678' }, { label: 'mobile', value: 'sip:nora@example.org' }] } }]);
  });

  test('a photo is made square and small, shown at once, saved, and can be taken away', async () => {
    const page = await windows.open('phone', { page: 'people' });
    await button(page, /^Ada Okonkwo/).click();
    await button(page, 'Edit').click();
    await button(page, 'Add photo').waitFor();
    const picture = await page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 800 });
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.fillStyle = 'red';
      context.fillRect(0, 0, 200, 800);
      context.fillStyle = 'lime';
      context.fillRect(200, 0, 800, 800);
      return canvas.toDataURL('image/png');
    });
    await page.locator('input[type=file]').setInputFiles({ name: 'ada.png', mimeType: 'image/png', buffer: Buffer.from(picture.split(',')[1] ?? '', 'base64') });
    await button(page, 'Change photo').waitFor();
    await button(page, 'Save').click();
    await page.getByRole('heading', { name: 'Ada Okonkwo' }).waitFor();
    const [saved] = await commands(page, 'contacts:save') as { fields: { photo: string } }[];
    const url = saved?.fields.photo ?? '';
    expect(url.length).toBeLessThan(40_000);
    const seen = await page.evaluate(async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const context = Object.assign(document.createElement('canvas'), { width: 256, height: 256 }).getContext('2d');
      context?.drawImage(image, 0, 0);
      return { size: [image.naturalWidth, image.naturalHeight], left: [...(context?.getImageData(4, 128, 1, 1).data ?? [])], shown: document.querySelectorAll(`img[src="${source}"]`).length };
    }, url);
    expect(seen.size).toEqual([256, 256]);
    expect(seen.left[1]).toBeGreaterThan(200);
    expect(seen.left[0]).toBeLessThan(60);
    expect(seen.shown).toBeGreaterThan(0);
    await button(page, 'Edit').click();
    await button(page, 'Remove photo').click();
    await button(page, 'Save').click();
    await expect.poll(async () => ((await commands(page, 'contacts:save')).at(-1) as { fields: { photo: string | null } }).fields.photo).toBeNull();
  });

  test('a file that is no picture is said in words and changes nothing', async () => {
    const page = await windows.open('phone', { page: 'people' });
    await button(page, /^Ada Okonkwo/).click();
    await button(page, 'Edit').click();
    await button(page, 'Add photo').waitFor();
    await page.locator('input[type=file]').setInputFiles({ name: 'ada.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not a picture') });
    await page.getByRole('alert').getByText('This file is not a picture that Sidetone can read').waitFor();
    await button(page, 'Add photo').waitFor();
  });

  test('an import tells what was left out', async () => {
    const page = await windows.open('phone', { page: 'people' });
    await button(page, 'Import and export').click();
    await page.getByRole('menuitem', { name: 'Import vCard…' }).click();
    const sheet = page.getByRole('dialog', { name: 'Import finished' });
    await sheet.getByText('148 people added').waitFor();
    await sheet.getByText('The card is not closed').waitFor();
  });
});

describe('history', () => {
  test('groups by day, says Missed in words; what was on screen for a while counts as seen but stays marked', async () => {
    const page = await windows.open('phone', { page: 'history' });
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    const missed = button(page, /Call 01 87 65 43 21, Incoming, Missed, New/);
    await missed.waitFor();
    expect(await commands(page, 'history:markSeen')).toEqual([]);
    expect(await button(page, 'History, 2 missed calls').getAttribute('aria-current')).toBe('page');
    await expect.poll(() => commands(page, 'history:markSeen'), { timeout: 4_000 }).toEqual([null]);
    await button(page, 'History').waitFor();
    expect(await missed.count()).toBe(1);
    await button(page, 'Keypad').click();
    await button(page, 'History').click();
    await button(page, /Call 01 87 65 43 21, Incoming, Missed, \d/).waitFor();
    expect(await commands(page, 'history:markSeen')).toEqual([null]);
  });

  test('leaving the page counts as having seen them', async () => {
    const page = await windows.open('phone', {});
    await button(page, 'History, 2 missed calls').click();
    await button(page, /Call 01 87 65 43 21, Incoming, Missed, New/).waitFor();
    await page.waitForTimeout(400);
    expect(await commands(page, 'history:markSeen')).toEqual([]);
    await button(page, 'Keypad').click();
    await expect.poll(() => commands(page, 'history:markSeen')).toEqual([null]);
  });

  test.each([[360, 640], [180, 280], [1000, 700]] as const)('no number is torn apart in the details of a call, at %i x %i', async (...size) => {
    const page = await windows.open('phone', { scene: 'history-signs', page: 'history' }, size);
    await button(page, 'Call details').first().click();
    const facts = page.locator('dl').first();
    await facts.getByText('01 44 55 66 00').waitFor();
    expect(await facts.evaluate(cuts, {})).toEqual([]);
  });

  test('a press calls back', async () => {
    const page = await windows.open('phone', { page: 'history' });
    await button(page, /^Call Priya Raman/).click();
    await page.getByRole('heading', { name: 'Priya Raman' }).waitFor();
    expect(await commands(page, 'call:dial')).toEqual([{ number: '+442079460019', accountId: 'reception' }]);
  });

  test('an unknown caller becomes a contact with the number filled in', async () => {
    const page = await windows.open('phone', { page: 'history' });
    await button(page, 'Call details').nth(1).click();
    await button(page, 'Add to contacts').click();
    expect(await page.getByRole('textbox', { name: 'Number' }).inputValue()).toBe('+33187654321');
  });

  test('an empty history teaches and leads to the practice line', async () => {
    const page = await windows.open('phone', { scene: 'empty', page: 'history' });
    await page.getByText('Calls you make and take appear here.').waitFor();
    await button(page, 'Try the practice line').click();
    await button(page, 'Start the practice line').waitFor();
  });
});

describe('state in words', () => {
  test.each([
    ['calm', /Ready since/, null],
    ['reconnecting', /The server does not answer\s*Next try in \d+ s/, 'Try now'],
    ['wrong-password', /Wrong password/, 'Fix'],
    ['no-line', null, 'Add a line'],
  ] as const)('%s', async (scene, words, mend) => {
    const page = await windows.open('phone', { scene });
    const bar = page.getByRole('banner');
    if (words) expect(await bar.innerText()).toMatch(words);
    if (mend) await bar.getByRole('button', { name: mend }).waitFor();
  });

  test('a locked line asks for its password by itself', async () => {
    const page = await windows.open('phone', { scene: 'locked' });
    const sheet = page.getByRole('dialog', { name: 'Password for Reception' });
    await sheet.getByRole('textbox', { name: 'Password' }).fill('secret');
    await sheet.getByRole('button', { name: 'Connect' }).click();
    await sheet.waitFor({ state: 'detached' });
    expect(await commands(page, 'accounts:unlock')).toEqual([{ accountId: 'reception', password: 'secret', remember: false }]);
  });

  test('language and theme change at once with the settings', async () => {
    const page = await windows.open('phone', { page: 'settings' });
    await button(page, /^Appearance/).click();
    await page.getByRole('radio', { name: 'Dark' }).click({ force: true });
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
    await button(page, /Language/).click();
    await page.getByRole('option', { name: 'Français' }).click();
    await page.getByRole('heading', { name: 'Apparence' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('fr');
  });
});
