import type { AccountWithState, AudioProblem, CallFinding, CallSnapshot, Contact, DialRequest, HistoryEntry, Notice, PracticeState, Settings } from '../../../electron/contract';
import type { AccountId, CallId, KeyState, PersonPresence, PhoneKey, SharedLineView, VoicemailState } from '../../../electron/contract';
import { fakeBoard, manyKeys } from './fake-board';
import * as data from './fake-data';
import { type FakeMessages, someMessages } from './fake-messages';
import { fakeSharedLines } from './fake-shared-lines';

export interface FakeState extends FakeMessages {
  settings: Settings;
  accounts: AccountWithState[];
  calls: CallSnapshot[];
  contacts: Contact[];
  history: HistoryEntry[];
  notices: Notice[];
  practice: PracticeState;
  audioProblem: AudioProblem;
  missed: number;
  keys: PhoneKey[];
  keyStates: KeyState[];
  voicemail: VoicemailState[];
  people: PersonPresence[];
  sharedLines: SharedLineView[];
  keychain: boolean;
  systemLocale: string;
  /** Told once the window listens. */
  dialRequest: DialRequest | null;
  page: string | null;
  /** Which step of the account test fails; null = all work. */
  failingStep: 'resolve' | 'reach' | 'register' | 'audio' | null;
}

const calm = (): FakeState => ({
  ...someMessages(),
  settings: { ...data.settings }, accounts: [data.reception], calls: [], contacts: [...data.contacts], history: [...data.history], notices: [],
  practice: { running: false, port: null, numbers: [] }, audioProblem: null, missed: 2, keys: [], keyStates: [], voicemail: [], people: [], sharedLines: [], keychain: true, systemLocale: 'en-GB', dialRequest: null, page: null, failingStep: null,
});

const marie = data.remote(data.person('Marie'));
const priya = data.remote(data.person('Priya'));
const failed = (code: 'wrong-password' | 'unreachable', nextTryAtEpochMs: number | null): AccountWithState => data.line('reception', 'Reception', '201', {
  kind: 'failed', sinceEpochMs: data.now - 20_000, nextTryAtEpochMs, error: { code, sipStatus: code === 'wrong-password' ? 401 : null, detail: '401 Unauthorized' },
});
/** Several people at once: each with what is given for them. */
const together = (...people: readonly (readonly [name: string, more?: Partial<CallSnapshot>])[]): CallSnapshot[] => people.map(([name, more], at) => data.call(`k${at + 1}`, data.remote(data.person(name)), data.talking(data.minutes(9 - at)), { conference: true, heard: true, ...more }));
const recorded = { recording: { startedAtEpochMs: data.now - 72_000 } };
const found = (...findings: readonly CallFinding[]): Pick<CallSnapshot, 'quality'> => ({ quality: { ...data.goodQuality, word: findings[0]?.weight === 'note' ? 'good' : 'fair', findings: [...findings] } });
const over = (code: 'busy' | 'hung-up', answered: boolean): CallSnapshot['phase'] => ({
  kind: 'ended', endedAtEpochMs: data.now, answeredAtEpochMs: answered ? data.now - data.minutes(2) - 14_000 : null,
  cause: { code, by: 'remote', sipStatus: code === 'busy' ? 486 : 200, reason: code === 'busy' ? 'Busy Here' : null },
});

export const practiceAccount = (): AccountWithState => data.line('practice' as AccountId, 'Practice line', 'me', undefined, true);
const practiceCall = (number: string, phase: CallSnapshot['phase']): CallSnapshot => data.call('k1', data.remote(number, 'Practice line'), phase, { accountId: practiceAccount().account.id, accountLabel: 'Practice line' });
const practiceHistory = (): HistoryEntry[] => data.history.slice(0, 3).map((entry, at) => ({
  ...entry, accountId: practiceAccount().account.id, accountLabel: 'Practice line', contactId: null, contactName: null, displayName: null, e164: null, numberAsDialled: ['600', '602', '601'][at] ?? '600',
}));

/** Every state a window can be seen in, by name; what each changes of a calm day. */
export const scenes: Readonly<Record<string, () => Partial<FakeState>>> = {
  calm: () => ({}),
  board: () => fakeBoard(),
  'board-long': () => ({ ...fakeBoard(), keys: fakeBoard().keys.map((key, at) => (at === 0 ? { ...key, label: 'Maximilian von Hohenstein-Schwarzenberg' } : key)) }),
  'board-in-call': () => ({ ...fakeBoard(), calls: [data.call('k1', marie, data.talking(134_000))] }),
  'shared-line': () => ({ sharedLines: fakeSharedLines(), keys: [{ id: 'trunk1' as PhoneKey['id'], kind: 'trunk', label: 'Outside 1', target: 'station1_line1', accountId: null }, { id: 'trunk2' as PhoneKey['id'], kind: 'trunk', label: 'Outside 2', target: 'station1_line2', accountId: null }], keyStates: [{ id: 'trunk1' as PhoneKey['id'], state: 'held', who: null, availability: 'unknown', reason: null }, { id: 'trunk2' as PhoneKey['id'], state: 'talking', who: null, availability: 'unknown', reason: null }] }),
  'many-keys': () => manyKeys(500),
  fresh: () => ({ settings: { ...data.settings, onboarded: false }, accounts: [], contacts: [], history: [], missed: 0 }),
  'fresh-no-password': () => ({ settings: { ...data.settings, onboarded: false }, accounts: [], contacts: [], history: [], missed: 0, failingStep: 'register' }),
  empty: () => ({ contacts: [], history: [], missed: 0, conversations: [], messages: [] }),
  'no-line': () => ({ accounts: [], missed: 0 }),
  'two-lines': () => ({ accounts: [data.reception, data.line('sales', 'Sales', '210'), data.line('home', 'Home', 'marie', { kind: 'disabled' })], practice: data.practice }),
  'line-all': () => ({ accounts: [{ ...data.reception, account: {
    ...data.reception.account, mediaEncryption: 'preferred', codecs: ['opus', 'g722', 'pcma', 'l16'],
    network: { ice: 'relay', stunServer: 'stun.renard.example', turn: { server: 'turn.renard.example:5349', protocol: 'tls', username: 'renard' } },
  } }] }),
  reconnecting: () => ({ accounts: [failed('unreachable', data.now + 9_000)] }),
  'wrong-password': () => ({ accounts: [failed('wrong-password', null)] }),
  locked: () => ({ accounts: [data.line('reception', 'Reception', '201', { kind: 'locked' })], keychain: false }),
  dialling: () => ({ calls: [data.call('k1', marie, { kind: 'dialling' })] }),
  ringing: () => ({ calls: [data.call('k1', marie, { kind: 'ringing', earlyMedia: false })] }),
  talking: () => ({ calls: [data.call('k1', marie, data.talking(134_000))] }),
  secure: () => ({ calls: [data.call('k1', data.remote('+33187654321'), data.talking(3_725_000), { muted: true, security: { signalling: true, audio: true, audioState: 'encrypted', keyExchange: 'dtls', suite: 'AEAD_AES_128_GCM' }, quality: { ...data.goodQuality, word: 'poor', lossInPercent: 8.4, silentForMs: 5_200 } })] }),
  doctor: () => ({
    calls: [data.call('k1', marie, data.talking(48_000), {
      quality: {
        ...data.goodQuality, word: 'poor', lossInPercent: 8.4, jitterMs: 61, mos: { listening: 2.9, conversational: 2.8, band: 'wide' }, mouthToEarMs: 214, concealedPercent: 6.2, packetsLate: 14,
        findings: [{ code: 'not-heard', weight: 'problem' }, { code: 'loss-in', weight: 'warning', percent: 8.4 }, { code: 'jitter-in', weight: 'note', ms: 61 }],
      },
    })],
  }),
  'doctor-warning': () => ({ calls: [data.call('k1', marie, data.talking(48_000), found({ code: 'loss-out', weight: 'warning', percent: 8.4 }))] }),
  'doctor-note': () => ({ calls: [data.call('k1', marie, data.talking(48_000), found({ code: 'jitter-in', weight: 'note', ms: 61 }))] }),
  encrypted: () => ({ calls: [data.call('k1', marie, data.talking(48_000), { security: data.closed })] }),
  'lock-half': () => ({ calls: [data.call('k1', marie, data.talking(48_000), { security: { ...data.closed, signalling: false, keyExchange: 'sdes' } })] }),
  'lock-failed': () => ({ calls: [data.call('k1', marie, data.talking(8_000), { security: { ...data.closed, audio: false, audioState: 'failed', suite: null } })] }),
  recording: () => ({ calls: [data.call('k1', marie, data.talking(134_000), recorded)] }),
  crowded: () => ({ calls: [data.call('k1', data.remote(data.person('Maximilian')), data.talking(3_725_000), {
    ...recorded, playing: 'Announcement for the annual general meeting.wav', ...found({ code: 'codec-mismatch', weight: 'problem', count: 212 }, { code: 'late-in', weight: 'warning', percent: 4 }),
  })] }),
  'long-name': () => ({ calls: [data.call('k1', data.remote(data.person('Maximilian')), data.talking(134_000))] }),
  conference: () => ({ calls: together(['Marie', { speaking: true }], ['Priya']) }),
  'conference-recorded': () => ({ calls: together(['Marie', { speaking: true, ...recorded }], ['Priya', { ...recorded, playing: 'welcome.wav' }], ['Claire', recorded]) }),
  'conference-of-8': () => ({ calls: together(
    ['Marie', { speaking: true, security: data.closed }], ['Maximilian'], ['Priya', found({ code: 'not-heard', weight: 'problem' })], ['Zoé', { phase: { kind: 'established', answeredAtEpochMs: data.now - data.minutes(4), localHold: false, remoteHold: true } }],
    ['Jack', found({ code: 'loss-in', weight: 'warning', percent: 8.4 })], ['Kenji'], ['Service', { speaking: true }],
  ) }),
  'conference-and-call': () => ({ calls: [...together(['Marie'], ['Priya', { speaking: true }]), data.call('k9', data.remote(data.person('Hannah')), data.talking(21_000, true))] }),
  held: () => ({ calls: [data.call('k1', marie, data.talking(134_000, true))] }),
  digits: () => ({ calls: [data.call('k1', data.remote(data.person('Service')), data.talking(34_000), { digitsSent: '2*4471#' })] }),
  'two-calls': () => ({ calls: [data.call('k1', marie, data.talking(134_000, true)), data.call('k2', priya, data.talking(21_000))] }),
  transferring: () => ({ calls: [data.call('k1', marie, data.talking(134_000, true), { heard: false, transfer: { to: { number: '203', name: 'Priya Raman' }, progress: { kind: 'ringing' } } })] }),
  'transfer-failed': () => ({ calls: [data.call('k1', marie, data.talking(134_000, true), { heard: false, transfer: { to: { number: '+33144556677', name: null }, progress: { kind: 'failed', why: 'busy', sipStatus: 486 } } })] }),
  'transfer-unwilling': () => ({ calls: [data.call('k1', marie, data.talking(134_000, true), { heard: false, transfer: { to: { number: '203', name: 'Priya Raman' }, progress: { kind: 'failed', why: 'not-supported', sipStatus: 405 } } })] }),
  consulting: () => ({ calls: [data.call('k1', marie, data.talking(134_000, true)), data.call('k2', priya, data.talking(21_000), { heard: true, consultsFor: 'k1' as CallId })] }),
  'server-conference': () => ({ calls: [data.call('k1', data.remote('8000', 'Monday round'), data.talking(134_000), { heard: true, focus: { count: 3, people: [{ number: '202', name: 'Marie Renard' }, { number: '203', name: 'Priya Raman' }, { number: '204', name: null }] } })] }),
  referred: () => ({ calls: [data.call('k1', priya, { kind: 'ringing', earlyMedia: false }, { heard: true, referredBy: { number: '202', name: 'Marie Renard' } })] }),
  waiting: () => ({ calls: [data.call('k1', marie, data.talking(134_000)), data.call('k2', priya, { kind: 'incoming', silenced: false })] }),
  practice: () => ({ accounts: [practiceAccount()], practice: data.practice, missed: 0, history: practiceHistory() }),
  'practice-call': () => ({ accounts: [practiceAccount()], practice: data.practice, calls: [practiceCall('600', data.talking(12_000))] }),
  'practice-rings': () => ({ accounts: [practiceAccount()], practice: data.practice, calls: [practiceCall('602', { kind: 'incoming', silenced: false })] }),
  'eight-calls': () => ({ calls: [
    data.call('k1', marie, data.talking(134_000)),
    ...['Priya', 'Ada', 'Björn', 'Maximilian', 'Zoé'].map((name, at) => data.call(`k${at + 2}`, data.remote(data.person(name)), data.talking(data.minutes(5 + at), true))),
    data.call('k7', data.remote(data.person('Hannah')), { kind: 'incoming', silenced: false }), data.call('k8', data.remote('+33187654321'), { kind: 'incoming', silenced: false }),
  ] }),
  'incoming-photo': () => ({ calls: [data.call('k1', { ...marie, contact: marie.contact && { ...marie.contact, photo: data.photo } }, { kind: 'incoming', silenced: false })] }),
  'incoming-forwarded': () => ({ calls: [data.call('k1', { ...priya, forwardedBy: [{ number: '+33144556600', displayName: null, reason: 'no-answer' }] }, { kind: 'incoming', silenced: false })] }),
  incoming: () => ({ calls: [data.call('k1', marie, { kind: 'incoming', silenced: false })] }),
  'now-with': () => ({ calls: [data.call('k1', priya, data.talking(41_000), { firstRemote: data.remote('300', 'Reception') })] }),
  'came-back': () => ({ calls: [data.call('k1', data.remote('+33187654321'), { kind: 'incoming', silenced: false }, { backFrom: 'Priya Raman (203)' })], accounts: [data.withVoicemail] }),
  'incoming-voicemail': () => ({ calls: [data.call('k1', marie, { kind: 'incoming', silenced: false })], accounts: [data.withVoicemail] }),
  'sent-on': () => ({ calls: [data.call('k1', marie, { kind: 'ended', endedAtEpochMs: data.now, answeredAtEpochMs: null, cause: { code: 'forwarded', by: 'local', sipStatus: 302, reason: 'Priya Raman (203)' } }, { direction: 'incoming' })] }),
  'history-signs': () => ({ history: data.historyWithSigns }),
  'incoming-verified': () => ({ calls: [data.call('k1', data.remote(data.person('Maximilian')), { kind: 'incoming', silenced: false }, { callerVerification: { verdict: 'verified', attestation: 'A', by: 'network' } })] }),
  'incoming-false': () => ({ calls: [data.call('k1', data.remote('+33187654321'), { kind: 'incoming', silenced: false }, { callerVerification: { verdict: 'failed', attestation: null, by: 'signature' } })] }),
  'talking-false': () => ({ calls: [data.call('k1', marie, data.talking(134_000), { direction: 'incoming', callerVerification: { verdict: 'failed', attestation: null, by: 'network' } })] }),
  'incoming-unknown': () => ({ calls: [data.call('k1', data.remote('+33187654321'), { kind: 'incoming', silenced: false })] }),
  'incoming-long': () => ({ calls: [data.call('k1', data.remote(data.person('Maximilian')), { kind: 'incoming', silenced: true })] }),
  busy: () => ({ calls: [data.call('k1', data.remote(data.person('Élodie')), over('busy', false))] }),
  ended: () => ({ calls: [data.call('k1', data.remote('+33187654321', 'Accueil Dupont'), over('hung-up', true), { direction: 'incoming' })] }),
  notice: () => ({ notices: [...data.notices], audioProblem: { code: 'no-microphone', detail: 'NotFoundError' } }),
  link: () => ({ dialRequest: { number: '+33144556677', original: 'tel:+33-1-44-55-66-77;ext=2', source: 'link' } }),
};

export function makeState(scene: string, query: URLSearchParams): FakeState {
  const make = scenes[scene];
  if (!make) throw new Error(`no such scene: ${scene}`);
  const state: FakeState = { ...calm(), ...make() };
  const theme = query.get('theme');
  const language = query.get('lang');
  state.settings = {
    ...state.settings,
    ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
    ...(language === 'en' || language === 'fr' ? { language } : {}),
  };
  state.page = query.get('page');
  return state;
}
