import { constants, setPriority } from 'node:os';
import { join, resolve } from 'node:path';
import type { RecordingSupport } from '../../electron/calls/recording/recording';
import { CallService } from '../../electron/calls/call-service';
import { silentLog, systemClock, type Audio, type Log } from '../../electron/calls/ports';
import { AccountId, CallId, RecordingId } from '../../electron/contract/ids';
import { defaultSettings, type Account, type CallSnapshot, type Settings, type ToneName } from '../../electron/contract';
import { createInProcessMedia, type MediaEngineOptions } from '../../electron/media';
import { createSignalling } from '../../electron/sip';
import { openStore, type OpenStore } from '../../electron/store';
import type { Media, PathReport, Signalling } from '../../electron/calls/ports';
import { PIECE_FRAMES, PIECE_MS } from './media-pair';

// Sound is made and heard in this very process, so it gets what the media process of the app gives itself.
try {
  setPriority(constants.priority.PRIORITY_HIGH);
} catch {
  // Not everyone may.
}

export interface HeadlessPhoneOptions {
  user: string;
  password: string;
  /** host:port of the registrar. */
  domain: string;
  account?: Partial<Account>;
  settings?: Partial<Settings>;
  /** Of the account's TURN server. */
  turnPassword?: string;
  media?: MediaEngineOptions;
  /** Which of our addresses leads to a server; the system's answer unless given. */
  localAddressFor?: () => Promise<string>;
  /** In place of an engine in this process. */
  openMedia?: () => PhoneMedia;
  /** Addresses that SIP binds to; loopback unless given. */
  bind?: { ipv4: string; ipv6: string };
  log?: Log;
  /** Calls can be recorded, into this folder. */
  recordingFolder?: string;
}

/** Media with the wires to microphone and speaker. */
export interface PhoneMedia {
  readonly media: Media;
  /** The microphone gave `mic`; as much for the speaker is told to `heard`, at once or soon. */
  exchange(mic: Float32Array, heard: (pcm: Float32Array) => void): void;
}

function inProcess(options: MediaEngineOptions | undefined): PhoneMedia {
  const media = createInProcessMedia(options);
  return {
    media,
    exchange: (mic, heard) => {
      media.pushCapture(mic);
      heard(media.pullPlayback(mic.length));
    },
  };
}

/**
 * The whole phone but its windows: real SIP, real RTP, real store (in memory), with a microphone that says what it is
 * given and a speaker that is written down, both clocked at 48 kHz by this process.
 */
export class HeadlessPhone {
  readonly signalling: Signalling;
  readonly media: Media;
  readonly store: OpenStore;
  readonly calls: CallService;
  readonly account: Account;
  readonly tones: string[] = [];
  /** What went wrong with recordings. */
  readonly recordingProblems: string[] = [];
  snapshot: CallSnapshot[] = [];
  /** Which way the sound of the call went at the last look. */
  path: PathReport | null = null;
  /** Every call that ended, in order. */
  readonly ended: CallSnapshot[] = [];
  private readonly sound: PhoneMedia;
  private readonly heardPieces: Float32Array[] = [];
  private toSay: Float32Array = new Float32Array(0);
  private said = 0;
  private streaming = false;
  private pieces = 0;
  private readonly startedMs = performance.now();
  private readonly pump: NodeJS.Timeout;
  private readonly wakers = new Set<() => void>();

  constructor(options: HeadlessPhoneOptions) {
    const log = options.log ?? silentLog;
    const settings: Settings = { ...defaultSettings, ...options.settings };
    let serial = 0;
    const newCallId = (): CallId => CallId.parse(`${options.user}-${++serial}`);
    this.account = {
      id: AccountId.parse(options.user), label: options.user, displayName: `The ${options.user}`, username: options.user, authUsername: null,
      domain: options.domain, outboundProxy: null, transport: 'udp', registerExpiresSeconds: 120, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes',
      codecs: ['opus', 'g722', 'pcma', 'pcmu'], voicemailNumber: null, enabled: true, practice: false, ...options.account,
    };
    this.signalling = createSignalling({ log, clock: systemClock, newCallId, userAgent: 'Sidetone/test', bind: options.bind ?? { ipv4: '127.0.0.1', ipv6: '::1' }, ...(options.localAddressFor && { localAddressFor: options.localAddressFor }) });
    this.signalling.setAllowDirectIpCalls(settings.allowDirectIpCalls);
    this.sound = options.openMedia?.() ?? inProcess(options.media);
    this.media = this.sound.media;
    this.store = openStore({ file: ':memory:', log, clock: systemClock });
    this.calls = new CallService({
      signalling: this.signalling, media: this.media, audio: this.audio(), history: this.store.history, contacts: this.store.contacts,
      accounts: () => [this.account], settings: () => settings, region: () => 'FR', clock: systemClock, log, newCallId,
      onChanged: (calls) => this.changed(calls), onEnded: (call) => this.ended.push(call), onHistoryChanged: () => {},
      ...(options.recordingFolder === undefined ? {} : { recording: this.recording(options.recordingFolder) }),
      turnPassword: () => options.turnPassword ?? null,
    });
    this.media.onEvent((event) => { if (event.kind === 'stats') this.path = event.stats.path; });
    this.signalling.onEvent(() => this.wake());
    this.signalling.applyAccount(this.account, options.password);
    this.pump = setInterval(() => this.turn(), 2);
  }

  /** Resolves once the line is registered. */
  async ready(withinMs = 8_000): Promise<void> {
    await this.until(() => (this.signalling.registration(this.account.id).kind === 'ready' ? true : null), 'registered', withinMs);
  }

  /** The first call that fits, as soon as there is one. */
  call(what: string, fits: (call: CallSnapshot) => boolean, withinMs = 8_000): Promise<CallSnapshot> {
    return this.until(() => this.snapshot.find(fits) ?? null, what, withinMs);
  }

  phase(kind: CallSnapshot['phase']['kind'], withinMs = 8_000): Promise<CallSnapshot> {
    return this.call(kind, (call) => call.phase.kind === kind, withinMs);
  }

  /** Microphone input from now on, 48 kHz mono; silence afterwards. */
  say(pcm: Float32Array): void {
    this.toSay = pcm;
    this.said = 0;
  }

  /** Forgets what was heard so far. */
  listen(): void {
    this.heardPieces.length = 0;
  }

  /** Everything the speaker played since listen(), 48 kHz mono. */
  heard(): Float32Array {
    const all = new Float32Array(this.heardPieces.length * PIECE_FRAMES);
    this.heardPieces.forEach((piece, index) => all.set(piece, index * PIECE_FRAMES));
    return all;
  }

  async until<T>(look: () => T | null, what: string, withinMs = 8_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const found = look();
        if (found === null) return;
        clearTimeout(timer);
        this.wakers.delete(check);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.wakers.delete(check);
        reject(new Error(`${this.account.username}: no "${what}" within ${withinMs} ms; calls: ${JSON.stringify(this.snapshot.map((call) => call.phase))}; ended: ${JSON.stringify(this.ended.map((call) => call.phase))}`));
      }, withinMs);
      this.wakers.add(check);
      check();
    });
  }

  async dispose(): Promise<void> {
    clearInterval(this.pump);
    this.calls.hangUpAll();
    await this.signalling.dispose();
    this.calls.dispose();
    await this.media.dispose();
    this.store.close();
  }

  private changed(calls: CallSnapshot[]): void {
    this.snapshot = calls;
    this.wake();
  }

  private wake(): void {
    for (const look of [...this.wakers]) look();
  }

  /** The sound card: as many 5 ms pieces as have fallen due. */
  private turn(): void {
    const due = Math.floor((performance.now() - this.startedMs) / PIECE_MS);
    for (; this.pieces < due; this.pieces += 1) {
      if (!this.streaming) continue;
      this.sound.exchange(this.nextPiece(), (pcm) => this.heardPieces.push(pcm));
    }
  }

  private nextPiece(): Float32Array {
    const piece = new Float32Array(PIECE_FRAMES);
    piece.set(this.toSay.subarray(this.said, this.said + PIECE_FRAMES));
    this.said += PIECE_FRAMES;
    return piece;
  }

  private recording(folder: string): RecordingSupport {
    return {
      store: this.store.recordings, folder: () => folder, join, announcement: () => resolve('assets/announcements/recording-en.opus'),
      newRecordingId: () => RecordingId.parse(crypto.randomUUID()), onProblem: (problem) => this.recordingProblems.push(problem),
    };
  }

  private audio(): Audio {
    const none = (): (() => void) => () => {};
    return {
      configure: () => {},
      startStream: () => void (this.streaming = true),
      stopStream: () => void (this.streaming = false),
      playTone: (tone: ToneName, output) => void this.tones.push(`${tone} ${output}`),
      stopTone: (output) => void this.tones.push(`off ${output}`),
      monitor: () => {},
      devices: () => ({ microphones: [], speakers: [], activeMicrophone: null, activeSpeaker: null, activeRinger: null }),
      problem: () => null,
      onDevices: none, onLevels: none, onProblem: none,
    };
  }
}
