import { create } from 'zustand';
import type { AccountWithState, AppInfo, AudioDevices, AudioProblem, CallSnapshot, ConversationId, Notice, PracticeState, Settings } from '../../electron/contract';

/** The projection of main's state; every field is fed by an event and an initial question. */
export interface AppState {
  /** Info, settings, accounts and calls have arrived. */
  loaded: boolean;
  info: AppInfo | null;
  settings: Settings | null;
  accounts: readonly AccountWithState[];
  calls: readonly CallSnapshot[];
  notices: readonly Notice[];
  devices: AudioDevices | null;
  audioProblem: AudioProblem;
  practice: PracticeState | null;
  missedCount: number;
  /** Count up when contacts or history changed, so that lists ask again. */
  contactsRevision: number;
  historyRevision: number;
  unreadMessages: number;
  /** Counts up when messages changed. */
  messagesRevision: number;
  /** Conversations whose other side writes just now. */
  composing: ReadonlySet<ConversationId>;
}

export const useApp = create<AppState>()(() => ({
  loaded: false, info: null, settings: null, accounts: [], calls: [], notices: [], devices: null,
  audioProblem: null, practice: null, missedCount: 0, contactsRevision: 0, historyRevision: 0,
  unreadMessages: 0, messagesRevision: 0, composing: new Set(),
}));

/** Region for number formats: the user's choice, else the system's. */
export const useRegion = (): string => useApp((state) => state.settings?.region ?? state.info?.region ?? 'US');
export const useIsMac = (): boolean => useApp((state) => state.info?.platform === 'darwin');
