import type {
  AccountId, AccountWithState, AppInfo, AudioDevices, CallId, CallQuality, CallSnapshot, Contact, ContactId, HistoryEntry, HistoryId,
  Notice, PracticeState, Recording, RecordingId, RegistrationState, RemoteParty, Settings,
} from '../../../electron/contract';

export const now = Date.now();
export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;
export const days = (count: number): number => count * 86_400_000;

export const info: AppInfo = {
  version: '0.1.0', electron: '33.2.1', chrome: '130.0.6723.137', node: '20.18.1', platform: 'linux', systemLocale: 'en-GB', region: 'FR',
  profileFolder: '/home/marie/.config/sidetone', logFile: '/home/marie/.config/sidetone/logs/sidetone.log', keychainAvailable: true, databaseEngine: 'better-sqlite3 13.2.0',
};
/** Written out: the contract's own defaults would bring its parser, which probes for eval, into the page. */
export const settings: Settings = {
  theme: 'system', language: 'system', region: null, microphone: { id: 'jabra-in', name: 'Jabra Evolve2 65' }, speaker: null, ringer: null,
  ringVolume: 0.8, ringtone: 'classic', followRedirects: 'ask', checkCallers: false, callerAnchors: '', echoCancellation: true, noiseSuppression: true, autoGainControl: true,
  doNotDisturb: false, callWaiting: true, dialLinksWithoutAsking: false, allowDirectIpCalls: false,
  startHidden: false, startAtLogin: false, closeToTray: true, ringTimeoutSeconds: 120,
  recordingFolder: null, recordingFormat: 'opus', recordAutomatically: false, recordingNotice: 'tone', readReceipts: 'contacts', tellTyping: true, showMessageText: true, onboarded: true,
};

const ready: RegistrationState = { kind: 'ready', sinceEpochMs: now - hours(2), expiresAtEpochMs: now + minutes(4), server: 'pbx.renard.example:5060' };
export function line(id: string, label: string, username: string, registration: RegistrationState = ready, practice = false): AccountWithState {
  return {
    account: {
      id: id as AccountId, label, username, displayName: label, authUsername: null, domain: 'pbx.renard.example', outboundProxy: null, transport: 'udp',
      registerExpiresSeconds: 300, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['opus', 'g722', 'pcma', 'pcmu'], voicemailNumber: practice ? null : '888', enabled: registration.kind !== 'disabled', practice,
    },
    registration,
  };
}
export const reception = line('reception', 'Reception', '201');

const people: readonly (readonly [given: string, family: string, company: string, ...numbers: string[]])[] = [
  ['Marie', 'Renard', 'Renard & Filles', '+33144556677', '+33612345678'], ['Mario’s', 'Pizza', '', '+33144551020'], ['Amélie', 'Dubois', 'Mairie de Lyon', '+33478101112'],
  ['Ada', 'Okonkwo', 'Lumen Labs', '+442079460018'], ['Anders', 'Lindqvist', 'Nordbyg', '+46850520000'], ['Beatriz', 'Carvalho', '', '+351213456789'],
  ['Björn', 'Åkesson', 'Nordbyg', '+46850520001'], ['Chen', 'Wei', 'Tide Shipping', '+6561234567'], ['Claire', 'Fontaine', 'Cabinet Fontaine', '+33155443322'],
  ['Daniel', 'Kowalczyk', '', '+48221234567'], ['Élodie', 'Martin', 'Renard & Filles', '202'], ['Fatima', 'El Amrani', 'Atlas Imports', '+212522123456'],
  ['Gonzalo', 'Núñez', '', '+34911234567'], ['Hannah', 'Vogel', 'Vogel Steuerberatung', '+493012345678'], ['Igor', 'Petrov', '', '+359212345678'],
  ['Jack', 'O’Brien', 'Harbour Legal', '+35312345678'], ['Kenji', 'Tanaka', 'Tanaka Seisakusho', '+81312345678'], ['Léa', 'Moreau', '', '+33698765432'],
  ['Maximilian', 'von Hohenstein-Schwarzenberg', 'Internationale Vermögensverwaltungsgesellschaft', '+4989123456'], ['Nadia', 'Haddad', '', '+33611223344'],
  ['Óscar', 'Ibáñez', '', '+34600112233'], ['Priya', 'Raman', 'Lumen Labs', '+442079460019'], ['Quentin', 'Leroy', '', '+33144000111'],
  ['', '', 'Service client EDF', '+33969321515'], ['Sofia', 'Rossi', 'Studio Rossi', '+390612345678'], ['Tomás', 'Herrera', '', 'sip:tomas@herrera.example'],
  ['Yusuf', 'Demir', '', '+902121234567'], ['Zoé', 'Petit', '', '+33622334455'],
];

export const contacts: readonly Contact[] = people.map(([givenName, familyName, company, ...numbers], index) => ({
  id: `c${index}` as ContactId, givenName, familyName, company, title: index === 0 ? 'Directrice' : '', email: index === 0 ? 'marie@renard.example' : '',
  notes: index === 0 ? 'Prefers calls before ten. Second office in Lyon on Thursdays.' : '', favourite: [0, 8, 17].includes(index), photo: null,
  numbers: numbers.map((value, at) => ({ label: value.includes('@') ? 'sip' as const : at === 0 ? 'work' as const : 'mobile' as const, value })),
  name: `${givenName} ${familyName}`.trim() || company, updatedAtEpochMs: now - days(index),
})).toSorted((a, b) => a.name.localeCompare(b.name));
export const person = (name: string): Contact => {
  const found = contacts.find((contact) => contact.name.startsWith(name));
  if (!found) throw new Error(`no such person: ${name}`);
  return found;
};

type Outcome = 'in' | 'out' | 'missed' | 'busy' | 'cancelled' | 'running';
function entry(index: number, who: Contact | string, outcome: Outcome, agoMs: number, talkedMs: number): HistoryEntry {
  const contact = typeof who === 'string' ? null : who;
  const number = typeof who === 'string' ? who : (who.numbers[0]?.value ?? '');
  const startedAtEpochMs = now - agoMs;
  const answered = outcome === 'in' || outcome === 'out' ? startedAtEpochMs + 6_000 : null;
  return {
    id: `h${index}` as HistoryId, direction: outcome === 'in' || outcome === 'missed' ? 'incoming' : 'outgoing', accountId: 'reception' as AccountId, accountLabel: 'Reception',
    numberAsDialled: number, e164: number.startsWith('+') ? number : null, displayName: null, contactId: contact?.id ?? null, contactName: contact?.name ?? null,
    startedAtEpochMs, answeredAtEpochMs: answered, endedAtEpochMs: startedAtEpochMs + 9_000 + talkedMs,
    end: { code: outcome === 'missed' ? 'missed' : outcome === 'busy' ? 'busy' : outcome === 'cancelled' ? 'cancelled' : 'hung-up', by: 'remote', sipStatus: outcome === 'busy' ? 486 : null, reason: outcome === 'busy' ? 'Busy Here' : null },
    codec: answered === null ? null : 'opus',
    quality: answered === null ? null : { lossInPercent: 0.2, lossOutPercent: 0.1, jitterMs: 4, roundTripMs: 28, packetsSent: 6_712, packetsReceived: 6_698, packetsLost: 13 },
    missed: outcome === 'missed', seen: outcome !== 'missed', recorded: index === 0,
  };
}
const spread = [4, 21, 48, 95, 190, 1_450, 1_520, 1_640, 2_900, 4_400, 5_900, 8_800, 11_600, 20_000];
const troubled: HistoryEntry['quality'] = {
  lossInPercent: 8.4, lossOutPercent: 0.1, jitterMs: 61, roundTripMs: 28, packetsSent: 6_712, packetsReceived: 6_148, packetsLost: 564,
  mos: { listening: 2.9, conversational: 2.8, band: 'wide' }, findings: [{ code: 'loss-in', weight: 'warning', percent: 8.4 }, { code: 'jitter-in', weight: 'note', ms: 61 }],
};
export const history: readonly HistoryEntry[] = [
  { ...entry(0, person('Marie'), 'out', minutes(4), minutes(2) + 14_000), quality: troubled }, entry(1, '+33187654321', 'missed', minutes(21), 0), entry(2, person('Priya'), 'in', minutes(48), minutes(12)),
  entry(3, person('Élodie'), 'busy', minutes(95), 0), entry(4, person('Claire'), 'in', minutes(190), minutes(31) + 7_000), entry(5, person('Léa'), 'missed', minutes(1_450), 0),
  entry(6, person('Mario'), 'out', minutes(1_520), 48_000), entry(7, person('Kenji'), 'in', minutes(1_640), hours(1) + minutes(4)), entry(8, '+33800123456', 'cancelled', minutes(2_900), 0),
  ...spread.slice(9).map((ago, at) => entry(9 + at, contacts[(at * 5) % contacts.length] ?? person('Marie'), (['in', 'out', 'missed', 'in', 'out'] as const)[at % 5] ?? 'in', minutes(ago), minutes(at + 1))),
];

export const recordings: readonly Recording[] = [
  { id: 'r1' as RecordingId, name: '2026-11-23 16.05.09 to Marie Renard +33144556677.opus', startedAtEpochMs: now - minutes(4), durationMs: 131_000, exists: true },
  { id: 'r2' as RecordingId, name: '2026-11-23 16.07.20 to Marie Renard +33144556677.opus', startedAtEpochMs: now - minutes(2), durationMs: 3_000, exists: false },
];

export const devices: AudioDevices = {
  microphones: [{ id: 'jabra-in', name: 'Jabra Evolve2 65' }, { id: 'built-in', name: 'Built-in microphone' }, { id: 'webcam', name: 'Logitech BRIO' }],
  speakers: [{ id: 'jabra-out', name: 'Jabra Evolve2 65' }, { id: 'built-out', name: 'Built-in speakers' }],
  activeMicrophone: 'Jabra Evolve2 65', activeSpeaker: 'Jabra Evolve2 65', activeRinger: 'Built-in speakers',
};

export const goodQuality: CallQuality = {
  word: 'good', codec: 'opus', lossInPercent: 0.1, lossOutPercent: 0, jitterMs: 3.4, roundTripMs: 27, playoutDelayMs: 42,
  packetsSent: 6700, packetsReceived: 6690, packetsLost: 8, silentForMs: null,
};
export function remote(who: Contact | string, displayName: string | null = null): RemoteParty {
  const contact = typeof who === 'string' ? null : who;
  const number = typeof who === 'string' ? who : (who.numbers[0]?.value ?? '');
  return {
    number, uri: `sip:${number}@pbx.renard.example`, e164: number.startsWith('+') ? number : null, displayName,
    contact: contact && { id: contact.id, name: contact.name, company: contact.company || null, label: 'work', photo: contact.photo },
  };
}
export function call(id: string, party: RemoteParty, phase: CallSnapshot['phase'], more: Partial<CallSnapshot> = {}): CallSnapshot {
  return {
    id: id as CallId, accountId: 'reception' as AccountId, accountLabel: 'Reception', direction: phase.kind === 'incoming' ? 'incoming' : 'outgoing', startedAtEpochMs: now - minutes(3),
    remote: party, phase, muted: false, holdPending: false, security: { signalling: false, audio: false, audioState: 'open', keyExchange: null, suite: null }, quality: phase.kind === 'established' ? goodQuality : null, digitsSent: '', heard: false, conference: false, speaking: false, recording: null, playing: null, ...more,
  };
}
export const closed: CallSnapshot['security'] = { signalling: true, audio: true, audioState: 'encrypted', keyExchange: 'dtls', suite: 'AEAD_AES_128_GCM' };
export const talking = (agoMs: number, localHold = false): CallSnapshot['phase'] => ({ kind: 'established', answeredAtEpochMs: now - agoMs, localHold, remoteHold: false });

export const practice: PracticeState = {
  running: true, port: 5099,
  numbers: [{ number: '600', what: 'echo' }, { number: '601', what: 'voice' }, { number: '602', what: 'ring-back' }, { number: '603', what: 'busy' }, { number: '604', what: 'no-answer' }],
};
export const notices: readonly Notice[] = [
  { id: 'n1', severity: 'warning', code: 'disk-full', detail: 'SQLITE_FULL: database or disk is full', atEpochMs: now },
];

/** A portrait that nobody is: two shapes on a tint. */
export const photo = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#c9d6ee"/><circle cx="32" cy="26" r="12" fill="#7a5a48"/><path d="M8 64a24 22 0 0 1 48 0z" fill="#3d4f7c"/></svg>')}`;

/** The line with a number for its voicemail. */
export const withVoicemail: AccountWithState = { ...reception, account: { ...reception.account, voicemailNumber: '*97' } };

/** The same calls, the newest with all that may be known of a far end. */
export const historyWithSigns: HistoryEntry[] = history.map((entry, at) => ({
  ...entry,
  ...(at === 0 && {
    callerVerification: { verdict: 'verified', attestation: 'A', by: 'network' } as const,
    forwardedBy: [{ number: '200', displayName: 'Reception', reason: 'no-answer' as const }, { number: '+33144556600', displayName: null, reason: null }],
    connected: { number: '203', e164: null, displayName: 'P. Raman', contactName: 'Priya Raman' },
  }),
  ...(at === 2 && { callerVerification: { verdict: 'failed', attestation: null, by: 'network' } as const }),
}));
