import { beforeEach, expect, it } from 'vitest';
import { type SubscriptionEvent, silentLog } from '../../../../electron/calls/ports';
import { AccountId } from '../../../../electron/contract/ids';
import { completeTarget } from '../../../../electron/sip/identity/target';
import { LineSubscriptions } from '../../../../electron/sip/subscriptions/line-subscriptions';
import { SubscriptionHub } from '../../../../electron/sip/subscriptions/subscription-hub';
import type { SubscribeAnswer, SubscribeSpec } from '../../../../electron/sip/subscriptions/wire';
import { FakeClock } from '../../../support/fake-clock';

const DOMAIN = { host: 'pbx.test', port: null };
const account = AccountId.parse('line');
let clock: FakeClock;
let asked: { spec: SubscribeSpec; answer: (answer: SubscribeAnswer) => void }[];
let hub: SubscriptionHub;

const makeLine = (): LineSubscriptions => new LineSubscriptions({
  clock, random: () => 0.5, log: silentLog, aor: completeTarget('201', DOMAIN), complete: (target) => completeTarget(target, DOMAIN), publish: () => () => {},
  wire: { listen: () => () => {}, subscribe: (spec, done) => { asked.push({ spec, answer: (answer) => done(answer, spec.cseq) }); return () => {}; } },
});
const accepted: SubscribeAnswer = { kind: 'accepted', status: 200, expiresSeconds: 600, dialog: null };
beforeEach(() => {
  clock = new FakeClock();
  asked = [];
  hub = new SubscriptionHub(silentLog);
});

it('begins once the line is registered, and again when it comes back', () => {
  const line = makeLine();
  hub.attach(account, line);
  hub.watch(account, 'dialog', '202', () => {});
  expect(asked).toHaveLength(0);
  line.registered(true);
  expect(asked.map(({ spec }) => spec.target.text)).toEqual(['sip:202@pbx.test']);
  asked[0]?.answer({ kind: 'rejected', status: 404, reason: 'Not Found', minExpiresSeconds: null, retryAfterSeconds: null });
  line.registered(false);
  line.registered(true);
  expect(asked).toHaveLength(2);
});

it('sends sixteen at a time, however many are wanted', () => {
  const line = makeLine();
  hub.attach(account, line);
  for (let index = 0; index < 100; index++) hub.watch(account, 'dialog', String(1_000 + index), () => {});
  line.registered(true);
  expect(asked).toHaveLength(16);
  for (let index = 0; index < 10; index++) asked[index]?.answer(accepted);
  expect(asked).toHaveLength(26);
});

it('hands what is wanted to the line that takes the place of another, and leaves the old one in peace', () => {
  const [old, next] = [makeLine(), makeLine()];
  hub.attach(account, old);
  hub.watch(account, 'message-summary', null, () => {});
  old.registered(true);
  hub.detach(account);
  hub.attach(account, next);
  old.registered(true);
  expect(asked).toHaveLength(1);
  next.registered(true);
  expect(asked).toHaveLength(2);
  old.dispose();
  next.dispose();
  expect(clock.pending).toBe(0);
});

it('tells who asks for what makes no address, and survives a listener that throws', () => {
  const events: SubscriptionEvent[] = [];
  hub.attach(account, makeLine());
  hub.watch(account, 'dialog', 'http://nobody', () => { throw new Error('mine'); });
  hub.watch(account, 'dialog', '@', (event) => events.push(event));
  expect(events).toMatchObject([{ kind: 'status', status: { kind: 'ended', why: 'refused' } }]);
});
