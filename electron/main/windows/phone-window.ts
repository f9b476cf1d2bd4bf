import { screen, type BrowserWindow } from 'electron';
import { rememberPlacement, restorePlacement, type Screen } from './bounds';
import type { AppWindows } from './app-window';
import { PageZoom } from './page-zoom';
import type { WindowMemory } from './window-memory';

export interface PhoneWindowOptions {
  windows: AppWindows;
  memory: WindowMemory;
  backgroundColor(): string;
  icon: string;
  /** What closing means now: hidden with the app in the tray, minimised where there is no tray, or the end of the app. */
  onCloseAsked(): 'hide' | 'minimise' | 'quit';
  onQuitAsked(): void;
  /** In front, behind another window, or gone: the call bar follows. */
  onFrontChanged(): void;
}

const SIZE = { width: 360, height: 640 };
const MINIMUM = { width: 320, height: 520 };
const STATE_KEY = 'window.phone';
const ZOOM_KEY = 'window.phone.zoom';
const REMEMBER_AFTER_MS = 400;
const MINIMISED_WITHIN_MS = 500;

/** The whole app in one window. Closing it never ends a call. */
export class PhoneWindow {
  readonly window: BrowserWindow;
  #closingForGood = false;
  #rememberTimer: NodeJS.Timeout | null = null;
  #shown = false;

  constructor(private readonly options: PhoneWindowOptions) {
    const { bounds, maximised } = restorePlacement(options.memory.getState(STATE_KEY), screens(), SIZE, MINIMUM);
    this.window = options.windows.create('phone', {
      ...bounds, minWidth: MINIMUM.width, minHeight: MINIMUM.height,
      title: 'Sidetone', icon: options.icon, backgroundColor: options.backgroundColor(), autoHideMenuBar: true,
    });
    new PageZoom(this.window.webContents, options.memory, ZOOM_KEY);
    if (maximised) this.#maximiseWhenShown();
    for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) this.window.on(event as 'resize', () => this.#rememberSoon());
    for (const event of ['focus', 'blur', 'show', 'hide', 'minimize', 'restore'] as const) this.window.on(event as 'focus', () => options.onFrontChanged());
    this.window.on('close', (event) => this.#onClose(event));
    this.window.once('closed', () => this.#forgetTimer());
  }

  get inFront(): boolean {
    return !this.window.isDestroyed() && this.window.isVisible() && !this.window.isMinimized() && this.window.isFocused();
  }

  /** Brings the window before the user, from wherever it is. */
  show(): void {
    if (this.window.isDestroyed()) return;
    this.#shown = true;
    if (this.window.isMinimized()) this.window.restore();
    this.window.show();
    this.window.focus();
  }

  /** Shows the window for the first time, once its page has been painted: no white flash. */
  showWhenReady(onShown: () => void): void {
    this.window.once('ready-to-show', () => {
      if (!this.#shown) this.show();
      onShown();
    });
  }

  /** Out of the way but in the task bar. On an X display without a window manager nothing can minimise, so there it hides. */
  minimise(): void {
    let done = false;
    this.window.once('minimize', () => { done = true; });
    this.window.minimize();
    if (process.platform !== 'linux' || process.env['WAYLAND_DISPLAY']) return;
    setTimeout(() => {
      if (!done && !this.window.isDestroyed() && !this.window.isMinimized()) this.window.hide();
    }, MINIMISED_WITHIN_MS);
  }

  /** From now on, closing closes. */
  closeForGood(): void {
    this.#closingForGood = true;
    this.#remember();
    if (!this.window.isDestroyed()) this.window.destroy();
  }

  #onClose(event: { preventDefault(): void }): void {
    this.#remember();
    if (this.#closingForGood) return;
    event.preventDefault();
    switch (this.options.onCloseAsked()) {
      case 'hide': this.window.hide(); break;
      case 'minimise': this.minimise(); break;
      case 'quit': this.options.onQuitAsked(); break;
    }
  }

  #maximiseWhenShown(): void {
    this.window.once('show', () => this.window.maximize());
  }

  #rememberSoon(): void {
    this.#forgetTimer();
    this.#rememberTimer = setTimeout(() => this.#remember(), REMEMBER_AFTER_MS);
  }

  #remember(): void {
    this.#forgetTimer();
    if (this.window.isDestroyed() || this.window.isMinimized() || !this.#shown) return;
    // Normal bounds: those to come back to after a maximised window is made small again.
    const placement = { bounds: this.window.getNormalBounds(), maximised: this.window.isMaximized() };
    this.options.memory.setState(STATE_KEY, rememberPlacement(this.options.memory.getState(STATE_KEY), placement, screens()));
  }

  #forgetTimer(): void {
    if (this.#rememberTimer) clearTimeout(this.#rememberTimer);
    this.#rememberTimer = null;
  }
}

/** All screens, the primary one first. */
export function screens(): Screen[] {
  const primary = screen.getPrimaryDisplay();
  return [primary, ...screen.getAllDisplays().filter((each) => each.id !== primary.id)];
}
