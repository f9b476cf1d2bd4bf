import { afterAll, beforeAll, expect, it } from 'vitest';
import { KeyBoard } from '../../../../electron/calls/presence/key-board';
import { type KeyStore, silentLog, systemClock } from '../../../../electron/calls/ports';
import { type KeyState, type PhoneKey } from '../../../../electron/contract';
import { CallId } from '../../../../electron/contract/ids';
import { KeyId } from '../../../../electron/contract/keys';
import { KeyServer } from '../../../support/sip/key-server';
import { type Phone, startPhone } from '../../../support/sip/phone';

const KEYS = 500;
const keys: PhoneKey[] = Array.from({ length: KEYS }, (_, index) => ({ id: KeyId.parse(`k${index}`), kind: 'person', label: '', target: String(1_000 + index), accountId: null }));
let server: KeyServer;
let phone: Phone;
let board: KeyBoard;
let batches: KeyState[][] = [];

beforeAll(async () => {
  server = await KeyServer.open();
  phone = startPhone('201', server.domain);
  await phone.register();
  board = new KeyBoard({
    store: { list: () => keys } as Partial<KeyStore> as KeyStore, subscriptions: phone.signalling.subscriptions, accounts: () => [phone.account], clock: systemClock, log: silentLog,
    dial: () => CallId.parse('none'), onKeys: () => {}, onStates: (states) => batches.push(states),
  });
});
afterAll(async () => {
  board.dispose();
  await phone.signalling.dispose();
  server.close();
});

const until = async (what: string, isSo: () => boolean): Promise<void> => {
  const untilMs = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > untilMs) throw new Error(`not within 20 s: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
};
const count = (state: KeyState['state']): number => board.states().filter((one) => one.state === state).length;

it(`subscribes to ${KEYS} keys on the wire and takes a burst of ${KEYS} NOTIFYs, told in few events`, async () => {
  board.accountsChanged();
  await until('all free', () => count('idle') === KEYS);
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  batches = [];
  server.burst('early');
  await until('all ringing', () => count('ringing') === KEYS);
  await until('all told', () => new Set(batches.flat().filter(({ state }) => state === 'ringing').map(({ id }) => id)).size === KEYS);
  // Twenty a second at most, however long this machine took.
  expect(batches.length).toBeLessThan(100);
  expect(server.subscribed.size).toBe(KEYS);
}, 60_000);

it('takes all of them back at exit', async () => {
  board.dispose();
  await until('all taken back', () => server.unsubscribed.size === KEYS);
}, 30_000);
