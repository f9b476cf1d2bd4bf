import { clipboard, powerMonitor, powerSaveBlocker } from 'electron';
import { extractNumber } from '../calls/numbers/extract-number';
import type { AccountWithState } from '../contract/accounts';
import type { DialRequest } from '../contract/app';
import type { CallSnapshot } from '../contract/calls';
import type { CommandRequest } from '../contract/channels';
import type { CallId, ConversationId } from '../contract/ids';
import type { Settings } from '../contract/settings';
import type { Log } from '../calls/ports/log';
import { CallNotifications } from './desktop/call-notifications';
import { MessageNotifications } from './desktop/message-notifications';
import { Notifications } from './desktop/notifications';
import { Power, type PowerListener } from './desktop/power';
import { applyTheme, windowColour } from './desktop/theme';
import type { Broadcast } from './ipc/broadcaster';
import { trayIsVisible } from './tray/availability';
import { AppTray } from './tray/tray';
import type { RecentCall } from './tray/tray-menu';
import type { AppWindows } from './windows/app-window';
import { FloatingWindows } from './windows/floating-windows';
import { PhoneInbox } from './windows/phone-inbox';
import { PhoneWindow } from './windows/phone-window';
import { hasLiveCall } from './windows/visibility';
import type { WindowMemory } from './windows/window-memory';
import { wordsFor, type Words } from './words';

/** What the shell shows of the domain, asked whenever something has changed. */
export interface ShellFacts {
  calls(): readonly CallSnapshot[];
  accounts(): readonly AccountWithState[];
  missedCount(): number;
  unreadMessages(): number;
  newVoiceMessages(): number;
  /** Newest first. */
  recentCalls(limit: number): RecentCall[];
}

/** What the shell asks of the domain. None of these may throw. */
export interface ShellActions extends PowerListener {
  /** Dials at once; only after the user asked for exactly this number. */
  dial(number: string): void;
  answer(callId: CallId): void;
  decline(callId: CallId): void;
  hangUp(callId: CallId): void;
  setDoNotDisturb(on: boolean): void;
  callVoicemail(): void;
}

export interface ShellDomain { facts: ShellFacts; actions: ShellActions }

export interface ShellOptions {
  windows: AppWindows;
  memory: WindowMemory;
  settings(): Settings;
  broadcast: Broadcast;
  /** Folder with the icons. */
  iconFolder: string;
  appIcon: string;
  systemLocale: string;
  quit(reason: string): void;
  log: Log;
}

const noFacts: ShellFacts = { calls: () => [], accounts: () => [], missedCount: () => 0, unreadMessages: () => 0, newVoiceMessages: () => 0, recentCalls: () => [] };

/**
 * Everything of the desktop around the calls: windows, tray, notifications, power. It opens before the domain is there
 * (a window first, then the rest) and is joined to it afterwards; told what changed, it shows it.
 */
export class Shell {
  readonly phone: PhoneWindow;
  readonly inbox: PhoneInbox;
  readonly floating: FloatingWindows;
  readonly #notifications: Notifications;
  readonly #callNotifications: CallNotifications;
  readonly messages: MessageNotifications;
  /** The conversation on the screen of the phone window. */
  shownConversation: ConversationId | null = null;
  readonly #power: Power;
  #tray: AppTray | null = null;
  #trayVisible = false;
  #domain: ShellDomain | null = null;
  #disposed = false;
  #soon: NodeJS.Immediate | null = null;

  constructor(private readonly options: ShellOptions) {
    const { windows, memory, log, broadcast } = options;
    applyTheme(options.settings().theme);
    this.inbox = new PhoneInbox(broadcast);
    this.phone = new PhoneWindow({
      windows, memory, backgroundColor: windowColour, icon: options.appIcon,
      onCloseAsked: () => this.#meaningOfClose(),
      onQuitAsked: () => options.quit('window closed'),
      onFrontChanged: () => this.floating.update(this.#facts.calls()),
    });
    // Windows ends a session without asking the app to quit.
    this.phone.window.on('session-end', () => options.quit('session ends'));
    this.phone.window.webContents.on('did-start-loading', () => {
      this.shownConversation = null;
      this.inbox.pageLoads();
    });
    this.floating = new FloatingWindows({ windows, memory, backgroundColor: windowColour, phoneInFront: () => this.phone.inFront, log });
    this.#notifications = new Notifications(options.appIcon, log);
    this.#callNotifications = new CallNotifications({
      show: (key, request) => this.#notifications.show(key, request),
      close: (key) => this.#notifications.close(key),
      words: () => this.words(),
      answer: (callId) => this.#domain?.actions.answer(callId),
      decline: (callId) => this.#domain?.actions.decline(callId),
      openCall: () => this.showPhone('call'),
      callBack: (number) => this.askToDial({ number, original: number, source: 'notification' }),
    });
    this.messages = new MessageNotifications({
      show: (key, request) => this.#notifications.show(key, request),
      close: (key) => this.#notifications.close(key),
      words: () => this.words(), settings: () => options.settings(),
      isOpen: (id) => this.phone.inFront && this.shownConversation === id,
      open: (conversationId) => {
        this.showPhone();
        this.inbox.post('messages:requested', { conversationId });
      },
    });
    this.#power = new Power(powerMonitor, powerSaveBlocker, {
      onSuspend: () => this.#domain?.actions.onSuspend(),
      onResume: () => this.#domain?.actions.onResume(),
    }, log);
  }

  words(): Words { return wordsFor(this.options.settings().language, this.options.systemLocale); }

  /** Whether closing to the tray would leave something to click on. */
  get trayVisible(): boolean { return this.#trayVisible; }

  /** The parts that no first paint needs. Call it once the phone window is up, or at once in a hidden start. */
  async startRest(): Promise<void> {
    this.#trayVisible = await trayIsVisible(process.platform, process.env['DBUS_SESSION_BUS_ADDRESS']);
    if (this.#disposed) return;
    this.options.log.info('tray', { visible: this.#trayVisible });
    if (this.#trayVisible) this.#tray = this.#makeTray();
    // A hidden start without a tray would leave nothing at all to click on.
    else if (!this.phone.window.isVisible()) this.phone.minimise();
    this.floating.prepare();
    this.update();
  }

  join(domain: ShellDomain): void {
    this.#domain = domain;
    this.update();
  }

  /**
   * Calls, accounts, history or settings have changed. Cheap to call often: it is shown once a turn, and after what is on
   * its way out, since showing a window takes longer than the 180 that tells the caller it rings.
   */
  update(): void {
    this.#soon ??= setImmediate(() => this.#show());
  }

  #show(): void {
    this.#soon = null;
    if (this.#disposed) return;
    const calls = this.#facts.calls();
    this.floating.update(calls);
    this.#callNotifications.update(calls);
    this.#power.setCallRunning(hasLiveCall(calls));
    this.#tray?.refresh();
  }

  settingsChanged(): void {
    applyTheme(this.options.settings().theme);
    this.update();
  }

  showPhone(page: CommandRequest<'window:show'>['page'] = null): void {
    this.phone.show();
    if (page !== null) this.inbox.post('window:pageRequested', { page });
  }

  /** Fills the dialer and asks; a click of the user dials. */
  askToDial(request: DialRequest): void {
    this.phone.show();
    this.inbox.post('dial:requested', request);
  }

  /** The number in the clipboard, as it was understood; null where there is none. */
  async clipboardNumber(): Promise<string | null> {
    try {
      // A promise in newer versions of Electron, a string in older ones.
      return extractNumber(await clipboard.readText())?.number ?? null;
    } catch (error) {
      this.options.log.debug('the clipboard cannot be read', { error });
      return null;
    }
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#soon) clearImmediate(this.#soon);
    this.#tray?.dispose();
    this.#notifications.dispose();
    this.#power.dispose();
    this.floating.dispose();
    this.phone.closeForGood();
  }

  get #facts(): ShellFacts { return this.#domain?.facts ?? noFacts; }

  #meaningOfClose(): 'hide' | 'minimise' | 'quit' {
    // Closing a window must not end a call.
    const stay = this.options.settings().closeToTray || hasLiveCall(this.#facts.calls());
    if (!stay) return 'quit';
    return this.#trayVisible ? 'hide' : 'minimise';
  }

  #makeTray(): AppTray | null {
    try {
      return new AppTray({
        iconFolder: this.options.iconFolder, log: this.options.log, words: () => this.words(),
        facts: () => ({
          accounts: this.#facts.accounts(), calls: this.#facts.calls(), missedCount: this.#facts.missedCount(), unreadMessages: this.#facts.unreadMessages(),
          newVoiceMessages: this.#facts.newVoiceMessages(),
          doNotDisturb: this.options.settings().doNotDisturb,
        }),
        recent: () => this.#facts.recentCalls(5),
        clipboardNumber: () => this.clipboardNumber(),
        actions: {
          open: () => this.showPhone(),
          callRecent: (number) => this.askToDial({ number, original: number, source: 'tray' }),
          dialClipboard: (number) => this.askToDial({ number, original: number, source: 'clipboard' }),
          callVoicemail: () => {
            this.showPhone('call');
            this.#domain?.actions.callVoicemail();
          },
          setDoNotDisturb: (on) => this.#domain?.actions.setDoNotDisturb(on),
          quit: () => this.options.quit('tray'),
        },
      });
    } catch (error) {
      this.options.log.warn('no tray', { error });
      this.#trayVisible = false;
      return null;
    }
  }
}
