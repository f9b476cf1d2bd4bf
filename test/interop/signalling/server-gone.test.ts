import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CallRig, connect, cut, historyOf, tell, tellEachOther, wait } from '../../support/call-rig';
import { HeadlessPhone } from '../../support/headless-phone';
import { hasKamailio, passwordOf } from '../../support/sip/kamailio';
import { speech } from '../../support/sound/speech';

describe.skipIf(!hasKamailio)('the whole phone when its server is gone, or turns it away', () => {
  let rig: CallRig;
  let voice: Float32Array;

  beforeAll(async () => {
    const all = await speech();
    if (all === null) throw new Error('no speech to say');
    voice = all;
    rig = await CallRig.open();
  });
  afterEach(() => rig.clear());
  afterAll(() => rig.close());

  it('the server goes away in a call for longer than a registration lasts, and comes back with nothing remembered', async () => {
    const account = { registerExpiresSeconds: 30 };
    const [alice, bob] = await Promise.all([rig.phone('alice', { account }), rig.phone('bob', { account })]);
    const { fromId, toId } = await connect(alice, bob);
    await tell(alice, bob, cut(voice, 0, 2));
    const comeBack = await rig.breakServer();
    const goneAtMs = performance.now();
    await tellEachOther(alice, bob, cut(voice, 2, 2), cut(voice, 4, 2));
    for (const phone of [alice, bob]) {
      const failed = await phone.until(() => { const state = phone.signalling.registration(phone.account.id); return state.kind === 'failed' ? state : null; }, 'failed', 40_000);
      expect(failed.error.code).toBe('unreachable');
      expect(failed.nextTryAtEpochMs).not.toBeNull();
    }
    await wait(Math.max(0, 30_000 - (performance.now() - goneAtMs)));
    await tell(bob, alice, cut(voice, 6, 2));
    await comeBack();
    await Promise.all([alice.ready(30_000), bob.ready(30_000)]);
    // The call was never touched, and its BYE finds the way through a server that has forgotten it.
    alice.calls.hangUp(fromId);
    await bob.call('ended', ({ id, phase }) => id === toId && phase.kind === 'ended');
    const next = await connect(bob, alice);
    await tell(bob, alice, cut(voice, 8, 2));
    bob.calls.hangUp(next.fromId);
    await alice.call('ended', ({ id, phase }) => id === next.toId && phase.kind === 'ended');
    for (const phone of [alice, bob]) expect(historyOf(phone).map(({ end }) => end?.code)).toEqual(['hung-up', 'hung-up']);
  }, 150_000);

  it('a call dialled while nothing listens ends in plain words, soon', async () => {
    const alice = await rig.phone('alice');
    const comeBack = await rig.breakServer();
    const from = performance.now();
    alice.calls.dial('bob', null);
    expect((await alice.phase('ended', 12_000)).phase).toMatchObject({ cause: { code: 'network', by: 'network', reason: 'the server cannot be reached' } });
    process.stdout.write(`dialled with nothing listening: ended after ${Math.round(performance.now() - from)} ms\n`);
    await comeBack();
  }, 40_000);

  it('a wrong password is told in words and not tried again; the right one registers', async () => {
    const phone = new HeadlessPhone({ user: 'ours-a', password: 'wrong', domain: rig.server });
    rig.onClose(() => phone.dispose());
    const state = await phone.until(() => { const found = phone.signalling.registration(phone.account.id); return found.kind === 'failed' ? found : null; }, 'failed');
    expect(state).toMatchObject({ error: { code: 'wrong-password', sipStatus: 401 }, nextTryAtEpochMs: null });
    phone.calls.dial('bob', null);
    expect((await phone.phase('ended')).phase).toMatchObject({ cause: { code: 'auth-failed', by: 'remote', sipStatus: 407 } });
    phone.signalling.applyAccount(phone.account, passwordOf('ours-a'));
    await phone.ready();
    expect(historyOf(phone)).toMatchObject([{ end: { code: 'auth-failed' }, missed: false }]);
  }, 30_000);
});
