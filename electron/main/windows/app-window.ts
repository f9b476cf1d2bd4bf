import { BrowserWindow, type BrowserWindowConstructorOptions, type WebContents } from 'electron';
import type { WindowKind } from '../../contract/app';
import type { Log } from '../../calls/ports/log';
import type { EventTarget } from '../ipc/broadcaster';
import { EVENT_CHANNEL } from '../ipc/electron-ipc';
import type { PageSource } from './pages';
import { CrashPolicy } from './crash-policy';

export interface AppWindowsOptions {
  pages: PageSource;
  preloadFile: string;
  isDevelopment: boolean;
  log: Log;
}

/** Makes every window of the app, all with the same walls, and knows which webContents is which window. */
export class AppWindows {
  readonly #windows = new Map<number, { kind: WindowKind; window: BrowserWindow }>();

  constructor(private readonly options: AppWindowsOptions) {}

  /** A hidden, sandboxed window of a kind; show it yourself. A crash of its page reloads it and touches nothing else. */
  create(kind: WindowKind, look: BrowserWindowConstructorOptions): BrowserWindow {
    const window = new BrowserWindow({
      show: false,
      ...look,
      webPreferences: {
        preload: this.options.preloadFile,
        additionalArguments: [`--sidetone-window=${kind}`],
        sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, navigateOnDragDrop: false,
        spellcheck: false, v8CacheOptions: 'bypassHeatCheck',
        devTools: this.options.isDevelopment,
        ...look.webPreferences,
      },
    });
    const { id } = window.webContents;
    this.#windows.set(id, { kind, window });
    window.once('closed', () => this.#windows.delete(id));
    this.#wall(window.webContents);
    this.#reviveAfterCrash(kind, window);
    void this.#load(kind, window);
    return window;
  }

  kindOf(contentsId: number): WindowKind | null {
    return this.#windows.get(contentsId)?.kind ?? null;
  }

  /** The windows that are alive, for the broadcaster. */
  *targets(): Iterable<EventTarget> {
    for (const { kind, window } of this.#windows.values()) {
      if (window.isDestroyed() || window.webContents.isCrashed()) continue;
      yield { kind, send: (name, payload) => window.webContents.send(EVENT_CHANNEL, name, payload) };
    }
  }

  /** Closes every window without asking any of them. */
  dispose(): void {
    for (const { window } of this.#windows.values()) if (!window.isDestroyed()) window.destroy();
    this.#windows.clear();
  }

  async #load(kind: WindowKind, window: BrowserWindow): Promise<void> {
    try {
      await window.loadURL(this.options.pages.urlOf(kind));
    } catch (error) {
      if (!window.isDestroyed()) this.options.log.error('page did not load', { window: kind, error });
    }
  }

  /** No way out of our own pages: no navigation, no second window, no embedded page. */
  #wall(contents: WebContents): void {
    const { log, pages } = this.options;
    contents.setWindowOpenHandler(({ url }) => {
      log.warn('a page tried to open a window', { url });
      return { action: 'deny' };
    });
    for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const) {
      contents.on(event as 'will-navigate', (details) => {
        if (pages.isOwnUrl(details.url)) return;
        log.warn('a page tried to go elsewhere', { url: details.url });
        details.preventDefault();
      });
    }
    contents.on('will-attach-webview', (event) => event.preventDefault());
  }

  #reviveAfterCrash(kind: WindowKind, window: BrowserWindow): void {
    const policy = new CrashPolicy(() => performance.now());
    window.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason === 'clean-exit') return;
      const delayMs = policy.nextDelayMs();
      this.options.log.error('page crashed', { window: kind, reason: details.reason, exitCode: details.exitCode, reloadInMs: delayMs });
      // Later, not now: Electron crashes itself when a page is reloaded inside this event.
      setTimeout(() => { if (!window.isDestroyed()) void this.#load(kind, window); }, delayMs);
    });
    window.on('unresponsive', () => this.options.log.warn('page does not respond', { window: kind }));
  }
}
