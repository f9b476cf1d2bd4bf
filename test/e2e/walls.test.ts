import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Desk, type RunningApp, startPractising } from '../support/app';
import type { SidetoneApi, WindowKind } from '../../electron/contract';

const kinds: readonly WindowKind[] = ['phone', 'ring', 'audio'];

describe('the walls around the pages', () => {
  let desk: Desk;
  let app: RunningApp;

  beforeAll(async () => {
    ({ desk, app } = await startPractising());
  }, 60_000);
  afterAll(() => desk.dispose());

  test('no page has Node, and every one is sandboxed and isolated', async () => {
    for (const kind of kinds) {
      const page = await app.window(kind);
      expect(await page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'global', 'electron'].filter((name) => name in window)), kind).toEqual([]);
      expect(await page.evaluate(() => Object.keys((window as unknown as { sidetone: SidetoneApi }).sidetone).sort()), kind).toEqual(['invoke', 'on', 'windowKind']);
    }
    const preferences = await app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => {
      const all = (contents as unknown as { getLastWebPreferences(): Record<string, unknown> | null }).getLastWebPreferences() ?? {};
      return { sandbox: all['sandbox'], contextIsolation: all['contextIsolation'], nodeIntegration: all['nodeIntegration'], webviewTag: all['webviewTag'] };
    }));
    expect(preferences.length).toBeGreaterThanOrEqual(kinds.length);
    for (const one of preferences) expect(one).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false });
  });

  test('the content policy stops inline script, eval, and the network', async () => {
    const page = await app.phone();
    expect(await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.broken = true';
      document.body.append(script);
      const button = document.createElement('button');
      button.setAttribute('onclick', 'window.broken = true');
      button.click();
      // In a task of its own: the driver's call may evaluate, whatever the policy says.
      const evaluated = await new Promise((resolve) => setTimeout(() => {
        try {
          (Reflect.get(window, ['ev', 'al'].join('')) as (code: string) => unknown)('window.broken = true');
          resolve('done');
        } catch {
          resolve('refused');
        }
      }, 50));
      const reached = await fetch('https://example.com/').then(() => true, () => false);
      return { broken: 'broken' in window, reached, evaluated };
    })).toEqual({ broken: false, reached: false, evaluated: 'refused' });
  });

  test('no page goes elsewhere, opens a window, or embeds one', async () => {
    const page = await app.phone();
    const before = page.url();
    expect(await page.evaluate(() => window.open('https://example.com/') === null)).toBe(true);
    await page.evaluate(() => { location.href = 'https://example.com/'; });
    await page.evaluate(() => { location.href = 'file:///etc/passwd'; });
    await page.evaluate(() => new Promise<void>((resolve) => {
      const frame = document.createElement('iframe');
      frame.onload = () => resolve();
      frame.src = 'https://example.com/';
      document.body.append(frame);
      setTimeout(resolve, 1_000);
    }));
    expect(page.frames().map((frame) => frame.url()).filter((url) => /^(https?|file):/.test(url))).toEqual([]);
    await app.logged('a page tried to go elsewhere');
    expect(page.url()).toBe(before);
    expect(await page.evaluate(() => fetch('app://sidetone/../../package.json').then((answer) => answer.status, () => 0))).not.toBe(200);
  });

  test('a page may ask only what its kind may, and only what the contract knows', async () => {
    const ask = async (kind: WindowKind, name: string, request: unknown): Promise<string> => {
      const answer = await (await app.window(kind)).evaluate(([command, value]) => (
        (window as unknown as { sidetone: SidetoneApi }).sidetone.invoke(command as 'call:list', value as null) as Promise<{ ok: boolean; error?: { code: string } }>
      ), [name, request] as const);
      return answer.ok ? 'ok' : answer.error?.code ?? '';
    };
    expect(await ask('ring', 'settings:set', { dialLinksWithoutAsking: true })).toBe('not-allowed');
    expect(await ask('audio', 'call:dial', { number: '3246', accountId: null })).toBe('not-allowed');
    expect(await ask('phone', 'audioWindow:ready', null)).toBe('not-allowed');
    expect(await ask('phone', 'no:such', null)).toBe('bad-request');
    expect(await ask('phone', '__proto__', null)).toBe('bad-request');
    expect(await ask('phone', 'call:dial', { number: 5 })).toBe('bad-request');
    expect((await app.calls())).toEqual([]);
  });

  test('no page gets camera, place or notifications; only the audio window hears', async () => {
    for (const kind of kinds) {
      const page = await app.window(kind);
      expect(await page.evaluate(() => navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'given', () => 'refused')), kind).toBe('refused');
    }
    const hears = await Promise.all(kinds.map(async (kind) => (await app.window(kind)).evaluate(() => (
      navigator.mediaDevices.getUserMedia({ audio: true }).then((stream) => { stream.getTracks().forEach((track) => track.stop()); return 'given'; }, () => 'refused')
    ))));
    expect(hears).toEqual(['refused', 'refused', 'given']);
  });
});
