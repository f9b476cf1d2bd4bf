import { join } from 'node:path';
import { Menu, Tray, nativeImage, type MenuItemConstructorOptions, type NativeImage } from 'electron';
import { unreachable } from '../../calls/errors';
import type { Log } from '../../calls/ports/log';
import type { Words } from '../words';
import { trayMenuOf, type RecentCall, type TrayActions, type TrayMenuItem } from './tray-menu';
import { trayStateOf, type TrayFacts, type TrayIcon, type TrayState } from './tray-state';

const CLIPBOARD_EVERY_MS = 5_000;

export interface AppTrayOptions {
  iconFolder: string;
  readonly words: () => Words;
  readonly facts: () => TrayFacts;
  readonly recent: () => RecentCall[];
  readonly clipboardNumber: () => Promise<string | null>;
  actions: TrayActions;
  log: Log;
}

/**
 * The icon in the system's tray. Linux takes a menu only as a whole and ahead of time, so it is made anew when a fact
 * changes; elsewhere it is made when it opens, with the clipboard as it is then.
 */
export class AppTray {
  readonly #tray: Tray;
  readonly #images = new Map<string, NativeImage>();
  #shown = '';
  #soon: NodeJS.Timeout | null = null;
  #clipboardNumber: string | null = null;
  #clipboardTimer: NodeJS.Timeout | null = null;

  constructor(private readonly options: AppTrayOptions) {
    this.#tray = new Tray(this.#icon('offline'));
    if (process.platform === 'linux') {
      this.#tray.on('click', () => options.actions.open());
      // Nothing tells that the menu opens, so the clipboard is looked at now and then.
      this.#clipboardTimer = setInterval(() => void this.#readClipboard().then(() => this.refresh()), CLIPBOARD_EVERY_MS);
    } else {
      this.#tray.on('click', () => (process.platform === 'darwin' ? void this.#popUp() : options.actions.open()));
      this.#tray.on('right-click', () => void this.#popUp());
    }
    this.#update();
  }

  /** Something the tray shows has changed. Several changes at once cost one update. */
  refresh(): void {
    this.#soon ??= setTimeout(() => this.#update(), 50);
  }

  dispose(): void {
    if (this.#soon) clearTimeout(this.#soon);
    if (this.#clipboardTimer) clearInterval(this.#clipboardTimer);
    if (!this.#tray.isDestroyed()) this.#tray.destroy();
  }

  #update(): void {
    if (this.#soon) clearTimeout(this.#soon);
    this.#soon = null;
    if (this.#tray.isDestroyed()) return;
    try {
      const words = this.options.words();
      const state = trayStateOf(this.options.facts(), words);
      const items = process.platform === 'linux' ? this.#items(state) : null;
      const shown = JSON.stringify([state, items]);
      if (shown === this.#shown) return;
      this.#shown = shown;
      this.#tray.setImage(this.#icon(state.icon));
      this.#tray.setToolTip(`Sidetone: ${state.words}`);
      if (items) this.#tray.setContextMenu(this.#menu(items));
    } catch (error) {
      this.options.log.warn('the tray could not be brought up to date', { error });
    }
  }

  async #popUp(): Promise<void> {
    await this.#readClipboard();
    if (this.#tray.isDestroyed()) return;
    this.#tray.popUpContextMenu(this.#menu(this.#items(trayStateOf(this.options.facts(), this.options.words()))));
  }

  async #readClipboard(): Promise<void> {
    this.#clipboardNumber = await this.options.clipboardNumber();
  }

  #items(state: TrayState): TrayMenuItem[] {
    const { recent, facts, actions, words } = this.options;
    return trayMenuOf({ state, recent: recent(), clipboardNumber: this.#clipboardNumber, doNotDisturb: facts().doNotDisturb, newVoiceMessages: facts().newVoiceMessages }, actions, words());
  }

  #menu(items: readonly TrayMenuItem[]): Menu {
    return Menu.buildFromTemplate(items.map((item) => this.#template(item)));
  }

  #template(item: TrayMenuItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'words': return { label: item.label, enabled: false, icon: this.#image(`menu/dot-${item.dot}`) };
      case 'action': return { label: item.label, enabled: item.enabled, click: item.run };
      case 'check': return { label: item.label, type: 'checkbox', checked: item.checked, click: item.run };
      case 'menu': return { label: item.label, submenu: item.items.map((each) => this.#template(each)) };
      case 'line': return { type: 'separator' };
      default: throw unreachable(item);
    }
  }

  #icon(name: TrayIcon): NativeImage {
    // macOS draws template images itself, in the colour of its menu bar.
    return this.#image(process.platform === 'darwin' ? `tray/darwin/tray-${name}Template` : `tray/${process.platform === 'win32' ? 'win32' : 'linux'}/tray-${name}`);
  }

  /** NAME.png with NAME@2x.png beside it for dense screens. */
  #image(name: string): NativeImage {
    let image = this.#images.get(name);
    if (!image) {
      image = nativeImage.createFromPath(join(this.options.iconFolder, `${name}.png`));
      if (image.isEmpty()) this.options.log.warn('icon missing', { name });
      if (name.endsWith('Template')) image.setTemplateImage(true);
      this.#images.set(name, image);
    }
    return image;
  }
}
