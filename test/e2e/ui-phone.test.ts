import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { cuts } from '../support/ui/cuts';
import { asked, openWindows, type Windows } from '../support/ui/runtime';

let windows: Windows;
beforeAll(async () => { windows = await openWindows(); }, 60_000);
afterAll(() => windows.dispose());

const commands = async (page: Page, name: string): Promise<unknown[]> => (await asked(page)).filter((one) => one.name === name).map((one) => one.request);
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

describe('keypad', () => {
  test('typing anywhere fills the number, formatted for the region, and Enter calls it', async () => {
    const page = await windows.open('phone', {});
    await page.keyboard.type('0144556677');
    const field = page.getByRole('combobox', { name: 'Name or number' });
    expect(await field.inputValue()).toBe('01 44 55 66 77');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: /Call with/ }).waitFor();
    expect(await commands(page, 'call:dial')).toEqual([{ number: '0144556677', accountId: 'reception' }]);
  });

  test('a name offers people; Enter calls the best match', async () => {
    const page = await windows.open('phone', {});
    await page.keyboard.type('claire');
    await page.getByRole('option', { name: /Claire Fontaine/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Claire Fontaine' }).waitFor();
    expect(await commands(page, 'call:dial')).toEqual([{ number: '+33155443322', accountId: 'reception' }]);
  });

  test('arrow keys choose a suggestion, told to screen readers by aria-activedescendant', async () => {
    const page = await windows.open('phone', {});
    await page.keyboard.type('0144');
    await page.getByRole('option').nth(1).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const chosen = page.getByRole('option', { selected: true });
    expect(await chosen.count()).toBe(1);
    expect(await page.getByRole('combobox').getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
  });

  test('editing in the middle keeps the caret in its place', async () => {
    const page = await windows.open('phone', {});
    await page.keyboard.type('0144556677');
    for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('9');
    expect(await page.getByRole('combobox').inputValue()).toBe('01 44 59 66 77');
  });

  test('a long press on 0 types +, on 1 calls voicemail', async () => {
    const page = await windows.open('phone', {});
    await button(page, /^0,/).click({ delay: 650 });
    expect(await page.getByRole('combobox').inputValue()).toBe('+');
    await page.keyboard.press('Escape');
    await button(page, /^1,/).click({ delay: 650 });
    await page.getByRole('region', { name: /Call with/ }).waitFor();
    expect(await commands(page, 'call:dial')).toEqual([{ number: '888', accountId: 'reception' }]);
  });

  test('Call on an empty number brings the last number dialled back', async () => {
    const page = await windows.open('phone', {});
    await button(page, 'Call').click();
    await expect.poll(() => page.getByRole('combobox').inputValue()).toBe('+33 1 44 55 66 77');
    expect(await commands(page, 'call:dial')).toEqual([]);
  });

  test('paste takes the number out of any text', async () => {
    const page = await windows.open('phone', {});
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', 'Please ring Marie at +33 (0)1 44 55 66 77 before noon.');
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await expect.poll(() => page.getByRole('combobox').inputValue()).toBe('+33 1 44 55 66 77');
  });
});

test('in the smallest window at 200 % Call has its name, also where it hides the number', async () => {
  const page = await windows.open('phone', {}, [180, 280]);
  await button(page, 'Call').waitFor();
  await button(page, /^Hide my number/).click();
  await button(page, 'Call without number').waitFor();
});

describe('keypad on the practice line', () => {
  test('before anything is typed it offers what one can call there', async () => {
    const page = await windows.open('phone', { scene: 'practice' });
    await page.getByRole('option', { name: /Echo/ }).waitFor();
    expect(await page.getByRole('option').count()).toBe(5);
    await page.getByRole('combobox').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => commands(page, 'call:dial')).toEqual([{ number: '601', accountId: 'practice' }]);
  });

  test('on another line it offers nothing', async () => {
    const page = await windows.open('phone', { scene: 'two-lines' });
    expect(await page.getByRole('option').count()).toBe(0);
  });
});

describe('call', () => {
  test('Space mutes, digits are DTMF, H holds, Esc steps back without hanging up', async () => {
    const page = await windows.open('phone', { scene: 'talking' });
    await button(page, 'Mute').waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Muted', pressed: true }).waitFor();
    await page.keyboard.press('5');
    await page.keyboard.press('#');
    await page.keyboard.press('h');
    await page.getByRole('button', { name: 'Resume', pressed: true }).waitFor();
    expect(await commands(page, 'call:sendDigits')).toEqual([{ callId: 'k1', digits: '5' }, { callId: 'k1', digits: '#' }]);
    await page.keyboard.press('Escape');
    await button(page, /Return to call/).waitFor();
    expect(await commands(page, 'call:hangUp')).toEqual([]);
    await page.keyboard.press('Control+Shift+H');
    expect(await commands(page, 'call:hangUp')).toEqual([{ callId: 'k1' }]);
  });

  test('in two panes a number field left focused does not swallow the keys of a new call', async () => {
    const page = await windows.open('phone', {}, [1000, 700]);
    await page.keyboard.type('202');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: /Call with/ }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Muted', pressed: true }).waitFor();
  });

  test('a call that rings is announced and answered by Ctrl+Enter, holding the other', async () => {
    const page = await windows.open('phone', { scene: 'waiting' });
    await expect.poll(() => page.getByRole('alert').allTextContents()).toContain('Incoming call from Priya Raman on Reception');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Priya Raman' }).waitFor();
    await button(page, 'Swap to Marie Renard').click();
    await page.getByRole('heading', { name: 'Marie Renard' }).waitFor();
    expect(await commands(page, 'call:answer')).toEqual([{ callId: 'k2' }]);
    expect(await commands(page, 'call:swap')).toEqual([null]);
  });

  test('of a call that rings nothing is cut, narrow, wide and at 200 %, and what answers it is on the screen', async () => {
    const found: Record<string, readonly string[]> = {};
    const scenesIn = { fr: ['waiting', 'incoming-forwarded', 'incoming-verified', 'incoming-long'], en: ['incoming'] };
    for (const [lang, scene] of Object.entries(scenesIn).flatMap(([one, list]) => list.map((name) => [one, name] as const))) {
      for (const size of [[360, 640], [180, 280], [1000, 700]] as const) {
        const page = await windows.open('phone', { lang, scene }, size);
        const answers = page.getByRole('button', { name: /answer|répondre$/i }).filter({ hasNotText: /message/i }).last();
        await answers.waitFor();
        const banner = page.locator('section', { has: answers }).first();
        const box = await answers.boundingBox();
        const isOut = (box?.y ?? 0) < 0 || (box?.y ?? 999) + (box?.height ?? 999) > size[1];
        found[`${lang} ${scene} ${size.join('x')}`] = [...(await banner.evaluate(cuts, {})), ...(isOut ? ['Answer is out of the window'] : [])];
      }
    }
    expect(Object.entries(found).filter(([, list]) => list.length > 0)).toEqual([]);
    const page = await windows.open('phone', { scene: 'incoming-forwarded' });
    const words = await page.getByText(/Forwarded from/).last().elementHandle();
    if (words === null) throw new Error('no words in the banner');
    await words.evaluate((element) => { Object.assign((element as HTMLElement).style, { whiteSpace: 'nowrap', overflow: 'hidden' }); });
    expect(await words.evaluate(cuts, {}), 'the check sees what is cut').toContainEqual(expect.stringMatching(/^cut: Forwarded/));
    await words.evaluate((element) => {
      Object.assign((element as HTMLElement).style, { whiteSpace: 'normal', width: '60px', flex: 'none', minWidth: '0' });
      element.textContent = '01 44 55 66 00';
    });
    expect(await words.evaluate(cuts, {}), 'the check sees a torn number').toContain('torn: 01 44 55 66 00');
  });

  test('a ringing call is declined with words; Esc goes back to the choice', async () => {
    const page = await windows.open('phone', { scene: 'waiting' });
    await button(page, 'Reply with message').click();
    const replies = page.getByRole('group', { name: 'Decline and write to Priya Raman' });
    expect(await replies.getByRole('button', { name: 'I’ll call you back' }).evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await button(page, 'Decline').waitFor();
    expect(await page.getByRole('heading', { name: 'Marie Renard' }).count()).toBe(1);
    await button(page, 'Reply with message').click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => commands(page, 'call:decline')).toEqual([{ callId: 'k2', message: 'In a meeting' }]);
  });

  test('of many calls each can be brought back', async () => {
    const page = await windows.open('phone', { scene: 'eight-calls' });
    await page.getByText(/1 more call is ringing/).waitFor();
    await button(page, '5 other calls').click();
    await page.getByRole('menuitem', { name: /Zoé Petit/ }).click();
    await expect.poll(() => commands(page, 'call:resume')).toEqual([{ callId: 'k6' }]);
  });

  test('Hang up stays on screen while a second call waits, in the smallest window', async () => {
    const page = await windows.open('phone', { scene: 'waiting' });
    const box = await button(page, 'Hang up').boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(56);
    expect((box?.y ?? 999) + (box?.height ?? 0)).toBeLessThanOrEqual(640);
  });

  test('the reason of an ended call is in words, its SIP status under Details', async () => {
    const page = await windows.open('phone', { scene: 'busy' });
    await page.getByText('Élodie Martin is on another call').first().waitFor();
    expect(await page.getByText('486').isVisible()).toBe(false);
    await button(page, 'Details').click();
    await page.getByText('486').waitFor({ state: 'visible' });
    await button(page, 'Call again').click();
    expect(await commands(page, 'call:dial')).toEqual([{ number: '202', accountId: 'reception' }]);
  });

  test('the timer goes on from the answer after a reload', async () => {
    const page = await windows.open('phone', { scene: 'talking' });
    await page.reload();
    await expect.poll(() => page.getByRole('timer').first().textContent()).toMatch(/^02:1\d$/);
  });

  test('level events write to the meter and render nothing', async () => {
    const page = await windows.open('phone', { page: 'settings' });
    await button(page, /^Sound/).click();
    const meter = page.getByRole('meter', { name: 'Microphone level' });
    await meter.waitFor();
    const changed = await meter.evaluate(async (element) => {
      let nodes = 0;
      const watch = new MutationObserver((records) => { nodes += records.filter((record) => record.type === 'childList').length; });
      watch.observe(document.body, { subtree: true, childList: true });
      const api = window.sidetone as unknown as { emit(name: string, payload: unknown): void };
      for (let step = 1; step <= 20; step += 1) api.emit('audio:levelsChanged', { microphone: step / 20, speaker: 0 });
      await new Promise((done) => { setTimeout(done, 50); });
      watch.disconnect();
      return { nodes, level: (element as HTMLElement).style.getPropertyValue('--level') };
    });
    expect(changed).toEqual({ nodes: 0, level: '1' });
  });
});

describe('link', () => {
  test('a link asks, shows what came in, and calls only on yes', async () => {
    const page = await windows.open('phone', { scene: 'link' });
    const sheet = page.getByRole('dialog', { name: 'Call 01 44 55 66 77?' });
    await sheet.getByText('tel:+33-1-44-55-66-77;ext=2').waitFor();
    expect(await commands(page, 'call:dial')).toEqual([]);
    await sheet.getByRole('button', { name: 'Call' }).click();
    await expect.poll(() => commands(page, 'call:dial')).toEqual([{ number: '+33144556677', accountId: 'reception' }]);
  });

  test('Esc refuses', async () => {
    const page = await windows.open('phone', { scene: 'link' });
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await commands(page, 'call:dial')).toEqual([]);
  });
});
