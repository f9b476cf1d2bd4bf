import { afterEach, describe, expect, test } from 'vitest';
import { hasKamailio, startKamailio } from '../../support/sip/kamailio';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';

describe.skipIf(!hasKamailio)('when the network changes, with Kamailio', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => { for (const close of closing.splice(0)) await close(); });

  async function inCall(transport: 'udp' | 'tcp') {
    const kamailio = await startKamailio({ tcp: true });
    closing.push(() => kamailio.stop());
    const [a, b] = ['ours-a', 'ours-b'].map((user) => startPhone(user, `127.0.0.1:${kamailio.port}`, { transport })) as [Phone, Phone];
    for (const { signalling } of [a, b]) closing.unshift(() => signalling.dispose());
    await Promise.all([a.register(), b.register()]);
    const callA = a.call('ours-b');
    const { callId: callB } = await b.next('incoming');
    b.signalling.accept(callB, sdp());
    await a.next('accepted');
    await b.next('acknowledged');
    return { a, b, callA, callB };
  }

  const isReadyAgain = (phone: Phone) => phone.next('registration', 5_000, ({ state }) => state.kind === 'registering')
    .then(() => phone.next('registration', 5_000, ({ state }) => state.kind === 'ready'));

  test('by TCP: registered again on a new connection, the call is told of, and after its new offer the far end\'s BYE arrives', async () => {
    const { a, b, callA, callB } = await inCall('tcp');
    // The first registration stands among the events still.
    await a.next('registration', 1_000, ({ state }) => state.kind === 'registering');
    const ready = isReadyAgain(a);
    a.signalling.reach.networkChanged({ slept: false, gone: ['127.0.0.1'] });
    await ready;
    expect(await a.next('networkChanged')).toEqual({ kind: 'networkChanged', callId: callA });
    const refreshed = a.signalling.reinvite(callA, sdp());
    await b.next('remoteOffer');
    b.signalling.answerOffer(callB, sdp());
    expect(await refreshed).toMatchObject({ ok: true });
    b.signalling.hangUp(callB);
    await a.next('ended');
  }, 20_000);

  test('by UDP: a network that leaves the way to the server as it was leaves line and call alone', async () => {
    const { a } = await inCall('udp');
    const before = a.signalling.registration(a.account.id);
    a.signalling.reach.networkChanged({ slept: false, gone: ['198.51.100.7'] });
    await a.next('registration', 5_000, ({ state }) => state.kind === 'ready' && state.proof !== undefined);
    const after = a.signalling.registration(a.account.id);
    expect(after).toMatchObject({ kind: 'ready', proof: { kind: 'returned' } });
    expect(after.kind === 'ready' && before.kind === 'ready' && after.sinceEpochMs === before.sinceEpochMs).toBe(true);
    expect(a.events.some(({ kind }) => kind === 'networkChanged')).toBe(false);
  }, 20_000);

  test('by UDP: after sleep the line is registered anew and every call is looked after, though nothing else has changed', async () => {
    const { a, callA } = await inCall('udp');
    a.signalling.reach.networkChanged({ slept: true, gone: [] });
    expect(await a.next('networkChanged')).toEqual({ kind: 'networkChanged', callId: callA });
    expect(a.signalling.registration(a.account.id).kind).toBe('ready');
  }, 20_000);
});
