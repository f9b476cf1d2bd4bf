import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asked, complaints, openWindows, type Windows } from '../support/ui/runtime';
import { scenes } from '../support/ui/fake-state';

let windows: Windows;
beforeAll(async () => { windows = await openWindows(); }, 60_000);
afterAll(() => windows.dispose());

/** Controls without a name, images without a text, ids used twice, and what is pressed by name only. */
const faults = (): string[] => {
  const found: string[] = [];
  const named = (element: Element): boolean => {
    const labelledBy = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join('').trim();
    const label = element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((one) => one.textContent).join('').trim() : '';
    const shown = element instanceof HTMLElement ? element.innerText.trim() : '';
    return [element.getAttribute('aria-label') ?? '', labelledBy, label, shown].some((name) => name !== '');
  };
  for (const element of document.querySelectorAll('button, input, [role="button"], [role="option"], [role="menuitem"], [role="meter"], [role="dialog"], section, nav')) {
    const hidden = element.closest('[aria-hidden="true"], [hidden]') !== null || !(element as HTMLElement).checkVisibility({ visibilityProperty: true });
    if (!hidden && element.tagName !== 'SECTION' && !named(element)) found.push(`no name: ${element.outerHTML.slice(0, 120)}`);
  }
  for (const image of document.querySelectorAll('img:not([alt]), svg:not([aria-hidden="true"])')) if (image.closest('[aria-hidden="true"]') === null) found.push(`no text: ${image.outerHTML.slice(0, 80)}`);
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) found.push(`id twice: ${id}`);
  if (document.documentElement.scrollWidth > window.innerWidth) found.push(`wider than the window: ${document.documentElement.scrollWidth}`);
  return found;
};

describe('every state of the phone window', () => {
  test.each([['one pane', [360, 640]], ['two panes', [1000, 700]]] as const)('in %s: every control has a name, nothing is too wide, nothing breaks the policy', async (_name, size) => {
    const found: Record<string, readonly string[]> = {};
    for (const scene of Object.keys(scenes)) {
      for (const at of scene === 'calm' || scene === 'empty' ? ['keypad', 'people', 'history', 'messages', 'settings'] : ['keypad']) {
        const page = await windows.open('phone', { lang: 'fr', scene, page: at }, size);
        await page.waitForTimeout(60);
        found[`${scene} ${at}`] = [...(await page.evaluate(faults)), ...(await complaints(page))];
      }
    }
    expect(Object.entries(found).filter(([, list]) => list.length > 0)).toEqual([]);
    expect(Object.keys(found).length).toBeGreaterThan(25);
  });

  test('the check itself sees a control without a name and a style the policy forbids', async () => {
    const page = await windows.open('phone', {});
    await page.evaluate(() => {
      document.body.append(document.createElement('button'));
      document.head.append(Object.assign(document.createElement('style'), { textContent: 'body { color: red }' }));
    });
    expect(await page.evaluate(faults)).toEqual([expect.stringContaining('no name: <button>')]);
    await expect.poll(() => complaints(page)).toEqual([expect.stringContaining('policy: style-src')]);
  });
});

describe('small windows', () => {
  test('the ring window has name, number, line, and four named actions at least 40 px high, two of them 56', async () => {
    const page = await windows.open('ring', { scene: 'incoming' });
    await page.getByRole('heading', { name: 'Marie Renard' }).waitFor();
    const text = await page.getByRole('main').innerText();
    expect(text).toContain('01 44 55 66 77');
    expect(text).toContain('Reception · Renard & Filles');
    for (const name of ['Answer', 'Decline', 'Silence', 'Reply with message']) {
      const box = await page.getByRole('button', { name }).boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(name === 'Answer' || name === 'Decline' ? 56 : 40);
      expect((box?.y ?? 0) + (box?.height ?? 999)).toBeLessThanOrEqual(148);
    }
    await page.getByRole('button', { name: 'Answer' }).click();
    expect((await asked(page)).at(-1)).toEqual({ name: 'call:answer', request: { callId: 'k1' } });
    expect(await page.evaluate(faults)).toEqual([]);
  });

  test.each(['en', 'fr'])('the ring window offers short replies that fit in it (%s)', async (lang) => {
    const page = await windows.open('ring', { scene: 'incoming', lang });
    await page.getByRole('button', { name: /^(Reply with message|Répondre par un message)$/ }).click();
    const replies = page.getByRole('group').getByRole('button');
    expect(await replies.count()).toBe(5);
    for (const reply of await replies.all()) {
      const box = await reply.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(40);
      expect((box?.y ?? 0) + (box?.height ?? 999)).toBeLessThanOrEqual(148);
      expect(await reply.evaluate((element) => element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight)).toBe(true);
    }
    expect(await page.evaluate(faults)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^(Answer|Répondre)$/ }).waitFor();
    await page.getByRole('button', { name: /^(Reply with message|Répondre par un message)$/ }).click();
    await page.getByRole('button', { name: /^(In a meeting|En réunion)$/ }).click();
    expect((await asked(page)).at(-1)).toEqual({ name: 'call:decline', request: { callId: 'k1', message: lang === 'en' ? 'In a meeting' : 'En réunion' } });
  });

  test('the call bar has mute, hold, keypad and hang up, and its keypad sends digits', async () => {
    const page = await windows.open('call-bar', { scene: 'talking' });
    await page.getByRole('timer').waitFor();
    await page.getByRole('button', { name: 'Mute' }).click();
    await page.getByRole('button', { name: 'Unmute' }).waitFor();
    await page.getByRole('button', { name: 'Keypad' }).click();
    await page.getByRole('button', { name: '7', exact: true }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Hang up' }).click();
    const names = (await asked(page)).map((one) => one.name);
    expect(names).toEqual(expect.arrayContaining(['call:setMuted', 'call:sendDigits', 'call:hangUp']));
    expect(await page.evaluate(faults)).toEqual([]);
  });
});
