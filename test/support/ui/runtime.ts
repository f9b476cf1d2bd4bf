import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { startDisplay } from '../display';
import { servePages, type Pages } from './pages';
import type { FakeApi } from './fake-api';

const shell = fileURLToPath(new URL('./shell-main.cjs', import.meta.url));
/** path.txt and dist/ make the package answer the path of the runtime, whichever it is. */
const executablePath = createRequire(import.meta.url)('electron') as unknown as string;

export interface Windows {
  /** Opens phone, call-bar or ring in a window of its own size in the real runtime. */
  open(page: 'phone' | 'call-bar' | 'ring', query: Readonly<Record<string, string>>, size?: readonly [width: number, height: number]): Promise<Page>;
  /** Loads another state into a window that is open: quicker than a new one. */
  show(window: Page, page: 'phone' | 'call-bar' | 'ring', query: Readonly<Record<string, string>>): Promise<void>;
  /** Closes the windows opened so far. */
  closeAll(): Promise<void>;
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
  return {
    open: (page, query, size) => openOne(app, pages, page, query, size ?? standard[page]),
    async show(window, page, query) {
      await window.goto(address(pages, page, query));
      await window.locator('#root > *').first().waitFor();
    },
    async closeAll() {
      await app.evaluate(({ BrowserWindow }) => { for (const window of BrowserWindow.getAllWindows()) window.destroy(); });
    },
    async dispose() {
      await app.close();
      await display?.dispose();
      await pages.dispose();
    },
  };
}

const address = (pages: Pages, page: string, query: Readonly<Record<string, string>>): string =>
  `${pages.url}/${page}.html?${new URLSearchParams({ lang: 'en', ...query }).toString()}`;

async function openOne(app: ElectronApplication, pages: Pages, page: string, query: Readonly<Record<string, string>>, [width, height]: readonly [number, number]): Promise<Page> {
  const url = address(pages, page, query);
  const opened = app.waitForEvent('window');
  await app.evaluate(({ BrowserWindow }, wanted) => {
    const window = new BrowserWindow({ width: wanted.width, height: wanted.height, useContentSize: true, frame: false, webPreferences: { sandbox: true } });
    void window.loadURL(wanted.url);
  }, { url, width, height });
  const window = await opened;
  window.setDefaultTimeout(5_000);
  await window.locator('#root > *').first().waitFor();
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
