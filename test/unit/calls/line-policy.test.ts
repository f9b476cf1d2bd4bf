import { beforeEach, describe, expect, it } from 'vitest';
import { defaultDialPlan, defaultLinePolicy, type Account, type DialPlan, type LinePolicy } from '../../../electron/contract';
import { AccountId } from '../../../electron/contract/ids';
import { account, Desk, settle } from './call-desk';

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});
const withPolicy = (policy: Partial<LinePolicy>): Account => ({ ...account, policy: { ...defaultLinePolicy, ...policy } });
const forwarding = (given: Partial<LinePolicy['forwarding']>): Account => withPolicy({ forwarding: { ...defaultLinePolicy.forwarding, ...given } });
const withPlan = (plan: Partial<DialPlan>): Account => ({ ...account, dialPlan: { ...defaultDialPlan, ...plan } });

describe('calls that come in on a line', () => {
  it('all go to the number the line names, and the history says where', async () => {
    desk.accounts = [forwarding({ always: '203' })];
    await desk.comesIn('in1');
    expect(desk.log).toEqual(['begin in1 incoming Marie Renard', 'redirect in1 203', 'ended in1 forwarded']);
    expect(desk.ended[0]?.phase).toMatchObject({ cause: { code: 'forwarded', by: 'local', sipStatus: 302, reason: '203' } });
    expect(desk.calls).toEqual([]);
  });

  it('hear busy where the line is not to be disturbed, though the phone may', async () => {
    desk.accounts = [withPolicy({ doNotDisturb: true })];
    await desk.comesIn('in1');
    expect(desk.log).toContain('reject in1 486');
  });

  it('go on when busy: another call runs and none may wait', async () => {
    desk.accounts = [forwarding({ busy: '204' })];
    desk.settings = { ...desk.settings, callWaiting: false };
    await desk.talks('in1');
    await desk.comesIn('in2');
    expect(desk.log).toContain('redirect in2 204');
    expect(desk.calls.map(({ id }) => id)).toEqual(['in1']);
  });

  it('go on when nobody answers in time, and ring no longer here', async () => {
    desk.accounts = [forwarding({ noAnswer: { to: '205', afterSeconds: 15 } })];
    await desk.comesIn('in1');
    desk.clock.advance(14_999);
    expect(desk.log).not.toContain('redirect in1 205');
    desk.clock.advance(1);
    expect(desk.log).toContain('redirect in1 205');
    expect(desk.log).not.toContain('reject in1 480');
    expect(desk.log).toContain('tone off ringer');
  });

  it('stay where they were answered just in time', async () => {
    desk.accounts = [forwarding({ noAnswer: { to: '205', afterSeconds: 15 } })];
    await desk.talks('in1');
    desk.clock.advance(60_000);
    expect(desk.log).not.toContain('redirect in1 205');
    expect(desk.calls[0]?.phase.kind).toBe('established');
  });
});

describe('numbers that go out on a line', () => {
  it('as its dial plan says, while the screen and the history keep what was typed', async () => {
    desk.accounts = [withPlan({ outsidePrefix: '0', format: 'national' })];
    const id = desk.service.dial('+33 1 44 55 66 77', null);
    await settle();
    expect(desk.log).toContain(`invite ${id} 00144556677`);
    expect(desk.calls[0]?.remote).toMatchObject({ number: '+33 1 44 55 66 77', e164: '+33144556677' });
  });

  it('without our own number where #31# stands in front', async () => {
    const id = desk.service.dial('#31#01 44 55 66 77', null);
    await settle();
    expect(desk.log).toContain(`invite ${id} 0144556677 anonymous`);
  });

  it('not at all where the plan refuses them', () => {
    desk.accounts = [withPlan({ digitMap: '(0900x.!)' })];
    expect(() => desk.service.dial('0900123', null)).toThrow(expect.objectContaining({ code: 'INVALID_TARGET' }));
    expect(desk.log).toEqual([]);
  });
});

describe('an emergency number', () => {
  it('goes out as it is: no plan, no limit on calls and no demand for encryption keeps it back', async () => {
    desk.accounts = [{ ...withPlan({ outsidePrefix: '0', digitMap: '(1x.!)', outsideFromDigits: 2 }), mediaEncryption: 'required' }];
    for (let index = 1; index <= 8; index += 1) await desk.talks(`in${index}`);
    expect(() => desk.service.dial('0144556677', null)).toThrow(expect.objectContaining({ code: 'TOO_MANY_CALLS' }));
    const id = desk.service.dial('112', null);
    await settle();
    expect(desk.log).toContain(`invite ${id} 112`);
  });

  it('takes a line that works where the one chosen does not', async () => {
    desk.accounts = [{ ...account, id: AccountId.parse('dead') }, account];
    desk.registrationOf = (id) => (id === 'dead' ? 'locked' : 'ready');
    desk.service.dial('1 1 2', AccountId.parse('dead'));
    await settle();
    expect(desk.calls[0]?.accountId).toBe(account.id);
  });

  it('opens the phone to whoever calls back, for an hour', async () => {
    desk.accounts = [{ ...forwarding({ always: '203' }) }];
    desk.settings = { ...desk.settings, doNotDisturb: true };
    const id = desk.service.dial('112', null);
    await settle();
    desk.service.hangUp(id);
    await desk.comesIn('in1');
    expect(desk.log).toContain('ring in1');
    desk.service.hangUp(desk.calls.find((call) => call.id === 'in1')?.id ?? id);
    desk.clock.advance(60 * 60_000);
    await desk.comesIn('in2');
    expect(desk.log).toContain('redirect in2 203');
  });
});
