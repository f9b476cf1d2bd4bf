import { afterEach, describe, expect, it } from 'vitest';
import { tell } from '../../support/call-rig';
import { HeadlessPhone } from '../../support/headless-phone';
import { hasKamailio, passwordOf, startKamailio, type Kamailio } from '../../support/sip/kamailio';
import { RATE } from '../../support/sound/signal';
import { speech } from '../../support/sound/speech';

/** The whole phone twice, with Kamailio between them: real SIP with digest, real RTP, real speech. */
describe.skipIf(!hasKamailio)('two phones over Kamailio', () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });

  async function phones(): Promise<{ kamailio: Kamailio; alice: HeadlessPhone; bob: HeadlessPhone }> {
    const kamailio = await startKamailio({ challengeInvites: true });
    open.push(() => kamailio.stop());
    const make = (user: string): HeadlessPhone => {
      const phone = new HeadlessPhone({ user, password: passwordOf(user), domain: `127.0.0.1:${kamailio.port}` });
      open.push(() => phone.dispose());
      return phone;
    };
    const [alice, bob] = [make('alice'), make('bob')];
    await Promise.all([alice.ready(), bob.ready()]);
    return { kamailio, alice, bob };
  }

  async function connected(): Promise<{ alice: HeadlessPhone; bob: HeadlessPhone }> {
    const { alice, bob } = await phones();
    alice.calls.dial('bob', null);
    bob.calls.answer((await bob.phase('incoming')).id);
    await Promise.all([alice.phase('established'), bob.phase('established')]);
    return { alice, bob };
  }

  it('ring, answer, hear each other and write what happened', async () => {
    const { alice, bob } = await phones();
    const spoken = (await speech())?.subarray(0, 2 * RATE);
    if (!spoken) throw new Error('no speech to say');
    const callId = alice.calls.dial('bob', null);
    const incoming = await bob.phase('incoming');
    await alice.phase('ringing');
    expect(alice.tones).toContain('ringback speaker');
    bob.calls.answer(incoming.id);
    await Promise.all([alice.phase('established'), bob.phase('established')]);
    await tell(alice, bob, spoken);
    alice.calls.hangUp(callId);
    await bob.phase('ended');
    for (const [phone, by] of [[alice, 'local'], [bob, 'remote']] as const) {
      const [entry] = phone.store.history.page({ query: '', only: 'all', before: null, limit: 10 });
      expect(entry).toMatchObject({ end: { code: 'hung-up', by }, codec: 'opus', missed: false });
      expect(entry?.answeredAtEpochMs).not.toBeNull();
    }
  }, 30_000);

  it('hold and resume from either side', async () => {
    const { alice, bob } = await connected();
    const a = alice.snapshot[0]!.id;
    const b = bob.snapshot[0]!.id;
    alice.calls.hold(a);
    await bob.call('held by alice', ({ phase }) => phase.kind === 'established' && phase.remoteHold);
    await alice.call('holding', ({ phase }) => phase.kind === 'established' && phase.localHold);
    bob.calls.hold(b);
    await bob.call('both hold', ({ phase }) => phase.kind === 'established' && phase.localHold);
    bob.calls.resume(b);
    alice.calls.resume(a);
    await Promise.all([alice, bob].map((phone) => phone.call('talking', ({ phase }) => phase.kind === 'established' && !phase.localHold && !phase.remoteHold)));
  }, 20_000);

  it('say in words why a call was refused', async () => {
    const { alice, bob } = await phones();
    alice.calls.dial('nobody', null);
    expect((await alice.phase('ended')).phase).toMatchObject({ cause: { code: 'not-found', sipStatus: 404 } });
    alice.calls.dial('bob', null);
    bob.calls.decline((await bob.phase('incoming')).id, null);
    await alice.call('declined', ({ phase }) => phase.kind === 'ended' && phase.cause.code === 'declined');
  }, 20_000);
});
