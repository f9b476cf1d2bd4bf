import type { Availability, KeyId, KeyState, PersonPresence, PhoneKey, VoicemailState } from '../../../electron/contract';
import * as data from './fake-data';

interface Board { keys: PhoneKey[]; keyStates: KeyState[]; voicemail: VoicemailState[]; people: PersonPresence[] }

const rows: readonly (readonly [kind: PhoneKey['kind'], label: string, target: string, state: KeyState['state'], who?: string | null, availability?: Availability])[] = [
  ['person', 'Marie Renard', '202', 'idle'], ['person', 'Priya Shah', '203', 'ringing', 'Mario’s Pizza'],
  ['person', 'Ada Okonkwo', '204', 'talking', '+33 1 44 55 66 77'], ['person', 'Workshop', '205', 'talking', null],
  ['person', 'Jon Park', '206', 'idle', null, 'away'], ['person', 'Sofía', '207', 'idle', null, 'do-not-disturb'],
  ['person', 'Gate', '208', 'offline'], ['person', 'Old extension', '299', 'unknown'],
  ['park', 'Parking 701', '701', 'talking', 'Claire Dubois'], ['park', 'Parking 702', '702', 'idle'],
  ['speed-dial', 'Taxi', '+33140506070', 'none'], ['feature', 'Group pickup', '*8', 'none'],
];

const keyOf = (index: number, kind: PhoneKey['kind'], label: string, target: string): PhoneKey => ({ id: `key${index}` as KeyId, kind, label, target, accountId: null });

/** A page of keys in every state, two messages that wait, and people whose presence is known. */
export function fakeBoard(): Board {
  return {
    keys: rows.map(([kind, label, target], index) => keyOf(index, kind, label, target)),
    keyStates: rows.map(([, , , state, who = null, availability = 'unknown'], index) => ({ id: `key${index}` as KeyId, state, who, availability, reason: null })),
    voicemail: [{ accountId: data.reception.account.id, waiting: true, newCount: 2, oldCount: 5 }],
    people: data.contacts.slice(0, 6).map(({ id }, index) => ({ contactId: id, availability: (['available', 'on-the-phone', 'away', 'do-not-disturb', 'offline', 'busy'] as const)[index] ?? 'available', note: null })),
  };
}

export function manyKeys(count: number): Board {
  const keys = Array.from({ length: count }, (_, index) => keyOf(index, 'person', `Person ${index}`, String(1_000 + index)));
  return { keys, keyStates: keys.map(({ id }) => ({ id, state: 'idle', who: null, availability: 'unknown', reason: null })), voicemail: [], people: [] };
}
