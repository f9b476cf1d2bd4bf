import { afterEach, describe, expect, test } from 'vitest';
import type { RegistrationState } from '../../../electron/contract/accounts';
import { hasKamailio, type Kamailio, type KamailioOptions, startKamailio } from '../../support/sip/kamailio';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';

/** Soon and often, so that a test need not wait for what takes minutes in use. */
const OFTEN = { firstAfterMs: 50, everyMs: 600 };

describe.skipIf(!hasKamailio)('whether calls reach the line, with Kamailio', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => { for (const close of closing.splice(0)) await close(); });

  async function server(options: KamailioOptions = {}): Promise<Kamailio> {
    const kamailio = await startKamailio(options);
    let stopped = false;
    closing.push(async () => { if (!stopped) await kamailio.stop(); });
    return { ...kamailio, stop: () => { stopped = true; return kamailio.stop(); } };
  }

  function phoneAt({ port }: Kamailio, user = 'ours-a', change: Parameters<typeof startPhone>[2] = {}): Phone {
    const phone = startPhone(user, `127.0.0.1:${port}`, change, { reachSchedule: OFTEN });
    closing.unshift(() => phone.signalling.dispose());
    return phone;
  }

  const proofIs = (kind: string) => ({ state }: { state: RegistrationState }): boolean => state.kind === 'ready' && state.proof?.kind === kind;

  test.each(['udp', 'tcp'] as const)('a request to ourselves comes back through the proxy by %s', async (transport) => {
    const phone = phoneAt(await server({ tcp: true }), 'ours-a', { transport });
    await phone.register();
    const { state } = await phone.next('registration', 5_000, proofIs('returned'));
    expect(state).toMatchObject({ kind: 'ready', proof: { kind: 'returned', atEpochMs: expect.any(Number) } });
  });

  test('another phone of the same user does not stand in for ours', async () => {
    const kamailio = await server();
    const [a, b] = [phoneAt(kamailio), phoneAt(kamailio)];
    await Promise.all([a.register(), b.register()]);
    await Promise.all([a.next('registration', 5_000, proofIs('returned')), b.next('registration', 5_000, proofIs('returned'))]);
    expect([a, b].flatMap(({ events }) => events.filter(({ kind }) => kind === 'incoming'))).toEqual([]);
  });

  test('a registrar that was restarted and has lost its bindings is noticed by the next look, and the line rings again', async () => {
    const first = await server();
    const phone = phoneAt(first);
    await phone.register();
    await phone.next('registration', 5_000, proofIs('returned'));
    await first.stop();
    const second = await server({ port: first.port });
    const { state } = await phone.next('registration', 8_000, (event) => event.state.kind === 'registering' && event.state.lost !== undefined);
    expect(state).toMatchObject({ lost: { provenAtEpochMs: expect.any(Number) } });
    await phone.next('registration', 5_000, proofIs('returned'));
    const caller = phoneAt(second, 'ours-b');
    await caller.register();
    caller.call('ours-a');
    const { callId } = await phone.next('incoming');
    phone.signalling.reject(callId, 486);
    expect(await caller.next('failed')).toMatchObject({ status: 486 });
  }, 30_000);

  test('on demand it is known at once', async () => {
    const kamailio = await server();
    const phone = startPhone('ours-a', `127.0.0.1:${kamailio.port}`);
    closing.unshift(() => phone.signalling.dispose());
    await phone.register();
    expect(phone.signalling.registration(phone.account.id)).not.toHaveProperty('proof');
    await phone.signalling.reach.check(phone.account.id);
    expect(phone.signalling.registration(phone.account.id)).toMatchObject({ kind: 'ready', proof: { kind: 'returned' } });
  });

  test('a server that passes no OPTIONS on proves by its list that it knows us', async () => {
    const kamailio = await server({ answersOptionsItself: true });
    const phone = phoneAt(kamailio);
    await phone.register();
    await phone.next('registration', 8_000, proofIs('listed'));
  });

  describe('GRUUs (RFC 5627)', () => {
    /** Their registrar leaves a port out, so it listens on the usual one, at an address of its own. */
    async function calledBy(servesGruus: boolean, host: string): Promise<{ contact: string; ended: boolean }> {
      await server({ host, port: 5060, servesGruus });
      const [a, b] = ['ours-a', 'ours-b'].map((user) => startPhone(user, host, {}, { reachSchedule: { firstAfterMs: 50, everyMs: 60_000 } })) as [Phone, Phone];
      closing.unshift(() => a.signalling.dispose(), () => b.signalling.dispose());
      await Promise.all([a.register(), b.register()]);
      await a.next('registration', 5_000, proofIs('returned'));
      await new Promise((resolve) => setTimeout(resolve, 700));
      a.call('ours-b');
      const { callId } = await b.next('incoming');
      b.signalling.accept(callId, sdp());
      await b.next('acknowledged');
      b.signalling.hangUp(callId);
      const ended = await a.next('ended', 2_000).then(() => true, () => false);
      return { contact: b.signalling.trace.of({ kind: 'call', callId }).messages.map(({ text }) => /^Contact: (.*)$/m.exec(text)?.[1] ?? '').find((value) => value !== '') ?? '', ended };
    }

    test('are the Contact of calls where the proxy follows them inside dialogs: the BYE arrives by one', async () => {
      const { contact, ended } = await calledBy(true, '127.0.0.71');
      expect(contact).toMatch(/^<sip:ours-a@127\.0\.0\.71;gr=urn:uuid:/);
      expect(ended).toBe(true);
    });

    test('are left alone where they are given but not followed: the BYE arrives all the same', async () => {
      const { contact, ended } = await calledBy(false, '127.0.0.72');
      expect(contact).not.toContain(';gr');
      expect(ended).toBe(true);
    });
  });

  test('the service route (RFC 3608) is taken by requests outside dialogs', async () => {
    const kamailio = await server({ serviceRoute: (port) => `<sip:127.0.0.1:${port};lr;marked=yes>` });
    const [a, b] = [phoneAt(kamailio, 'ours-a'), phoneAt(kamailio, 'ours-b')];
    await Promise.all([a.register(), b.register()]);
    const call = a.call('ours-b');
    await b.next('incoming');
    expect(a.signalling.trace.of({ kind: 'call', callId: call }).messages.find(({ text }) => text.startsWith('INVITE '))?.text).toContain(`Route: <sip:127.0.0.1:${kamailio.port};lr;marked=yes>`);
  });
});
