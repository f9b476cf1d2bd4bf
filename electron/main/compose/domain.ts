import { join } from 'node:path';
import type { Audio, Clock, Log, Media, SecretStore, Signalling, Store } from '../../calls/ports';
import { CallService } from '../../calls/call-service';
import { CallError } from '../../calls/errors';
import { DeviceWatch } from '../../calls/presence/device-watch';
import type { AccountWithState } from '../../contract/accounts';
import type { CallSnapshot } from '../../contract/calls';
import { AccountId, CallId, RecordingId } from '../../contract/ids';
import type { KeyFields } from '../../contract/keys';
import type { Settings } from '../../contract/settings';
import { AccountService } from '../accounts/account-service';
import { PracticeLine, type PracticeServer } from '../accounts/practice-line';
import { accountCommands } from '../commands/accounts';
import { audioCommands } from '../commands/audio';
import { callCommands } from '../commands/calls';
import { keyCommands } from '../commands/keys';
import { deviceCommands } from '../commands/line-devices';
import { messageCommands } from '../commands/messages';
import { peopleCommands } from '../commands/people';
import { sharedLineCommands } from '../commands/shared-lines';
import type { Broadcast } from '../ipc/broadcaster';
import { type NetworkFacts, NetworkWatch, systemNetwork } from '../network/network-watch';
import { provisionFrom } from '../provisioning/provision';
import { TellingSecrets } from '../secrets/telling-secrets';
import type { NoticeBoard } from '../notices';
import type { ShellDomain } from '../shell';
import { watchMedia } from './media-watch';
import { MessagesPart, type MessagesOptions } from './messages';
import { noticeCodeOf } from './open-store';
import { WatchingPart } from './watching';

export interface DomainOptions {
  store: Store;
  secrets: SecretStore;
  signalling: Signalling;
  media: Media;
  audio: Audio;
  /** Folder for new recordings, and the sentence that announces one. */
  recordingFolder: () => string;
  announcement: () => string;
  /** This machine's own unless given. */
  network?: NetworkFacts;
  startPracticeServer: () => Promise<PracticeServer>;
  settings: () => Settings;
  onSettingsProvisioned: (settings: Settings) => void;
  systemRegion: string;
  broadcast: Broadcast;
  notices: NoticeBoard;
  clock: Clock;
  log: Log;
  /** Calls, accounts or history changed: the shell shows it. */
  onChanged: () => void;
  onMediaRestarted: () => void;
  messages: Pick<MessagesOptions, 'onArrived' | 'onRead'>;
}

/** Lines, calls, people and sound, joined to one another. Owns none of the ports it is given. */
export class Domain {
  readonly calls: CallService;
  readonly accounts: AccountService;
  readonly practice: PracticeLine;
  readonly messages: MessagesPart;
  readonly watching: WatchingPart;
  private readonly devices: DeviceWatch;
  private missed: number;
  private readonly secrets: SecretStore;
  private readonly network: NetworkWatch;
  private readonly stops: (() => void)[] = [];

  constructor(private readonly options: DomainOptions) {
    const { store, signalling, media, audio, broadcast, clock, log } = options;
    this.missed = store.history.missedCount();
    this.secrets = new TellingSecrets(options.secrets, options.notices);
    this.calls = new CallService({
      signalling, media, audio, clock, log: log.child('calls'),
      history: store.history, contacts: store.contacts,
      accounts: () => this.accounts.all(), turnPassword: (accountId) => this.accounts.turnPassword(accountId), settings: options.settings, region: () => this.region(),
      newCallId: () => CallId.parse(crypto.randomUUID()),
      onChanged: (calls) => this.tellCalls(calls),
      onEnded: (call) => log.info('call ended', { callId: call.id, phase: call.phase }),
      onHistoryChanged: () => this.tellHistory(),
      recording: {
        store: store.recordings, folder: options.recordingFolder, join, announcement: options.announcement,
        newRecordingId: () => RecordingId.parse(crypto.randomUUID()),
        onProblem: (problem, detail) => options.notices.add(problem === 'interrupted' ? 'warning' : 'error', `recording-${problem}`, detail),
      },
      onReply: (call, message) => this.attempt(() => this.messages.service.reply(call, message)),
    });
    this.accounts = new AccountService({
      store: store.accounts, secrets: this.secrets, signalling, clock,
      newId: () => crypto.randomUUID(), onRemoving: (accountId) => this.calls.hangUpLine(accountId), onForgotten: () => void this.practice.stopUnlessUsed(), onChanged: (accounts) => this.tellAccounts(accounts),
    });
    this.practice = new PracticeLine(this.accounts, options.startPracticeServer, (state) => broadcast('practice:changed', state));
    this.messages = new MessagesPart({
      store, signalling, settings: options.settings, clock, log, broadcast, notices: options.notices, ...options.messages,
      accounts: () => this.accounts.all(), region: () => this.region(), onChanged: options.onChanged,
    });
    this.network = new NetworkWatch({
      clock, log: log.child('network'), facts: options.network ?? systemNetwork, onChanged: (gone) => this.attempt(() => signalling.reach.networkChanged({ slept: false, gone })),
    });
    this.watching = new WatchingPart({
      store, signalling, clock, log, broadcast, accounts: () => this.accounts.all(), calls: () => this.calls.list(),
      doNotDisturb: () => options.settings().doNotDisturb, dial: (number, accountId) => this.calls.dial(number, accountId), onChanged: options.onChanged,
      pickUp: (accountId, target, dialog) => this.calls.transfers.pickup.pickUp(accountId, target, dialog),
      retrieve: (accountId, place) => this.calls.transfers.pickup.retrieve(accountId, place),
      turnTo: (accountId, number) => this.calls.sharedLines.turnTo(accountId, number),
    });
    this.devices = new DeviceWatch({
      subscriptions: signalling.subscriptions, isOwn: (accountId, uri) => signalling.reach.isOwnContact(accountId, uri), onChanged: (devices) => broadcast('devices:changed', devices),
    });
    this.stops.push(
      () => this.devices.dispose(),
      () => this.watching.dispose(),
      () => this.network.dispose(),
      this.calls.sharedLines.onChanged((lines) => broadcast('sharedLines:changed', lines)),
      audio.onDevices((devices) => broadcast('audio:devicesChanged', devices)),
      audio.onLevels((levels) => broadcast('audio:levelsChanged', levels)),
      audio.onProblem((problem) => broadcast('audio:problemChanged', problem)),
      watchMedia({ media, clock, notices: options.notices, onRestarted: options.onMediaRestarted }),
    );
  }

  /** Closes what a crash left open, then registers every line. */
  start(): void {
    const { notices, log } = this.options;
    // A disk that refuses must not keep the lines from registering.
    this.attempt(() => this.closeInterrupted());
    this.attempt(() => this.messages.service.start());
    this.applySettings();
    this.accounts.start();
    this.attempt(() => this.watching.accountsChanged());
    this.attempt(() => this.calls.sharedLines.accountsChanged());
    this.practice.resume().catch((error: unknown) => {
      log.error('the practice line does not start', { error });
      notices.add('warning', 'port-in-use', error instanceof Error ? error.message : String(error));
    });
  }

  private closeInterrupted(): void {
    const { store, clock, notices } = this.options;
    const interrupted = store.history.closeInterrupted(clock.epochMs());
    if (interrupted === 0) return;
    notices.add('info', 'interrupted-calls', String(interrupted));
    this.tellHistory();
  }

  /** After every change of the settings. */
  applySettings(): void {
    const settings = this.options.settings();
    this.options.audio.configure(settings, this.region());
    this.options.signalling.setAllowDirectIpCalls(settings.allowDirectIpCalls);
    this.options.signalling.callers.configure({ enabled: settings.checkCallers, anchors: settings.callerAnchors, region: this.region() });
    this.watching.own.update();
  }

  region(): string {
    return this.options.settings().region ?? this.options.systemRegion;
  }

  /** Takes over a provisioning file, or says in a notice what is wrong with it and changes nothing. */
  provision(file: string): void {
    const { store, notices, log } = this.options;
    const targets = { accounts: store.accounts, settings: store.settings, secrets: this.secrets, makeAccountId: () => AccountId.parse(crypto.randomUUID()), saveKeys: (keys: readonly KeyFields[]) => this.watching.keys.saveAll(keys) };
    const done = provisionFrom(file, targets, notices, log);
    if (done === null) return;
    this.options.onSettingsProvisioned(done.settings);
    for (const account of [...done.added, ...done.changed]) this.accounts.put(account, null, true);
  }

  /** Answers to the contract's commands, but for shell, settings and files. */
  commands() {
    const { store, signalling, audio, broadcast, clock } = this.options;
    return {
      ...callCommands(this.calls),
      ...accountCommands(this.accounts, this.practice, signalling, audio, clock, () => this.region(), broadcast),
      ...peopleCommands(store, this.calls, () => this.region(), this.tellPeople),
      ...keyCommands(this.watching),
      ...deviceCommands(this.devices),
      ...sharedLineCommands(this.calls.sharedLines),
      ...messageCommands(this.messages.service),
      ...audioCommands(audio, this.calls.sound),
    };
  }

  /** What the shell shows and may ask for. */
  forShell(setDoNotDisturb: (on: boolean) => void): ShellDomain {
    return {
      facts: {
        calls: () => this.calls.list(),
        accounts: () => this.accounts.list(),
        missedCount: () => this.missed,
        newVoiceMessages: () => this.watching.newMessages,
        unreadMessages: () => this.messages.unread,
        recentCalls: (limit) => this.recentCalls(limit),
      },
      actions: {
        dial: (number) => this.attempt(() => this.calls.dial(number, null)),
        answer: (callId) => this.attempt(() => this.calls.answer(callId)),
        decline: (callId) => this.attempt(() => this.calls.decline(callId, null)),
        hangUp: (callId) => this.attempt(() => this.calls.hangUp(callId)),
        callVoicemail: () => this.attempt(() => this.callVoicemail()),
        setDoNotDisturb: (on) => this.attempt(() => setDoNotDisturb(on)),
        onSuspend: () => this.attempt(() => this.calls.fallAsleep()),
        onResume: () => this.attempt(() => this.wake()),
      },
    };
  }

  /** What `--answer` and `--hang-up` mean: the call that rings, the call that talks. */
  answerRinging(): void {
    const ringing = this.calls.list().find((call) => call.phase.kind === 'incoming');
    if (ringing !== undefined) this.attempt(() => this.calls.answer(ringing.id));
  }

  hangUpCurrent(): void {
    const live = this.calls.list().filter((call) => call.phase.kind !== 'ended');
    const current = live.find((call) => call.heard) ?? live[0];
    if (current?.conference === true) this.attempt(() => this.calls.conference.end());
    else if (current !== undefined) this.attempt(() => this.calls.hangUp(current.id));
  }

  /** Runs what nobody waits for; a refusal is told in a notice. */
  attempt(act: () => unknown): void {
    try {
      act();
    } catch (error) {
      this.options.log.warn('not done', { error });
      this.options.notices.add('warning', noticeCodeOf(error, 'call-failed'), error instanceof Error ? error.message : String(error));
    }
  }

  /** Ends the calls, unregisters, stops media. */
  async dispose(): Promise<void> {
    this.calls.hangUpAll();
    for (const stop of this.stops) stop();
    this.messages.service.dispose();
    await Promise.all([this.options.signalling.dispose(), this.practiceAfterSignalling()]);
    this.accounts.dispose();
    this.calls.dispose();
    await this.options.media.dispose();
  }

  /** The practice server answers our last REGISTER before it goes. */
  private async practiceAfterSignalling(): Promise<void> {
    await new Promise<void>((resolve) => this.options.clock.after(300, resolve));
    await this.practice.dispose();
  }

  private wake(): void {
    this.network.lookAfresh();
    this.calls.wake();
    this.options.signalling.reach.networkChanged({ slept: true, gone: [] });
  }

  /** Of the line whose messages wait, else of the first that has a number for it. */
  private callVoicemail(): void {
    const waiting = this.watching.voicemail.states().find((state) => state.waiting)?.accountId;
    const lines = this.accounts.all().filter(({ enabled, voicemailNumber }) => enabled && voicemailNumber !== null && voicemailNumber !== '');
    const line = lines.find(({ id }) => id === waiting) ?? lines[0];
    if (line?.voicemailNumber == null) throw new CallError('INVALID_TARGET', 'no line has a voicemail number');
    this.calls.dial(line.voicemailNumber, line.id);
  }

  private recentCalls(limit: number): { name: string | null; number: string; missed: boolean }[] {
    return this.options.store.history.recent(limit).map((entry) => ({
      name: entry.contactName ?? entry.displayName, number: entry.numberAsDialled, missed: entry.missed,
    }));
  }

  /** Who is watched follows the people there are. */
  readonly tellPeople: Broadcast = (name, payload) => {
    this.options.broadcast(name, payload);
    if (name === 'contacts:changed') this.attempt(() => this.watching.contactsChanged());
  };

  private tellCalls(calls: CallSnapshot[]): void {
    this.options.broadcast('calls:changed', calls);
    this.watching.own.update();
    this.options.onChanged();
  }

  private tellAccounts(accounts: AccountWithState[]): void {
    this.options.broadcast('accounts:changed', accounts);
    this.attempt(() => this.watching.accountsChanged());
    this.attempt(() => this.calls.sharedLines.accountsChanged());
    this.options.onChanged();
  }

  tellHistory(): void {
    this.missed = this.options.store.history.missedCount();
    this.options.broadcast('history:changed', { missedCount: this.missed });
  }
}
