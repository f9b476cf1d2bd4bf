import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ReceivedMessage } from '../../../electron/calls/ports';
import { hasKamailio, type Kamailio, passwordOf, startKamailio } from '../../support/sip/kamailio';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';

describe.skipIf(!hasKamailio).each(['MD5', 'SHA-256'] as const)('through Kamailio with %s digests', (algorithm) => {
  let kamailio: Kamailio;
  const phones: Phone[] = [];

  beforeAll(async () => { kamailio = await startKamailio({ algorithm, challengeByes: true }); });
  afterAll(async () => { await kamailio.stop(); });
  afterEach(async () => {
    await Promise.all(phones.splice(0).map((phone) => phone.signalling.dispose()));
  });

  function phone(user: string, change: Parameters<typeof startPhone>[2] = {}): Phone {
    const made = startPhone(user, `127.0.0.1:${kamailio.port}`, change);
    phones.push(made);
    return made;
  }

  async function pair(): Promise<[Phone, Phone]> {
    const [a, b] = [phone('ours-a'), phone('ours-b')];
    await Promise.all([a.register(), b.register()]);
    return [a, b];
  }

  async function established(): Promise<{ a: Phone; b: Phone; callA: ReturnType<Phone['call']>; callB: ReturnType<Phone['call']> }> {
    const [a, b] = await pair();
    const callA = a.call('ours-b');
    const { callId: callB } = await b.next('incoming');
    b.signalling.ring(callB);
    b.signalling.accept(callB, sdp());
    await a.next('accepted');
    await b.next('acknowledged');
    return { a, b, callA, callB };
  }

  test('registers, shows the server and expiry, and unregisters', async () => {
    const a = phone('ours-a');
    await a.register();
    expect(a.signalling.registration(a.account.id)).toMatchObject({ kind: 'ready', server: `127.0.0.1:${kamailio.port}` });
    await a.signalling.removeAccount(a.account.id);
    const b = phone('ours-b');
    await b.register();
    b.call('ours-a');
    expect(await b.next('failed')).toMatchObject({ status: 404 });
  });

  test('says wrong password and does not try again', async () => {
    const a = phone('ours-a');
    a.signalling.applyAccount(a.account, 'not it');
    const { state } = await a.next('registration', 5_000, (event) => event.state.kind === 'failed');
    expect(state).toMatchObject({ kind: 'failed', nextTryAtEpochMs: null, error: { code: 'wrong-password', sipStatus: 401 } });
  });

  test('tests an account step by step, right and wrong', async () => {
    const a = phone('ours-a');
    const steps: string[] = [];
    const good = await a.signalling.testAccount(a.account, passwordOf('ours-a'), ({ step, state }) => steps.push(`${step} ${state}`));
    expect(good).toEqual({ ok: true, failedStep: null });
    expect(steps).toEqual(['resolve running', 'resolve ok', 'reach running', 'reach ok', 'register running', 'register ok']);
    const bad = await a.signalling.testAccount(a.account, 'no', () => {});
    expect(bad).toMatchObject({ ok: false, failedStep: { step: 'register', state: 'failed' } });
  });

  test('calls, rings, answers and hangs up, with INVITE and BYE both challenged', async () => {
    const { a, b, callA } = await established();
    expect(b.events.find((event) => event.kind === 'incoming')).toMatchObject({ remote: { displayName: 'The ours-a' }, direct: false });
    expect(a.events.filter(({ kind }) => kind === 'progress')).toHaveLength(1);
    a.signalling.hangUp(callA);
    await b.next('ended');
  });

  test('the called side hangs up', async () => {
    const { a, b, callB } = await established();
    b.signalling.hangUp(callB);
    await a.next('ended');
  });

  test('busy and declined arrive with their status', async () => {
    const [a, b] = await pair();
    for (const [status, reason] of [[486, 'Busy Here'], [603, 'Decline'], [480, 'Temporarily Unavailable']] as const) {
      a.call('ours-b');
      b.signalling.reject((await b.next('incoming')).callId, status);
      expect(await a.next('failed')).toMatchObject({ status, reason });
    }
  });

  test('CANCEL while ringing is told at both ends', async () => {
    const [a, b] = await pair();
    const call = a.call('ours-b');
    b.signalling.ring((await b.next('incoming')).callId);
    await a.next('progress');
    a.signalling.hangUp(call);
    await b.next('cancelled');
    expect(await a.next('failed')).toMatchObject({ status: 487 });
  });

  test('CANCEL at once, before any answer, still ends the call', async () => {
    const [a, b] = await pair();
    const call = a.call('ours-b');
    a.signalling.hangUp(call);
    expect(await a.next('failed')).toMatchObject({ status: 487 });
    const incoming = b.events.find((event) => event.kind === 'incoming');
    if (incoming !== undefined) await b.next('cancelled');
  });

  test('holds and resumes from either side', async () => {
    const { a, b, callA, callB } = await established();
    for (const [from, fromCall, to, toCall] of [[a, callA, b, callB], [b, callB, a, callA]] as const) {
      for (const [ours, theirs] of [['sendonly', 'recvonly'], ['sendrecv', 'sendrecv']] as const) {
        const result = from.signalling.reinvite(fromCall, sdp(ours));
        const { offer } = await to.next('remoteOffer');
        expect(offer).toContain(`a=${ours}`);
        to.signalling.answerOffer(toCall, sdp(theirs));
        expect(await result).toMatchObject({ ok: true, sdp: expect.stringContaining(`a=${theirs}`) });
      }
    }
  });

  test('both hold at the same moment: after the time told with 491, both go through', async () => {
    const { a, b, callA, callB } = await established();
    const answer = (phoneOf: Phone, call: typeof callA) => phoneOf.signalling.onEvent((event) => {
      if (event.kind === 'remoteOffer') phoneOf.signalling.answerOffer(call, sdp('recvonly'));
    });
    answer(a, callA);
    answer(b, callB);
    const hold = async (phone: Phone, call: typeof callA, tries = 0): Promise<boolean> => {
      const result = await phone.signalling.reinvite(call, sdp('sendonly'));
      if (result.ok || typeof result.retryAfterMs !== 'number' || tries > 4) return result.ok;
      await new Promise((resolve) => setTimeout(resolve, result.retryAfterMs ?? 0));
      return hold(phone, call, tries + 1);
    };
    expect(await Promise.all([hold(a, callA), hold(b, callB)])).toEqual([true, true]);
  }, 20_000);

  test('a refused hold leaves the call up', async () => {
    const { a, b, callA, callB } = await established();
    const result = a.signalling.reinvite(callA, sdp('sendonly'));
    await b.next('remoteOffer');
    b.signalling.rejectOffer(callB, 488);
    expect(await result).toMatchObject({ ok: false, status: 488 });
    expect(await a.signalling.sendInfoDigit(callA, '1', 100)).toBe(true);
  });

  test('DTMF by INFO in both directions', async () => {
    const { a, b, callA, callB } = await established();
    expect(await Promise.all(['1', '#', 'A'].map((digit) => a.signalling.sendInfoDigit(callA, digit, 120)))).toEqual([true, true, true]);
    expect(b.events.filter((event) => event.kind === 'digit')).toMatchObject([{ digit: '1', durationMs: 120 }, { digit: '#' }, { digit: 'A' }]);
    expect(await b.signalling.sendInfoDigit(callB, '*', 90)).toBe(true);
    expect(await a.next('digit')).toMatchObject({ digit: '*', durationMs: 90 });
  });

  test('MESSAGE reaches the other phone, which is asked to keep it before the sender is told', async () => {
    const [a, b] = await pair();
    const send = (text: string) => a.signalling.messaging.send(a.account.id, 'ours-b', { kind: 'text', messageId: randomUUID(), text, askNotices: true });
    expect(await send('nobody reads'), 'without a reader').toMatchObject({ kind: 'refused', status: 480 });
    const kept: ReceivedMessage[] = [];
    b.signalling.messaging.onMessage((message) => kept.push(message));
    expect(await send('grüß dich')).toEqual({ kind: 'accepted', status: 200 });
    expect(kept).toMatchObject([{ from: { number: expect.stringMatching(/^ours-a@/) }, content: { kind: 'text', text: 'grüß dich', cpim: true, wantsDelivery: true, wantsDisplay: true } }]);
    expect(await a.signalling.messaging.capabilities(a.account.id, 'ours-b')).toEqual({ notices: true, composing: true });
  });

  test('goes through an outbound proxy although the domain does not resolve', async () => {
    const a = startPhone('ours-a', 'no-such-domain.invalid', { outboundProxy: `sip:127.0.0.1:${kamailio.port};lr` });
    phones.push(a);
    await a.register();
  });
});

test.skipIf(!hasKamailio)('a registration shorter than the server allows is asked for again as long as it wants', async () => {
  const kamailio = await startKamailio({ minExpiresSeconds: 90 });
  const phone = startPhone('ours-a', `127.0.0.1:${kamailio.port}`, { registerExpiresSeconds: 60 });
  try {
    await phone.register();
    const state = phone.signalling.registration(phone.account.id);
    expect(state.kind === 'ready' && state.expiresAtEpochMs - Date.now()).toBeGreaterThan(60_000);
  } finally {
    await phone.signalling.dispose();
    await kamailio.stop();
  }
});
