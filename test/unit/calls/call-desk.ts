import { CallService } from '../../../electron/calls/call-service';
import { CallError } from '../../../electron/calls/errors';
import { silentLog, type Audio, type CallFacts, type ContactStore, type HistoryStore, type Media, type MediaEvent, type MediaOptions, type Negotiated, type OfferCheck, type ReferAnswer, type ReinviteResult, type Signalling, type SignallingEvent, type SubscriptionEvent, type TransferEvent } from '../../../electron/calls/ports';
import { defaultSettings, type Account, type CallSnapshot, type Settings } from '../../../electron/contract';
import { AccountId, CallId, ContactId } from '../../../electron/contract/ids';
import { FakeClock } from '../../support/fake-clock';

export const account: Account = {
  id: AccountId.parse('line'), label: 'Reception', displayName: '', username: '201', authUsername: null, domain: 'pbx.test', outboundProxy: null,
  transport: 'udp', registerExpiresSeconds: 300, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['opus', 'pcmu'], voicemailNumber: null, enabled: true, practice: false,
};
export const negotiated: Negotiated = { codec: 'opus', direction: 'sendrecv', remoteHold: false, telephoneEvent: true, ptimeMs: 20, encryption: { kind: 'none' } };

/** Ports that write down what they were asked, in order. */
export class Desk {
  readonly log: string[] = [];
  readonly clock = new FakeClock();
  readonly ended: CallSnapshot[] = [];
  /** What history was told of far ends. */
  readonly facts: CallFacts[] = [];
  /** Offers that went with a ringing, and how many were made at all. */
  readonly rings: string[] = [];
  offers = 0;
  /** How offers were asked for. */
  readonly described: MediaOptions[] = [];
  settings: Settings = { ...defaultSettings };
  accounts: Account[] = [account];
  calls: CallSnapshot[] = [];
  signal!: (event: SignallingEvent) => void;
  transfer!: (event: TransferEvent) => void;
  roster!: (event: SubscriptionEvent) => void;
  answerFails = false;
  takesRefer: boolean | null = null;
  referAnswer: ReferAnswer = { ok: true, tells: true };
  media!: (event: MediaEvent) => void;
  negotiated: Negotiated = negotiated;
  offerCheck: (offer: string) => OfferCheck | Promise<OfferCheck> = () => ({ ok: true });
  reinviteResult: ReinviteResult = { ok: true, sdp: 'answer' };
  /** null: signalling knows the call no more. */
  isSecure: boolean | null = false;
  registrationKind: 'ready' | 'locked' = 'ready';
  registrationOf: (id: AccountId) => 'ready' | 'locked' = () => this.registrationKind;
  contactsFail = false;
  historyFails = false;
  readonly service: CallService;

  constructor() {
    let serial = 0;
    const say = (...words: unknown[]): void => void this.log.push(words.join(' '));
    const write = (...words: unknown[]): void => {
      if (this.historyFails) throw new Error('disk full');
      say(...words);
    };
    const signalling: Partial<Signalling> = {
      onEvent: (listener) => ((this.signal = listener), () => {}),
      registration: (id) => (this.registrationOf(id) === 'locked' ? { kind: 'locked' } : { kind: 'ready', sinceEpochMs: 0, expiresAtEpochMs: 0, server: 's' }),
      localAddress: () => '127.0.0.1',
      checkTarget: (_account, target) => { if (target.startsWith('sips:')) throw new CallError('INVALID_TARGET', 'needs TLS'); },
      isSecure: () => this.isSecure,
      subscriptions: {
        watch: (_account, what, target, listener) => {
          say('watch', what, target);
          this.roster = listener;
          return () => say('unwatch');
        },
      } as Partial<Signalling['subscriptions']> as Signalling['subscriptions'],
      transfer: {
        onEvent: (listener) => ((this.transfer = listener), () => {}),
        takesRefer: () => this.takesRefer,
        refer: async (id, to) => (say('refer', id, to.kind === 'address' ? to.target : to.callId, ...(to.kind === 'call' && to.at === 'contact' ? ['at its Contact'] : [])), this.referAnswer),
        acceptReferral: (id) => say('acceptReferral', id), refuseReferral: (id, status) => say('refuseReferral', id, status),
        tellReferral: (id, status) => say('tellReferral', id, status),
      },
      invite: (id, _account, target, _sdp, options) => say('invite', id, target, ...(options?.replaces === undefined ? [] : ['Replaces', options.replaces]), ...(options?.anonymous === true ? ['anonymous'] : [])),
      ring: (id, sdp) => {
        say('ring', id);
        if (sdp !== undefined) this.rings.push(sdp);
      },
      accept: (id, sdp) => say('accept', id, sdp),
      reject: (id, status) => say('reject', id, status),
      redirect: (id, target) => say('redirect', id, target),
      hangUp: (id) => say('hangUp', id),
      reinvite: async (id, sdp) => (say('reinvite', id, sdp), this.reinviteResult),
      answerOffer: (id, sdp) => say('answerOffer', id, sdp),
      rejectOffer: (id, status) => say('rejectOffer', id, status),
      sendInfoDigit: async (id, digit) => (say('info', id, digit), true),
    };
    const media: Partial<Media> = {
      onEvent: (listener) => ((this.media = listener), () => {}),
      canAnswer: async (offer) => this.offerCheck(offer),
      makeOffer: async (_id, options) => (this.offers++, this.described.push(options), `offer-${options.direction}`),
      makeAnswer: async () => (this.answerFails ? { ok: false, error: 'no-common-codec' } : { ok: true, sdp: 'our-answer', negotiated: this.negotiated }),
      takeAnswer: async (id, sdp) => (say('takeAnswer', id, sdp), { ok: true, negotiated }),
      setMuted: (id, muted) => say('muted', id, muted),
      setConference: (ids) => say('conference', ...ids),
      setActive: (id) => say('active', id ?? 'none'),
      sendDigits: async (id, digits) => say('digits', id, digits),
      close: async (id) => (say('close', id), null),
    };
    const audio: Partial<Audio> = {
      onLevels: () => () => {}, problem: () => null, startStream: () => say('stream on'), stopStream: () => say('stream off'),
      playTone: (tone, output) => say('tone', tone, output), stopTone: (output) => say('tone off', output),
    };
    const history: Partial<HistoryStore> = {
      begin: (entry) => write('begin', entry.callId, entry.direction, entry.contactName ?? '-', ...(entry.forwardedBy ?? []).map(({ number }) => `by ${number}`)),
      answered: (id, _at, codec) => write('answered', id, codec ?? '-'),
      ended: (id, _at, cause) => write('ended', id, cause.code),
      noted: (id, facts) => {
        write('noted', id);
        this.facts.push(facts);
      },
    };
    const contacts: Partial<ContactStore> = {
      match: (number) => {
        if (this.contactsFail) throw new Error('database locked');
        if (number !== '202') return null;
        return {
          label: 'work',
          contact: { id: ContactId.parse('c1'), name: 'Marie Renard', givenName: '', familyName: '', company: '', title: '', email: '', notes: '', favourite: false, photo: null, numbers: [], updatedAtEpochMs: 0 },
        };
      },
    };
    this.service = new CallService({
      signalling: signalling as Signalling, media: media as Media, audio: audio as Audio, history: history as HistoryStore, contacts: contacts as ContactStore,
      accounts: () => this.accounts, settings: () => this.settings, region: () => 'FR', clock: this.clock, log: silentLog,
      newCallId: () => CallId.parse(`out${++serial}`),
      onChanged: (calls) => (this.calls = calls), onEnded: (call) => this.ended.push(call), onHistoryChanged: () => {},
      onReply: (call, message) => say('message', call.remote.uri, message),
    });
  }

  /** Resolves once its offer was looked at. */
  async comesIn(id: string, number = '202'): Promise<CallId> {
    const callId = CallId.parse(id);
    this.signal({ kind: 'incoming', callId, accountId: account.id, remote: { number, uri: `sip:${number}@pbx.test`, displayName: null }, offer: 'offer', direct: false });
    await settle();
    return callId;
  }

  async talks(id: string): Promise<CallId> {
    const callId = await this.comesIn(id);
    this.service.answer(callId);
    await settle();
    return callId;
  }
}
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
