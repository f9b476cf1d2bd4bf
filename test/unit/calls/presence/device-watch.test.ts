import { expect, it } from 'vitest';
import { DeviceWatch } from '../../../../electron/calls/presence/device-watch';
import type { RegisteredContact } from '../../../../electron/calls/ports';
import { AccountId } from '../../../../electron/contract/ids';
import type { LineDevices } from '../../../../electron/contract/line-devices';
import { FakeSubscriptions } from './fake-subscriptions';

const line = AccountId.parse('line');
const contact = (uri: string, userAgent: string | null): RegisteredContact => ({ uri, userAgent, displayName: null, event: 'registered', expiresSeconds: 60, callId: null });

function desk(): { subscriptions: FakeSubscriptions; watch: DeviceWatch; told: LineDevices[] } {
  const subscriptions = new FakeSubscriptions();
  const told: LineDevices[] = [];
  return { subscriptions, told, watch: new DeviceWatch({ subscriptions, isOwn: (accountId, uri) => accountId === line && uri.includes(':s1@'), onChanged: (devices) => told.push(devices) }) };
}
const facts = (subscriptions: FakeSubscriptions, contacts: readonly RegisteredContact[]): void => {
  subscriptions.of(null, 'reg').tell({ kind: 'facts', resource: 'sip:201@pbx.test', facts: { package: 'reg', registrations: [{ aor: 'sip:201@pbx.test', state: 'active', contacts }] } });
};

it('names who is registered on the line that is looked at, this app first, by name and address', () => {
  const { subscriptions, watch, told } = desk();
  watch.show(line);
  expect(told).toEqual([{ accountId: line, state: 'asking', devices: [] }]);
  facts(subscriptions, [contact('sip:201@192.0.2.7:5062;transport=tcp', 'Yealink T54'), contact('<sip:s1@192.0.2.1:40000;ob>', 'Sidetone')]);
  expect(told.at(-1)).toEqual({ accountId: line, state: 'known', devices: [
    { name: 'Sidetone', address: '192.0.2.1:40000', isThis: true }, { name: 'Yealink T54', address: '192.0.2.7:5062', isThis: false },
  ] });
  const count = told.length;
  facts(subscriptions, [contact('sip:201@192.0.2.7:5062;transport=tcp', 'Yealink T54'), contact('<sip:s1@192.0.2.1:40000;ob>', 'Sidetone')]);
  expect(told).toHaveLength(count);
});

it('says that it is not known where the server refuses, and asks for nothing while nobody looks', () => {
  const { subscriptions, watch, told } = desk();
  expect(subscriptions.watches.size).toBe(0);
  watch.show(line);
  subscriptions.of(null, 'reg').tell({ kind: 'status', status: { kind: 'ended', why: 'unsupported', status: 489, reason: 'Bad Event' } });
  expect(told.at(-1)).toEqual({ accountId: line, state: 'unknown', devices: [] });
  watch.show(null);
  expect(subscriptions.watches.size).toBe(0);
});

it('shows no more than a page holds', () => {
  const { subscriptions, watch, told } = desk();
  watch.show(line);
  facts(subscriptions, Array.from({ length: 100 }, (_, at) => contact(`sip:201@192.0.2.${at}`, null)));
  expect(told.at(-1)?.devices).toHaveLength(20);
});
