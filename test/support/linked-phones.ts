import { CallService } from '../../electron/calls/call-service';
import { silentLog, type Audio, type ContactStore, type HistoryStore, type MediaStats, type ReinviteResult, type Signalling, type SignallingEvent } from '../../electron/calls/ports';
import type { Account, CallSnapshot, EndCode } from '../../electron/contract';
import { AccountId, CallId } from '../../electron/contract/ids';
import { defaultSettings } from '../../electron/contract';
import { createInProcessMedia, type MediaEngine } from '../../electron/media';
import type { OpenSocket } from '../../electron/media/transport/datagram-socket';
import type { Endpoint } from '../../electron/media/transport/endpoint';
import { NodeSocket } from '../../electron/media/transport/node-socket';
import { FakeClock } from './fake-clock';
import { PIECE_FRAMES, PIECE_MS } from './media-pair';
import { silentTransfer } from './silent-transfer';

export interface LinkedPhonesOptions {
  readonly a?: Partial<Account>;
  readonly b?: Partial<Account>;
}

/** What was written of one call. */
export interface HistoryRow { callId: CallId; direction: string; end: EndCode | null }

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(() => setImmediate(resolve)); });

/**
 * Two whole phones but for SIP, which is a wire in this process: the domain and a media engine each, real RTP over loopback,
 * one fake clock that runs as fast as it goes.
 */
export class LinkedPhones {
  readonly clock = new FakeClock();
  readonly a: LinkedPhone;
  readonly b: LinkedPhone;
  /** Every first offer that went out. */
  readonly invites: string[] = [];
  /** A status refuses an offer on its way, before the far end hears of it. */
  refuse: (offer: string) => number | null = () => null;
  /** What somebody on the way does to descriptions. */
  carry: (sdp: string, from: LinkedPhone) => string = (sdp) => sdp;

  /** False for a datagram that gets lost. */
  passes: (bytes: Uint8Array, from: Endpoint, to: Endpoint) => boolean = () => true;

  constructor(options: LinkedPhonesOptions = {}) {
    this.a = new LinkedPhone('a', this, options.a ?? {});
    this.b = new LinkedPhone('b', this, options.b ?? {});
  }

  readonly openSocket: OpenSocket = async (options) => {
    const socket = await NodeSocket.open(options);
    const send = socket.send.bind(socket);
    socket.send = (bytes, to) => { if (this.passes(bytes, socket.local, to)) send(bytes, to); };
    return socket;
  };

  other(phone: LinkedPhone): LinkedPhone { return phone === this.a ? this.b : this.a; }

  /** a calls b, who answers as soon as it rings. */
  async connect(): Promise<CallId> {
    const callId = this.a.calls.dial('b', null);
    await this.until(() => this.b.snapshot.some(({ phase }) => phase.kind === 'incoming'));
    const ringing = this.b.snapshot.find(({ phase }) => phase.kind === 'incoming');
    if (!ringing) throw new Error('it does not ring');
    this.b.calls.answer(ringing.id);
    await this.until(() => [this.a, this.b].every(({ snapshot }) => snapshot.some(({ phase }) => phase.kind === 'established')));
    return callId;
  }

  /** Lets time pass; `spoken` goes into a's microphone and again in b's. What each heard meanwhile. */
  async run(ms: number, spoken = new Float32Array(0)): Promise<{ heardByA: Float32Array; heardByB: Float32Array }> {
    const pieces = Math.ceil(ms / PIECE_MS);
    const [heardByA, heardByB] = [new Float32Array(pieces * PIECE_FRAMES), new Float32Array(pieces * PIECE_FRAMES)];
    for (let piece = 0; piece < pieces; piece++) {
      this.clock.advance(PIECE_MS);
      const at = piece * PIECE_FRAMES;
      for (const [phone, heard] of [[this.a, heardByA], [this.b, heardByB]] as const) {
        const mic = new Float32Array(PIECE_FRAMES);
        mic.set(spoken.subarray(at, at + PIECE_FRAMES));
        phone.media.pushCapture(mic);
        heard.set(phone.media.pullPlayback(PIECE_FRAMES), at);
      }
      await turn();
    }
    return { heardByA, heardByB };
  }

  /** Lets time pass until it is so. Throws where it is not after `withinMs` of it. */
  async until(isSo: () => boolean, withinMs = 5_000): Promise<void> {
    for (let ms = 0; !isSo(); ms += PIECE_MS) {
      if (ms >= withinMs) throw new Error(`not so within ${withinMs} ms: ${JSON.stringify([this.a, this.b].map(({ snapshot }) => snapshot.map(({ phase }) => phase)))}`);
      await this.run(PIECE_MS);
    }
  }

  async dispose(): Promise<void> {
    for (const { calls } of [this.a, this.b]) calls.dispose();
    await Promise.all([this.a.media.dispose(), this.b.media.dispose()]);
  }
}

export class LinkedPhone {
  readonly media: MediaEngine;
  readonly calls: CallService;
  readonly history: HistoryRow[] = [];
  readonly ended: CallSnapshot[] = [];
  readonly account: Account;
  snapshot: CallSnapshot[] = [];
  stats: MediaStats | null = null;
  /** Of this machine, as signalling sees it. */
  address = '127.0.0.1';
  #emit: (event: SignallingEvent) => void = () => {};
  /** The far end's name of each call. */
  readonly #peers = new Map<CallId, CallId>();
  readonly #answered = new Set<CallId>();
  readonly #reinvites = new Map<CallId, (result: ReinviteResult) => void>();
  #serial = 0;

  constructor(readonly name: string, private readonly link: LinkedPhones, account: Partial<Account>) {
    const { clock } = link;
    this.account = {
      id: AccountId.parse(name), label: name, displayName: '', username: name, authUsername: null, domain: 'pbx.test', outboundProxy: null,
      transport: 'udp', registerExpiresSeconds: 300, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['pcmu'],
      voicemailNumber: null, enabled: true, practice: false, ...account,
    };
    this.media = createInProcessMedia({ clock, openSocket: link.openSocket });
    this.media.onEvent((event) => { if (event.kind === 'stats') this.stats = event.stats; });
    const audio: Partial<Audio> = { onLevels: () => () => {}, problem: () => null, startStream: () => {}, stopStream: () => {}, playTone: () => {}, stopTone: () => {} };
    const row = (callId: CallId): HistoryRow | undefined => this.history.find((known) => known.callId === callId);
    const history: Partial<HistoryStore> = {
      begin: ({ callId, direction }) => { this.history.push({ callId, direction, end: null }); },
      answered: () => {},
      ended: (callId, _at, { code }) => { const known = row(callId); if (known) known.end = code; },
    };
    this.calls = new CallService({
      signalling: this.#signalling() as Signalling, media: this.media, audio: audio as Audio, history: history as HistoryStore,
      contacts: { match: () => null } as Partial<ContactStore> as ContactStore,
      accounts: () => [this.account], settings: () => ({ ...defaultSettings }), region: () => 'FR', clock, log: silentLog,
      newCallId: () => CallId.parse(`${name}${++this.#serial}`),
      onChanged: (calls) => { this.snapshot = calls; }, onEnded: (call) => this.ended.push(call), onHistoryChanged: () => {},
    });
  }

  #signalling(): Partial<Signalling> {
    const { link } = this;
    return {
      onEvent: (listener) => ((this.#emit = listener), () => {}),
      registration: () => ({ kind: 'ready', sinceEpochMs: 0, expiresAtEpochMs: 0, server: 'wire' }),
      localAddress: () => this.address,
      checkTarget: () => {},
      isSecure: () => false,
      transfer: silentTransfer,
      invite: (callId, _account, _target, sdp) => {
        link.invites.push(sdp);
        const refused = link.refuse(sdp);
        if (refused !== null) return this.#tell({ kind: 'failed', callId, status: refused, reason: '', retryAfterSeconds: null });
        const far = link.other(this);
        const farId = CallId.parse(`${callId}-at-${far.name}-${++this.#serial}`);
        this.#peers.set(callId, farId);
        far.#peers.set(farId, callId);
        far.#tell({ kind: 'incoming', callId: farId, accountId: far.account.id, remote: { number: this.name, uri: `sip:${this.name}@pbx.test`, displayName: null }, offer: link.carry(sdp, this), direct: false });
      },
      ring: (callId) => this.#far(callId, (id) => ({ kind: 'progress', callId: id, status: 180, sdp: null })),
      accept: (callId, sdp) => {
        this.#answered.add(callId);
        this.#far(callId, (id, far) => { far.#answered.add(id); return { kind: 'accepted', callId: id, sdp: link.carry(sdp, this), remote: null }; });
        this.#tell({ kind: 'acknowledged', callId, sdp: null });
      },
      reject: (callId, status) => this.#far(callId, (id) => ({ kind: 'failed', callId: id, status, reason: '', retryAfterSeconds: null })),
      hangUp: (callId) => this.#far(callId, (id) => (this.#answered.has(callId)
        ? { kind: 'ended', callId: id, reason: null }
        : { kind: 'cancelled', callId: id, answeredElsewhere: false, reason: null })),
      reinvite: (callId, sdp) => new Promise((resolve) => {
        this.#reinvites.set(callId, resolve);
        this.#far(callId, (id) => ({ kind: 'remoteOffer', callId: id, offer: link.carry(sdp, this) }));
      }),
      answerOffer: (callId, sdp) => this.#settle(callId, { ok: true, sdp: link.carry(sdp, this) }),
      rejectOffer: (callId, status) => this.#settle(callId, { ok: false, status, reason: '', ...(status === 491 ? { retryAfterMs: this.name === 'a' ? 2_100 : 300 } : {}) }),
    };
  }

  /** Like the network: never before the caller has gone on with its own work. */
  #tell(event: SignallingEvent): void {
    setImmediate(() => this.#emit(event));
  }

  #far(callId: CallId, make: (farId: CallId, far: LinkedPhone) => SignallingEvent): void {
    const farId = this.#peers.get(callId);
    const far = this.link.other(this);
    if (farId !== undefined) far.#tell(make(farId, far));
  }

  #settle(callId: CallId, result: ReinviteResult): void {
    const far = this.link.other(this);
    const farId = this.#peers.get(callId);
    const resolve = farId === undefined ? undefined : far.#reinvites.get(farId);
    if (farId === undefined || resolve === undefined) return;
    far.#reinvites.delete(farId);
    resolve(result);
  }
}
