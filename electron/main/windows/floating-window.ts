import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import type { WindowKind } from '../../contract/app';
import type { AppWindows } from './app-window';
import type { Rectangle, Size } from './bounds';
import { roundedShape } from './rounded-shape';

const RADIUS_PX = 14;

export interface FloatingWindowOptions {
  windows: AppWindows;
  kind: WindowKind;
  size: Size;
  title: string;
  readonly backgroundColor: () => string;
  /** Where to put it, asked each time it appears. */
  place(): Rectangle;
  /** Told where it was when it goes away. */
  onHidden?(bounds: Rectangle): void;
}

/**
 * A small frameless window above all others. It is made hidden, ahead of need, so that showing it costs no page load,
 * and it never takes the keyboard from what the user is doing.
 */
export class FloatingWindow {
  #window: BrowserWindow | null = null;
  #wanted = false;

  constructor(private readonly options: FloatingWindowOptions) {}

  get window(): BrowserWindow | null { return this.#window; }
  get visible(): boolean { return this.#window?.isVisible() ?? false; }

  /** Makes the window, hidden. Idempotent. */
  prepare(): BrowserWindow {
    if (this.#window && !this.#window.isDestroyed()) return this.#window;
    const { windows, kind, size, title, backgroundColor } = this.options;
    const look: BrowserWindowConstructorOptions = {
      ...size, title, backgroundColor: backgroundColor(), frame: false, resizable: false, maximizable: false, minimizable: false,
      fullscreenable: false, skipTaskbar: true, alwaysOnTop: true, roundedCorners: true, acceptFirstMouse: true,
      // A hidden window must draw what it is told, or its first frame would show the call before this one.
      webPreferences: { backgroundThrottling: false },
    };
    const window = windows.create(kind, look);
    window.setAlwaysOnTop(true, 'screen-saver');
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
    // Closed by a key or the window manager: only hidden, the call goes on.
    window.on('close', (event) => {
      event.preventDefault();
      window.hide();
    });
    window.once('closed', () => { this.#window = null; });
    // Windows and macOS round frameless windows themselves.
    if (process.platform === 'linux') window.setShape(roundedShape(size, RADIUS_PX));
    this.#window = window;
    return window;
  }

  /** Shows or hides it. Showing again what is shown changes nothing, so a bar that was moved stays. */
  setVisible(visible: boolean): void {
    if (visible === this.#wanted) return;
    this.#wanted = visible;
    if (!visible) {
      if (this.#window?.isVisible()) this.options.onHidden?.(this.#window.getBounds());
      this.#window?.hide();
      return;
    }
    const window = this.prepare();
    window.setBounds(this.options.place());
    window.showInactive();
    window.moveTop();
  }

  dispose(): void {
    this.#wanted = false;
    if (this.#window && !this.#window.isDestroyed()) this.#window.destroy();
    this.#window = null;
  }
}
