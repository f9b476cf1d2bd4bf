import { beforeEach, describe, expect, it } from 'vitest';
import { OwnPresence } from '../../../../electron/calls/presence/own-presence';
import { PeoplePresence } from '../../../../electron/calls/presence/people-presence';
import { newMessages, VoicemailLamp } from '../../../../electron/calls/presence/voicemail-lamp';
import type { MessageSummary } from '../../../../electron/calls/ports';
import { type Account, type CallSnapshot, type Contact, defaultWatching, type PersonPresence, type VoicemailState } from '../../../../electron/contract';
import { ContactId } from '../../../../electron/contract/ids';
import { FakeClock } from '../../../support/fake-clock';
import { accountFor } from '../../../support/sip/phone';
import { FakeSubscriptions } from './fake-subscriptions';

const summary = (newVoice: number | null, waiting = (newVoice ?? 0) > 0): MessageSummary => ({ waiting, account: null, newVoice, oldVoice: 1, urgentNewVoice: 0 });
let subscriptions: FakeSubscriptions;
beforeEach(() => { subscriptions = new FakeSubscriptions(); });

describe('the voicemail lamp', () => {
  let accounts: Account[];
  let told: VoicemailState[][];
  let lamp: VoicemailLamp;
  beforeEach(() => {
    told = [];
    accounts = [accountFor('201', 'pbx.test', { voicemailNumber: '*97' }), accountFor('202', 'pbx.test')];
    lamp = new VoicemailLamp({ subscriptions, accounts: () => accounts, onChanged: (states) => told.push(states) });
    lamp.accountsChanged();
  });

  it('asks where a voicemail number is set, and tells what changes', () => {
    expect([...subscriptions.watches].map(({ accountId }) => accountId)).toEqual([accounts[0]?.id]);
    const { tell } = subscriptions.of(null, 'message-summary');
    tell({ kind: 'facts', resource: 'sip:201@pbx.test', facts: { package: 'message-summary', summary: summary(2) } });
    tell({ kind: 'facts', resource: 'sip:201@pbx.test', facts: { package: 'message-summary', summary: summary(2) } });
    expect(told).toEqual([[{ accountId: accounts[0]?.id, waiting: true, newCount: 2, oldCount: 1 }]]);
    expect(newMessages(lamp.states())).toBe(2);
  });

  it('takes what the server tells unasked, except where the line wants none', () => {
    const second = accounts[1] as Account;
    subscriptions.unsolicited({ accountId: second.id, summary: summary(null, true) });
    expect(newMessages(lamp.states())).toBe(1);
    accounts = [accounts[0] as Account, { ...second, watching: { ...defaultWatching, messages: 'off' } }];
    lamp.accountsChanged();
    expect(lamp.states()).toEqual([]);
    subscriptions.unsolicited({ accountId: second.id, summary: summary(3) });
    expect(lamp.states()).toEqual([]);
  });

  it('goes out with the last message heard, and watches nothing once disposed', () => {
    const { tell } = subscriptions.of(null, 'message-summary');
    tell({ kind: 'facts', resource: 'x', facts: { package: 'message-summary', summary: summary(1) } });
    tell({ kind: 'facts', resource: 'x', facts: { package: 'message-summary', summary: summary(0) } });
    expect(newMessages(lamp.states())).toBe(0);
    lamp.dispose();
    expect(subscriptions.watches.size).toBe(0);
  });
});

describe('our own presence', () => {
  it('is told only where the line wants it, and says the strongest of what is true', () => {
    let calls: CallSnapshot[] = [];
    let doNotDisturb = false;
    let accounts = [accountFor('201', 'pbx.test'), accountFor('202', 'pbx.test', { watching: { ...defaultWatching, presence: true } })];
    const own = new OwnPresence({ subscriptions, accounts: () => accounts, calls: () => calls, doNotDisturb: () => doNotDisturb });
    own.update();
    own.setAway(true);
    doNotDisturb = true;
    own.update();
    calls = [{ phase: { kind: 'incoming' } } as CallSnapshot];
    own.update();
    calls = [{ phase: { kind: 'established' } } as CallSnapshot];
    own.update();
    calls = [];
    doNotDisturb = false;
    own.setAway(false);
    accounts = [accountFor('201', 'pbx.test')];
    own.update();
    expect(subscriptions.published.map(([, state]) => state)).toEqual(['available', 'away', 'do-not-disturb', 'on-the-phone', 'available', null]);
  });
});

describe('presence of people', () => {
  const person = (id: string, value: string, favourite = false): Contact => ({ id: ContactId.parse(id), favourite, numbers: [{ label: 'sip', value }] }) as unknown as Contact;

  it('is asked for those with an address at the line\'s domain, favourites first and not without bound', () => {
    const clock = new FakeClock();
    const told: PersonPresence[][] = [];
    const contacts = [...Array.from({ length: 300 }, (_, index) => person(`p${index}`, `sip:${index}@pbx.test`)), person('fav', 'Ann@PBX.test', true), person('out', 'sip:x@elsewhere.test'), person('number', '+33144556677')];
    let accounts = [accountFor('201', 'pbx.test:5070', { watching: { ...defaultWatching, presence: true } })];
    const people = new PeoplePresence({ subscriptions, accounts: () => accounts, contacts: () => contacts, clock, onChanged: (changed) => told.push(changed) });
    people.update();
    expect(subscriptions.watches.size).toBe(200);
    subscriptions.of('Ann@PBX.test', 'presence').tell({ kind: 'facts', resource: 'Ann', facts: { package: 'presence', presence: { entity: 'sip:ann@pbx.test', availability: 'away', note: 'Lunch' } } });
    clock.advance(100);
    expect(told).toEqual([[{ contactId: 'fav', availability: 'away', note: 'Lunch' }]]);
    accounts = [accountFor('201', 'pbx.test')];
    people.update();
    clock.advance(100);
    expect(subscriptions.watches.size).toBe(0);
    expect(told[1]).toEqual([{ contactId: 'fav', availability: 'unknown', note: null }]);
    expect(people.list()).toEqual([]);
    people.dispose();
    expect(clock.pending).toBe(0);
  });
});
