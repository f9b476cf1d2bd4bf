import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { startDisplay } from '../display';
import { servePages } from './pages';
import type { FakeApi } from './fake-api';

const shell = fileURLToPath(new URL('./shell-main.cjs', import.meta.url));
/** path.txt and dist/ make the package answer the path of the runtime, whichever it is. */
const executablePath = createRequire(import.meta.url)('electron') as unknown as string;

export interface Windows {
  /**
   * Shows phone, call-bar or ring in the real runtime. A window of that kind and size is used again:
   * all state lives in the page, so loading it anew is a fresh start.
   */
  open(page: 'phone' | 'call-bar' | 'ring', query: Readonly<Record<string, string>>, size?: readonly [width: number, height: number]): Promise<Page>;
  dispose(): Promise<void>;
}

const standard = { phone: [360, 640], 'call-bar': [340, 96], ring: [380, 148] } as const;

/** The windows of the app in the real Electron under Xvfb, with the fake main process behind them. */
export async function openWindows(): Promise<Windows> {
  const [pages, display] = await Promise.all([servePages(), process.platform === 'linux' ? startDisplay({ width: 1280, height: 1024 }) : null]);
  const app = await _electron.launch({
    executablePath,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', shell],
    env: { ...process.env, ...(display === null ? {} : { DISPLAY: display.name }) } as Record<string, string>,
  });
  const known = new Map<string, Page>();
  return {
    async open(page, query, size = standard[page]) {
      const kind = `${page} ${size.join('x')}`;
      const window = known.get(kind) ?? await openOne(app, size);
      known.set(kind, window);
      await window.goto(`${pages.url}/${page}.html?${new URLSearchParams({ lang: 'en', ...query }).toString()}`);
      await window.locator('#root > *').first().waitFor();
      return window;
    },
    async dispose() {
      await app.close();
      await display?.dispose();
      await pages.dispose();
    },
  };
}

async function openOne(app: ElectronApplication, [width, height]: readonly [number, number]): Promise<Page> {
  const opened = app.waitForEvent('window');
  await app.evaluate(({ BrowserWindow }, size) => {
    const window = new BrowserWindow({ ...size, useContentSize: true, frame: false, webPreferences: { sandbox: true } });
    void window.loadURL('about:blank');
  }, { width, height });
  const window = await opened;
  window.setDefaultTimeout(5_000);
  return window;
}

/** Every command the page has asked so far. */
export async function asked(page: Page): Promise<readonly { name: string; request: unknown }[]> {
  return page.evaluate(() => (window.sidetone as unknown as FakeApi).asked.map(({ name, request }) => ({ name, request })));
}

/** What went wrong in the page since it was loaded: errors, rejections, breaches of the policy. */
export async function complaints(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (window.sidetone as unknown as FakeApi).complaints);
}
