import { beforeEach, describe, expect, it } from 'vitest';
import { KeyBoard } from '../../../../electron/calls/presence/key-board';
import { type KeyStore, silentLog, type WatchedDialog } from '../../../../electron/calls/ports';
import type { Account, KeyFields, KeyState, PhoneKey } from '../../../../electron/contract';
import { CallId } from '../../../../electron/contract/ids';
import { KeyId } from '../../../../electron/contract/keys';
import { FakeClock } from '../../../support/fake-clock';
import { accountFor } from '../../../support/sip/phone';
import { dialog, FakeSubscriptions } from './fake-subscriptions';

class MemoryKeys implements KeyStore {
  keys: PhoneKey[] = [];
  list(): PhoneKey[] { return [...this.keys]; }
  save(id: KeyId | null, fields: KeyFields): PhoneKey {
    const key = { ...fields, id: id ?? KeyId.parse(`k${this.keys.length}`) };
    this.keys = id === null ? [...this.keys, key] : this.keys.map((old) => (old.id === id ? key : old));
    return key;
  }
  saveAll(fields: readonly KeyFields[]): PhoneKey[] { return fields.map((one) => this.save(null, one)); }
  remove(id: KeyId): { undoToken: string } { this.keys = this.keys.filter((key) => key.id !== id); return { undoToken: 'u' }; }
  undo(): void {}
  move(): void {}
}

const person = (target: string): KeyFields => ({ kind: 'person', label: '', target, accountId: null });
let clock: FakeClock;
let subscriptions: FakeSubscriptions;
let accounts: Account[];
let dialled: string[];
let batches: KeyState[][];
let board: KeyBoard;
let pickedUp: (WatchedDialog | null)[];

const make = (pickUp = false): void => {
  board = new KeyBoard({
    store: new MemoryKeys(), subscriptions, accounts: () => accounts, clock, log: silentLog,
    dial: (number) => (dialled.push(number), CallId.parse(`call ${dialled.length}`)),
    ...(pickUp && { pickUp: (_accountId, _target, one) => (pickedUp.push(one), CallId.parse('picked')) }),
    onKeys: () => {}, onStates: (states) => batches.push(states),
  });
};
beforeEach(() => {
  clock = new FakeClock();
  subscriptions = new FakeSubscriptions();
  accounts = [accountFor('201', 'pbx.test')];
  dialled = [];
  batches = [];
  pickedUp = [];
  make();
});
const shown = (id: KeyId): Pick<KeyState, 'state' | 'who'> => {
  const { state, who } = board.states().find((one) => one.id === id) as KeyState;
  return { state, who };
};

describe('a key of a person', () => {
  it.each<[string, WatchedDialog[], KeyState['state'], string | null]>([
    ['nobody calls', [], 'idle', null],
    ['somebody rings there', [dialog('early')], 'ringing', 'Marie Renard'],
    ['it rings and the server names no direction', [dialog('early', null)], 'ringing', 'Marie Renard'],
    ['they call somebody themselves', [dialog('early', 'initiator')], 'talking', 'Marie Renard'],
    ['they talk', [dialog('confirmed', 'initiator', null)], 'talking', '203'],
    ['they talk and another rings', [dialog('early'), dialog('confirmed')], 'talking', 'Marie Renard'],
    ['the call is over', [dialog('terminated')], 'idle', null],
  ])('shows it when %s', (_what, dialogs, state, who) => {
    const { id } = board.save(null, person('202'));
    subscriptions.dialogs('202', dialogs);
    expect(shown(id)).toEqual({ state, who });
  });

  it('says that it does not know before the server told, and after the server stopped telling, with why', () => {
    const { id } = board.save(null, person('202'));
    expect(shown(id).state).toBe('unknown');
    subscriptions.dialogs('202', [dialog('confirmed')]);
    subscriptions.of('202').tell({ kind: 'status', status: { kind: 'ended', why: 'refused', status: 404, reason: '404 Not Found' } });
    expect(board.states()[0]).toMatchObject({ state: 'unknown', reason: '404 Not Found' });
  });

  it('calls when pressed, and takes the call that rings by the feature code', () => {
    const { id } = board.save(null, person('202'));
    board.press(id);
    subscriptions.dialogs('202', [dialog('early')]);
    board.press(id);
    subscriptions.dialogs('202', [dialog('confirmed')]);
    board.press(id);
    expect(dialled).toEqual(['202', '**202', '202']);
  });

  it('takes the call that rings with what the server told of it, where that is possible', () => {
    make(true);
    const { id } = board.save(null, person('202'));
    subscriptions.dialogs('202', [dialog('early')]);
    expect(board.press(id)).toBe('picked');
    expect(pickedUp).toMatchObject([{ callId: 'c1', localTag: 'l', remoteTag: 'r' }]);
  });
});

it('a parking place is shown taken or empty, and dialled when pressed', () => {
  const { id } = board.save(null, { kind: 'park', label: 'Parking', target: '701', accountId: null });
  subscriptions.dialogs('701', [dialog('confirmed')]);
  expect(shown(id)).toEqual({ state: 'talking', who: 'Marie Renard' });
  board.press(id);
  expect(dialled).toEqual(['701']);
});

it('five hundred keys that change in one burst are told in one event', () => {
  const ids = Array.from({ length: 500 }, (_, index) => board.save(null, person(String(1_000 + index))).id);
  clock.advance(1_000);
  batches.length = 0;
  for (let index = 0; index < 500; index++) subscriptions.dialogs(String(1_000 + index), [dialog('early')]);
  clock.advance(49);
  subscriptions.dialogs('1000', [dialog('confirmed')]);
  clock.advance(100);
  expect(batches.map((states) => states.length)).toEqual([500, 1]);
  expect(batches.flat().map(({ id }) => id)).toContain(ids[499]);
});

it('speed dials and feature codes watch nothing and dial', () => {
  const { id } = board.save(null, { kind: 'feature', label: 'Pick up', target: '*8', accountId: null });
  expect(subscriptions.watches.size).toBe(0);
  expect(shown(id).state).toBe('none');
  board.press(id);
  expect(dialled).toEqual(['*8']);
});

it('stops watching with the key, and begins anew where its line is another', () => {
  const { id } = board.save(null, person('202'));
  accounts = [accountFor('301', 'other.test'), ...accounts];
  board.accountsChanged();
  expect([...subscriptions.watches].map(({ accountId }) => accountId)).toEqual([accounts[0]?.id]);
  board.remove(id);
  expect(subscriptions.watches.size).toBe(0);
});

it('one subscription to a list serves all keys of the line', () => {
  accounts = [{ ...accounts[0] as Account, watching: { messages: 'auto', presence: false, keyList: 'sip:keys@pbx.test', pickupCode: '**' } }];
  const a = board.save(null, person('202')).id;
  const b = board.save(null, person('203@pbx.test')).id;
  board.accountsChanged();
  expect([...subscriptions.watches].map(({ target, list }) => [target, list])).toEqual([['sip:keys@pbx.test', true]]);
  subscriptions.dialogs('sip:keys@pbx.test', [dialog('early')], 'sip:202@pbx.test');
  subscriptions.dialogs('sip:keys@pbx.test', [dialog('confirmed')], 'sip:203@PBX.test;transport=udp');
  expect([shown(a).state, shown(b).state]).toEqual(['ringing', 'talking']);
  subscriptions.of('sip:keys@pbx.test').tell({ kind: 'memberLost', resource: 'sip:202@pbx.test', reason: 'noresource' });
  expect(shown(a).state).toBe('unknown');
});

it('leaves no watch and no timer', () => {
  board.save(null, person('202'));
  board.dispose();
  expect([subscriptions.watches.size, clock.pending]).toEqual([0, 0]);
});
