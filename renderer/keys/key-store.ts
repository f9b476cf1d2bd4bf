import { create } from 'zustand';
import type { AccountId, Availability, ContactId, KeyId, KeyState, PersonPresence, PhoneKey, VoicemailState } from '../../electron/contract';
import { invoke, listen } from '../state/bridge';

export interface WatchingState {
  /** Null until main has answered. */
  keys: readonly PhoneKey[] | null;
  states: Readonly<Partial<Record<KeyId, KeyState>>>;
  voicemail: readonly VoicemailState[];
  people: Readonly<Partial<Record<ContactId, PersonPresence>>>;
}

export const useWatching = create<WatchingState>()(() => ({ keys: null, states: {}, voicemail: [], people: {} }));
const set = useWatching.setState;

/** Many changes at once are one change of the store: one pass over the tiles on the screen, however many keys there are. */
function takeStates(changes: readonly KeyState[]): void {
  set((old) => {
    const states = { ...old.states };
    for (const change of changes) states[change.id] = change;
    return { states };
  });
}

function takePeople(changes: readonly PersonPresence[]): void {
  set((old) => {
    const people = { ...old.people };
    for (const change of changes) people[change.contactId] = change;
    return { people };
  });
}

/** Listens first, then asks, as `connect` does; the answer does not overwrite what was told meanwhile. */
export async function connectWatching(): Promise<() => void> {
  let keysTold = false;
  let voicemailTold = false;
  const stops = [
    listen('keys:changed', (keys) => { keysTold = true; set({ keys }); }),
    listen('keys:statesChanged', takeStates),
    listen('voicemail:changed', (voicemail) => { voicemailTold = true; set({ voicemail }); }),
    listen('presence:peopleChanged', takePeople),
  ];
  const [board, voicemail, people] = await Promise.all([invoke('keys:list', null), invoke('voicemail:state', null), invoke('presence:people', null)]);
  if (board.ok && board.value !== null) {
    if (!keysTold) set({ keys: board.value.keys });
    const told = useWatching.getState().states;
    takeStates(board.value.states.filter(({ id }) => told[id] === undefined));
  } else if (!keysTold) set({ keys: [] });
  if (voicemail.ok && voicemail.value !== null && !voicemailTold) set({ voicemail: voicemail.value });
  if (people.ok && people.value !== null) {
    const told = useWatching.getState().people;
    takePeople(people.value.filter(({ contactId }) => told[contactId] === undefined));
  }
  return () => { for (const stop of stops) stop(); };
}

export const useKeyState = (id: KeyId): KeyState | undefined => useWatching((state) => state.states[id]);
/** 'unknown' where nobody says. */
export const usePresenceOf = (id: ContactId): Availability => useWatching((state) => state.people[id]?.availability ?? 'unknown');

/** New messages of one line: a number, 'some' where the server does not count, 0 where none wait. */
export function newMessagesOf(states: readonly VoicemailState[], accountId: AccountId | null): number | 'some' {
  const state = states.find((one) => one.accountId === accountId);
  if (state === undefined || (!state.waiting && (state.newCount ?? 0) === 0)) return 0;
  return state.newCount !== null && state.newCount > 0 ? state.newCount : 'some';
}

export const useNewMessages = (accountId: AccountId | null): number | 'some' => useWatching((state) => newMessagesOf(state.voicemail, accountId));
