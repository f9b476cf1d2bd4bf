import type { EventName, EventPayload } from '../../electron/contract';
import { useApp } from './app';
import { invoke, listen } from './bridge';
import { connectWatching } from '../keys/key-store';
import { connectSharedLines } from '../shared-lines/shared-line-store';
import { isLive } from './calls';
import { pages, setUi, type Page } from './ui';

const set = useApp.setState;

/**
 * Feeds the store: listens first, then asks once for everything, so that nothing falls between;
 * an answer never overwrites a fact that arrived while it was under way. A reload in a call comes back here.
 */
export async function connect(kind: 'phone' | 'small'): Promise<() => void> {
  const told = new Set<EventName>();
  const unlisten: (() => void)[] = [];
  const on = <N extends EventName>(name: N, apply: (payload: EventPayload<N>) => void): void => {
    unlisten.push(listen(name, (payload) => { told.add(name); apply(payload); }));
  };

  on('calls:changed', (calls) => {
    const known = new Set(useApp.getState().calls.filter(isLive).map((call) => call.id));
    const started = calls.some((call) => isLive(call) && !known.has(call.id));
    set({ calls });
    if (started) setUi({ callOpen: true, callKeypadOpen: false });
  });
  on('accounts:changed', (accounts) => set({ accounts }));
  on('settings:changed', (settings) => set({ settings }));
  on('audio:devicesChanged', (devices) => set({ devices }));
  on('audio:problemChanged', (audioProblem) => set({ audioProblem }));
  on('practice:changed', (practice) => set({ practice }));
  if (kind === 'phone') {
    on('contacts:changed', () => set((state) => ({ contactsRevision: state.contactsRevision + 1 })));
    on('history:changed', ({ missedCount }) => set((state) => ({ missedCount, historyRevision: state.historyRevision + 1 })));
    on('messages:changed', ({ unreadCount }) => set((state) => ({ unreadMessages: unreadCount, messagesRevision: state.messagesRevision + 1 })));
    on('messages:composing', ({ conversationId, composing }) => set((state) => ({
      composing: new Set([...state.composing, conversationId].filter((id) => composing || id !== conversationId)),
    })));
    on('messages:requested', ({ conversationId }) => setUi({ page: 'messages', callOpen: false, conversation: { kind: 'open', id: conversationId, at: null } }));
    on('notice:added', (notice) => set((state) => ({ notices: [...state.notices.filter((old) => old.id !== notice.id), notice] })));
    on('dial:requested', (request) => setUi({ overlay: { kind: 'dial', request } }));
    on('window:pageRequested', ({ page }) => {
      if (page === 'call') setUi({ callOpen: true });
      else if ((pages as readonly string[]).includes(page)) setUi({ page: page as Page, callOpen: false });
    });
  }

  const [info, settings, accounts, calls, practice] = await Promise.all([
    invoke('app:info', null), invoke('settings:get', null), invoke('accounts:list', null), invoke('call:list', null), invoke('practice:state', null),
  ]);
  if (info.ok) set({ info: info.value });
  if (settings.ok && !told.has('settings:changed')) set({ settings: settings.value });
  if (accounts.ok && !told.has('accounts:changed')) set({ accounts: accounts.value });
  if (calls.ok && !told.has('calls:changed')) set({ calls: calls.value });
  if (practice.ok && !told.has('practice:changed')) set({ practice: practice.value });
  set({ loaded: true });

  if (kind === 'small') return () => { for (const stop of unlisten) stop(); };

  const [devices, problem, missed, unread] = await Promise.all([
    invoke('audio:devices', null), invoke('audio:problem', null), invoke('history:missedCount', null), invoke('messages:unreadCount', null),
  ]);
  if (devices.ok && !told.has('audio:devicesChanged')) set({ devices: devices.value });
  if (problem.ok && !told.has('audio:problemChanged')) set({ audioProblem: problem.value });
  if (unread.ok && !told.has('messages:changed')) set({ unreadMessages: unread.value });
  if (missed.ok && !told.has('history:changed')) set({ missedCount: missed.value });
  unlisten.push(await connectWatching(), await connectSharedLines());
  const notices = await invoke('app:notices', null);
  if (notices.ok) {
    set((state) => ({ notices: [...notices.value, ...state.notices.filter((told) => !notices.value.some((old) => old.id === told.id))] }));
  }
  return () => { for (const stop of unlisten) stop(); };
}
