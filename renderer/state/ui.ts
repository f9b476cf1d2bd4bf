import { create } from 'zustand';
import type { AccountId, CallId, ContactFields, ConversationId, ContactId, DialRequest, HistoryEntry, ImportReport, KeyId, TraceSubject } from '../../electron/contract';

export const pages = ['keypad', 'people', 'history', 'messages', 'keys', 'settings'] as const;
export type Page = (typeof pages)[number];
export const settingsSections = ['lines', 'sound', 'ringing', 'recording', 'appearance', 'privacy', 'about'] as const;
export type SettingsSection = (typeof settingsSections)[number];

export type ContactView =
  | { kind: 'none' }
  | { kind: 'view'; contactId: ContactId }
  | { kind: 'edit'; contactId: ContactId | null; start: Partial<ContactFields> };

/** In the place of the detail of Messages; `at` is the order of a message to come to. */
export type ConversationView = { kind: 'none' } | { kind: 'new' } | { kind: 'open'; id: ConversationId; at: number | null };

export type LineView = { kind: 'list' } | { kind: 'edit'; accountId: AccountId | null };

/** SIP messages in the place of the detail: the list of dialogs, or one subject. */
export type TraceView = { kind: 'none' } | { kind: 'list' } | TraceSubject;

/** Where a call may be passed on to: somebody, a parking place, or the far end of another call. `keyId`: the key that was pressed, which could also just call. */
export type PassTarget =
  | { kind: 'person' | 'park'; number: string; name: string; keyId: KeyId | null }
  | { kind: 'call'; callId: CallId };

export type Overlay =
  | { kind: 'none' }
  | { kind: 'shortcuts' }
  | { kind: 'dial'; request: DialRequest }
  | { kind: 'unlock'; accountId: AccountId }
  /** adding: to the server's conference, in place of passing it on. */
  | { kind: 'transfer'; callId: CallId; adding: boolean }
  | { kind: 'pass'; callId: CallId; to: PassTarget }
  | { kind: 'import'; report: ImportReport };

export interface Toast {
  id: number;
  words: string;
  tone: 'plain' | 'error';
  action: { label: string; run: () => void } | null;
  showMs: number;
}

/** What only this window knows: where the user is and what they type. Lost on reload, on purpose. */
export interface UiState {
  page: Page;
  /** In a narrow window the call covers the page, unless the user stepped back. */
  callOpen: boolean;
  callKeypadOpen: boolean;
  number: string;
  /** Our number in the next call from the keypad; null = as the line has it. */
  hideNumber: boolean | null;
  /** Line chosen to call from; null = the default one. */
  lineId: AccountId | null;
  peopleQuery: string;
  peopleOnly: 'all' | 'favourites';
  historyQuery: string;
  keysQuery: string;
  historyOnly: 'all' | 'missed';
  contact: ContactView;
  historyEntry: HistoryEntry | null;
  messagesQuery: string;
  conversation: ConversationView;
  section: SettingsSection | null;
  line: LineView;
  trace: TraceView;
  /** The ringing call of which one says where it is sent on to. */
  sendingOn: CallId | null;
  overlay: Overlay;
  toasts: readonly Toast[];
  onboardingSkipped: boolean;
  /** Counts up to ask the search field of the page for the focus. */
  searchFocus: number;
}

export const useUi = create<UiState>()(() => ({
  page: 'keypad', callOpen: true, callKeypadOpen: false, number: '', hideNumber: null, lineId: null,
  peopleQuery: '', peopleOnly: 'all', historyQuery: '', keysQuery: '', historyOnly: 'all',
  contact: { kind: 'none' }, messagesQuery: '', conversation: { kind: 'none' }, historyEntry: null, section: null, line: { kind: 'list' },
  trace: { kind: 'none' }, sendingOn: null, overlay: { kind: 'none' }, toasts: [], onboardingSkipped: false, searchFocus: 0,
}));

export const setUi = useUi.setState;

// Whatever else is opened takes the place of the SIP messages.
useUi.subscribe((state, before) => {
  const isOther = state.page !== before.page || state.section !== before.section || state.historyEntry !== before.historyEntry || state.contact !== before.contact;
  if (isOther && state.trace.kind !== 'none' && state.trace === before.trace) setUi({ trace: { kind: 'none' } });
});

let lastToast = 0;
/** Undo is offered for 8 s; plain words stay 4 s. */
const undoMs = 8_000;
const wordsMs = 4_000;

export function toast(words: string, options: { tone?: Toast['tone']; action?: Toast['action'] } = {}): void {
  lastToast += 1;
  const { tone = 'plain', action = null } = options;
  const entry: Toast = { id: lastToast, words, tone, action, showMs: action === null && tone === 'plain' ? wordsMs : undoMs };
  setUi((state) => ({ toasts: [...state.toasts.slice(-1), entry] }));
}

export function dropToast(id: number): void {
  setUi((state) => ({ toasts: state.toasts.filter((entry) => entry.id !== id) }));
}

export function openPage(page: Page): void {
  setUi({ page, callOpen: false, callKeypadOpen: false });
}

export function openContact(contactId: ContactId): void {
  setUi({ page: 'people', callOpen: false, contact: { kind: 'view', contactId } });
}

/** The form for a new person, with what is known of a caller filled in. */
export function newContact(start: Partial<ContactFields> = {}): void {
  setUi({ page: 'people', callOpen: false, contact: { kind: 'edit', contactId: null, start } });
}

export function openSettings(section: SettingsSection, line: LineView = { kind: 'list' }): void {
  setUi({ page: 'settings', callOpen: false, section, line });
}

/** Shows SIP messages; in a narrow window they cover the call. */
export function openTrace(trace: TraceView): void {
  setUi({ trace, callOpen: false, callKeypadOpen: false });
}

/** Asks to whom the call is to be passed on, or who is to be called in. */
export function openTransfer(call: { readonly id: CallId }, adding = false): void {
  setUi({ overlay: { kind: 'transfer', callId: call.id, adding } });
}

/** Asks whether the call is to be passed on to this very one. */
export function offerPass(call: { readonly id: CallId }, to: PassTarget): void {
  setUi({ overlay: { kind: 'pass', callId: call.id, to } });
}

export const closeOverlay = (): void => setUi({ overlay: { kind: 'none' } });
