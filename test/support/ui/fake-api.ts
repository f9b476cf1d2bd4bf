import type {
  CallId, CallSnapshot, CommandName, CommandRequest, CommandResponse, CommandResult, Contact, ContactId, EventName, EventPayload, KeyId, SidetoneApi, Suggestion, WindowKind,
} from '../../../electron/contract';
import * as data from './fake-data';
import { trace, traceDialogs } from './fake-trace';
import { messageHandlers } from './fake-messages';
import { makeState, practiceAccount, type FakeState } from './fake-state';

type Handlers = { [N in CommandName]?: (request: CommandRequest<N>) => CommandResponse<N> | Promise<CommandResponse<N>> };
export interface FakeApi extends SidetoneApi {
  /** Every command asked, in order. */
  readonly asked: { name: CommandName; request: unknown }[];
  /** Errors, rejections and breaches of the Content-Security-Policy since the page began to load. */
  readonly complaints: readonly string[];
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void;
  readonly state: FakeState;
}

const wait = (ms: number): Promise<void> => new Promise((done) => { setTimeout(done, ms); });
const plain = (value: string): string => value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** A main process that exists only in the page: same contract, invented facts. */
export function makeFakeApi(windowKind: WindowKind, state: FakeState): FakeApi {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const asked: FakeApi['asked'] = [];
  const emit: FakeApi['emit'] = (name, payload) => {
    for (const listener of listeners.get(name) ?? []) (listener as (told: typeof payload) => void)(payload);
  };
  const setCalls = (calls: CallSnapshot[]): null => { state.calls = calls; emit('calls:changed', calls); return null; };
  const patch = (callId: CallId, change: (call: CallSnapshot) => CallSnapshot): null => setCalls(state.calls.map((call) => (call.id === callId ? change(call) : call)));
  const setPhase = (callId: CallId, phase: CallSnapshot['phase']): null => patch(callId, (call) => ({ ...call, phase }));
  const hold = (call: CallSnapshot, localHold: boolean): CallSnapshot => (call.phase.kind === 'established' ? { ...call, phase: { ...call.phase, localHold } } : call);
  const end = (callId: CallId): null => setPhase(callId, { kind: 'ended', endedAtEpochMs: Date.now(), answeredAtEpochMs: null, cause: { code: 'hung-up', by: 'local', sipStatus: null, reason: null } });
  const removed = new Map<string, () => void>();
  const undoable = (undo: () => void): { undoToken: string } => { const undoToken = `u${removed.size}`; removed.set(undoToken, undo); return { undoToken }; };
  const undo = ({ undoToken }: { undoToken: string }): null => { removed.get(undoToken)?.(); return null; };
  const contactsChanged = (): void => emit('contacts:changed', null);
  const historyChanged = (): void => emit('history:changed', { missedCount: state.missed });

  const handlers: Handlers = {
    'app:info': () => ({ ...data.info, keychainAvailable: state.keychain, systemLocale: state.systemLocale }),
    'app:notices': () => state.notices,
    'app:dismissNotice': ({ id }) => { state.notices = state.notices.filter((notice) => notice.id !== id); return null; },
    'settings:get': () => state.settings,
    'settings:set': (change) => { state.settings = { ...state.settings, ...change } as FakeState['settings']; emit('settings:changed', state.settings); return state.settings; },
    'accounts:tryDialPlan': ({ plan, number }) => (plan.digitMap === '(2a)' ? { kind: 'unreadable', at: 3, found: 'a' } : number === '112' ? { kind: 'emergency' } : { kind: 'goesOut', number: plan.outsidePrefix + number }),
    'trace:of': () => trace,
    'trace:dialogs': () => [...traceDialogs],
    'trace:export': () => ({ file: '/home/marie/sip-trace.txt' }),
    'trace:clear': () => null,
    'accounts:list': () => state.accounts,
    'accounts:save': (draft) => {
      const saved = data.line(draft.id ?? `a${state.accounts.length}`, draft.label, draft.username);
      saved.account.domain = draft.domain;
      state.accounts = [...state.accounts.filter((line) => line.account.id !== saved.account.id), saved];
      emit('accounts:changed', state.accounts);
      return saved;
    },
    'accounts:checkReach': ({ accountId }) => {
      state.accounts = state.accounts.map((entry) => (entry.account.id === accountId && entry.registration.kind === 'ready' ? { ...entry, registration: { ...entry.registration, proof: { kind: 'returned', atEpochMs: Date.now() } } } : entry));
      emit('accounts:changed', state.accounts);
      return null;
    },
    'accounts:remove': ({ accountId }) => {
      const before = state.accounts;
      state.accounts = before.filter((line) => line.account.id !== accountId);
      emit('accounts:changed', state.accounts);
      return undoable(() => { state.accounts = before; emit('accounts:changed', before); });
    },
    'accounts:undoRemove': undo,
    'accounts:unlock': ({ accountId }) => {
      state.accounts = state.accounts.map((line) => (line.account.id === accountId ? { ...line, registration: data.reception.registration } : line));
      emit('accounts:changed', state.accounts);
      return null;
    },
    'accounts:discover': async ({ domain }) => { await wait(80); return domain.endsWith('.example') ? { host: `sip.${domain}`, port: 5060, how: 'srv' } : { host: '', port: 0, how: 'none' }; },
    'accounts:test': async () => {
      for (const step of ['resolve', 'reach', 'register', 'audio'] as const) {
        emit('accounts:testStep', { step, state: 'running', detail: '' });
        await wait(60);
        if (state.failingStep === step) {
          const failedStep = { step, state: 'failed' as const, detail: '401 Unauthorized' };
          emit('accounts:testStep', failedStep);
          return { ok: false, failedStep };
        }
        emit('accounts:testStep', { step, state: 'ok', detail: step === 'resolve' ? '203.0.113.7:5060' : '' });
      }
      return { ok: true, failedStep: null };
    },
    'practice:start': () => {
      state.practice = data.practice;
      state.accounts = [...state.accounts, practiceAccount()];
      emit('practice:changed', state.practice);
      emit('accounts:changed', state.accounts);
      return { state: state.practice, accountId: practiceAccount().account.id };
    },
    'practice:state': () => state.practice,
    'call:list': () => state.calls,
    'call:dial': ({ number }) => {
      const contact = state.contacts.find((one) => one.numbers.some((known) => known.value === number));
      const call = data.call(`k${state.calls.length + 10}`, data.remote(contact ?? number), { kind: 'dialling' }, { startedAtEpochMs: Date.now() });
      setCalls([...state.calls.filter((other) => other.phase.kind !== 'ended').map((other) => hold(other, true)), call]);
      return { callId: call.id };
    },
    'call:answer': ({ callId }) => {
      setCalls(state.calls.map((call) => (call.id === callId ? { ...call, phase: { kind: 'established', answeredAtEpochMs: Date.now(), localHold: false, remoteHold: false }, quality: data.goodQuality } : hold(call, true))));
      return null;
    },
    'call:decline': ({ callId }) => setCalls(state.calls.filter((call) => call.id !== callId)),
    'call:sendOn': ({ callId, target }) => setPhase(callId, { kind: 'ended', endedAtEpochMs: Date.now(), answeredAtEpochMs: null, cause: { code: 'forwarded', by: 'local', sipStatus: 302, reason: target } }),
    'call:silence': ({ callId }) => setPhase(callId, { kind: 'incoming', silenced: true }),
    'call:hangUp': ({ callId }) => end(callId),
    'call:hold': ({ callId }) => patch(callId, (call) => hold(call, true)),
    'call:resume': ({ callId }) => patch(callId, (call) => hold(call, false)),
    'call:transfer': ({ callId, target }) => patch(callId, (call) => ({ ...hold(call, true), transfer: { to: { number: target, name: null }, progress: { kind: 'trying' } } })),
    'call:takeBack': ({ callId }) => patch(callId, (call) => ({ ...hold(call, false), transfer: null })),
    'call:consult': ({ callId, target }) => {
      const asked = data.call('k9', data.remote(target), { kind: 'ringing', earlyMedia: false }, { direction: 'outgoing', heard: true, consultsFor: callId });
      setCalls([...state.calls.map((call) => ({ ...hold(call, true), heard: false })), asked]);
      return { callId: asked.id };
    },
    'call:endConsultation': ({ callId }) => setCalls(state.calls.filter((call) => call.id !== callId).map((call) => hold(call, false))),
    'call:completeTransfer': ({ callId }) => { setCalls(state.calls.map((call) => (call.id === callId ? call : { ...call, transfer: { to: { number: '203', name: null }, progress: { kind: 'trying' } } }))); return null; },
    'call:merge': () => setCalls(state.calls.map((call) => (call.phase.kind === 'established' ? { ...hold(call, false), conference: true, heard: true } : call))),
    'call:split': ({ callId }) => setCalls(state.calls.map((call) => (call.id === callId ? { ...call, conference: false, heard: true } : { ...hold(call, true), heard: false, conference: call.conference && state.calls.filter((other) => other.conference).length > 2 }))),
    'call:endConference': () => setCalls(state.calls.map((call) => (call.conference ? { ...call, conference: false, phase: { kind: 'ended', endedAtEpochMs: Date.now(), answeredAtEpochMs: null, cause: { code: 'hung-up', by: 'local', sipStatus: null, reason: null } } } : call))),
    'call:startRecording': ({ callId }) => patch(callId, (call) => ({ ...call, recording: { startedAtEpochMs: Date.now() } })),
    'call:stopRecording': ({ callId }) => patch(callId, (call) => ({ ...call, recording: null })),
    'call:playFile': ({ callId }) => { patch(callId, (call) => ({ ...call, playing: 'welcome.wav' })); return { name: 'welcome.wav' }; },
    'call:stopFile': ({ callId }) => patch(callId, (call) => ({ ...call, playing: null })),
    'recordings:ofCall': () => [...data.recordings],
    'recordings:folder': () => state.settings.recordingFolder ?? '/home/marie/Music/Sidetone',
    'recordings:remove': () => undoable(() => undefined),
    'recordings:undo': undo,
    ...messageHandlers(state, () => emit('messages:changed', { conversationId: null, unreadCount: state.conversations.reduce((count, one) => count + one.unread, 0) })),
    'call:swap': () => setCalls(state.calls.map((call) => (call.phase.kind === 'established' ? hold(call, !call.phase.localHold) : call))),
    'call:setMuted': ({ callId, muted }) => patch(callId, (call) => ({ ...call, muted })),
    'call:sendDigits': ({ callId, digits }) => patch(callId, (call) => ({ ...call, digitsSent: call.digitsSent + digits })),
    'call:dismiss': ({ callId }) => setCalls(state.calls.filter((call) => call.id !== callId)),
    'contacts:page': ({ query, only, offset, limit }) => {
      const all = state.contacts.filter((one) => (only === 'all' || one.favourite) && matches(one, query));
      return { total: all.length, contacts: all.slice(offset, offset + limit) };
    },
    'contacts:get': ({ contactId }) => state.contacts.find((one) => one.id === contactId) ?? null,
    'contacts:save': ({ contactId, fields }) => {
      const saved: Contact = { ...fields, id: contactId ?? (`n${state.contacts.length}` as ContactId), name: `${fields.givenName} ${fields.familyName}`.trim() || fields.company || (fields.numbers[0]?.value ?? ''), updatedAtEpochMs: Date.now() };
      state.contacts = [...state.contacts.filter((one) => one.id !== saved.id), saved].toSorted((a, b) => a.name.localeCompare(b.name));
      contactsChanged();
      return saved;
    },
    'contacts:remove': ({ contactIds }) => {
      const before = state.contacts;
      state.contacts = before.filter((one) => !contactIds.includes(one.id));
      contactsChanged();
      return undoable(() => { state.contacts = before; contactsChanged(); });
    },
    'contacts:undo': undo,
    'contacts:importVcard': () => ({ imported: 148, merged: 6, skipped: [{ line: 212, reason: 'No name and no number' }, { line: 340, reason: 'The card is not closed' }], undoToken: 'u' }),
    'contacts:exportVcard': () => ({ file: '/home/marie/sidetone.vcf', count: state.contacts.length }),
    'search:suggest': ({ query, limit }) => suggest(state, query).slice(0, limit),
    'history:page': ({ query, only, before, limit }) => state.history
      .filter((entry) => (only === 'all' || entry.missed) && (before === null || entry.startedAtEpochMs < before.startedAtEpochMs) && plain(`${entry.contactName ?? ''} ${entry.numberAsDialled}`).includes(plain(query)))
      .slice(0, limit),
    'history:ofNumber': ({ number, limit }) => state.history.filter((entry) => entry.numberAsDialled === number).slice(0, limit),
    'history:remove': ({ ids }) => {
      const before = state.history;
      state.history = before.filter((entry) => !ids.includes(entry.id));
      historyChanged();
      return undoable(() => { state.history = before; historyChanged(); });
    },
    'history:undo': undo,
    'history:markSeen': () => { state.missed = 0; state.history = state.history.map((entry) => ({ ...entry, seen: true })); historyChanged(); return null; },
    'history:missedCount': () => state.missed,
    'keys:list': () => ({ keys: state.keys, states: state.keyStates }),
    'keys:save': ({ keyId, fields }) => {
      const saved = { ...fields, id: keyId ?? (`key${state.keys.length}` as KeyId) };
      state.keys = keyId === null ? [...state.keys, saved] : state.keys.map((key) => (key.id === keyId ? saved : key));
      emit('keys:changed', state.keys);
      return saved;
    },
    'keys:remove': ({ keyId }) => {
      const before = state.keys;
      state.keys = before.filter(({ id }) => id !== keyId);
      emit('keys:changed', state.keys);
      return undoable(() => { state.keys = before; emit('keys:changed', before); });
    },
    'keys:undo': undo,
    'keys:move': ({ keyId, toIndex }) => {
      const moved = state.keys.filter(({ id }) => id === keyId);
      const rest = state.keys.filter(({ id }) => id !== keyId);
      state.keys = [...rest.slice(0, toIndex), ...moved, ...rest.slice(toIndex)];
      emit('keys:changed', state.keys);
      return null;
    },
    'sharedLines:list': () => state.sharedLines,
    'sharedLines:press': () => ({ callId: null }),
    'devices:show': ({ accountId }) => {
      if (accountId !== null) setTimeout(() => emit('devices:changed', { accountId, state: 'known', devices: [{ name: 'Sidetone/0.1.0', address: '192.168.1.20:5060', isThis: true }, { name: 'Yealink SIP-T54W 96.86.0.70', address: '192.168.1.31:5062', isThis: false }, { name: '', address: '203.0.113.44:41822', isThis: false }] }), 20);
      return null;
    },
    'voicemail:state': () => state.voicemail,
    'presence:people': () => state.people,
    'audio:devices': () => data.devices,
    'audio:problem': () => state.audioProblem,
  };

  return {
    windowKind, asked, emit, state, complaints: watchPage(),
    async invoke<N extends CommandName>(name: N, request: CommandRequest<N>): Promise<CommandResult<CommandResponse<N>>> {
      asked.push({ name, request });
      await wait(0);
      const handler = handlers[name] as ((request: CommandRequest<N>) => CommandResponse<N> | Promise<CommandResponse<N>>) | undefined;
      return { ok: true, value: handler ? await handler(request) : (null as CommandResponse<N>) };
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (payload: never) => void));
      if (name === 'dial:requested' && state.dialRequest !== null) setTimeout(() => emit('dial:requested', state.dialRequest as EventPayload<'dial:requested'>), 50);
      if (name === 'window:pageRequested' && state.page !== null) setTimeout(() => emit('window:pageRequested', { page: state.page ?? 'keypad' }));
      return () => { set.delete(listener as (payload: never) => void); };
    },
  };
}

function watchPage(): readonly string[] {
  const complaints: string[] = [];
  document.addEventListener('securitypolicyviolation', (event) => complaints.push(`policy: ${event.violatedDirective} ${event.sample || event.blockedURI}`));
  window.addEventListener('error', (event) => complaints.push(`error: ${event.message}`));
  window.addEventListener('unhandledrejection', (event) => complaints.push(`rejection: ${String(event.reason)}`));
  return complaints;
}

function matches(contact: Contact, query: string): boolean {
  const wanted = plain(query).trim();
  return wanted === '' || plain(`${contact.name} ${contact.company}`).includes(wanted) || contact.numbers.some((number) => number.value.includes(wanted));
}

function suggest(state: FakeState, query: string): Suggestion[] {
  const digits = query.replace(/^0/, '+33').replace(/[^\d+]/g, '');
  return state.contacts.flatMap((contact) => {
    const number = contact.numbers.find((one) => digits.length > 1 && one.value.includes(digits)) ?? contact.numbers[0];
    const nameAt = plain(contact.name).indexOf(plain(query));
    const numberAt = number && digits.length > 1 ? number.value.indexOf(digits) : -1;
    if (!number || (nameAt < 0 && numberAt < 0)) return [];
    return [{
      kind: 'contact' as const, number: number.value, name: contact.name, label: number.label, company: contact.company || null, contactId: contact.id, photo: null,
      nameMatch: nameAt < 0 ? [] : [[nameAt, nameAt + query.length] as [number, number]], numberMatch: numberAt < 0 ? [] : [[numberAt, numberAt + digits.length] as [number, number]], lastCallAtEpochMs: null,
    }];
  });
}

const query = new URLSearchParams(location.search);
const kind: WindowKind = location.pathname.includes('ring') ? 'ring' : location.pathname.includes('call-bar') ? 'callBar' : 'phone';
Object.assign(window, { sidetone: makeFakeApi(kind, makeState(query.get('scene') ?? 'calm', query)) });
