import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CallRig, connect, cut, historyOf, isSilence, tell, wait } from '../../support/call-rig';
import { bundleMediaChild, ForkedPhoneMedia } from '../../support/forked-phone-media';
import { HeadlessPhone } from '../../support/headless-phone';
import { hasKamailio, passwordOf } from '../../support/sip/kamailio';
import { RATE } from '../../support/sound/signal';
import { speech } from '../../support/sound/speech';

describe.skipIf(!hasKamailio)('the whole phone when something around it breaks', () => {
  let rig: CallRig;
  let voice: Float32Array;
  let tone: Float32Array;
  let mediaChild: Awaited<ReturnType<typeof bundleMediaChild>>;

  beforeAll(async () => {
    const all = await speech();
    if (all === null) throw new Error('no speech to say');
    voice = all;
    tone = sine(440, 15);
    mediaChild = await bundleMediaChild();
    rig = await CallRig.open();
  });
  afterEach(() => rig.clear());
  afterAll(async () => {
    await rig.close();
    await mediaChild.remove();
  });

  it('the media process is killed in a call: another one starts, both hear each other again, mute is kept', async () => {
    const forked = new ForkedPhoneMedia(mediaChild.file);
    const [alice, bob] = await Promise.all([rig.phone('alice', { openMedia: () => forked }), rig.phone('bob')]);
    const media = { restarts: 0 };
    alice.media.onEvent((event) => { if (event.kind === 'restarted') media.restarts += 1; });
    const { fromId, toId } = await connect(alice, bob);
    await tell(alice, bob, cut(voice, 0, 2));
    await tell(bob, alice, cut(voice, 4, 2));
    const gaps: number[] = [];
    for (const round of [1, 2]) {
      alice.say(tone);
      bob.say(tone);
      await wait(700);
      bob.listen();
      forked.kill();
      const killedMs = performance.now();
      // A little was on its way to the speaker.
      await wait(50);
      alice.listen();
      while (isSilence(alice.heard().subarray(-2_400)) && performance.now() - killedMs < 10_000) await wait(5);
      gaps.push(performance.now() - killedMs);
      await wait(1_500);
      gaps.push(longestSilenceMs(bob.heard()));
      expect(forked.processes).toHaveLength(round + 1);
      for (const phone of [alice, bob]) phone.say(new Float32Array(0));
      await wait(300);
      await tell(alice, bob, cut(voice, 0, 2));
      await tell(bob, alice, cut(voice, 4, 2));
    }
    const figures = `here, there, each time: ${gaps.map(Math.round).join(', ')} ms`;
    expect(Math.max(...gaps), figures).toBeLessThan(4_000);
    process.stdout.write(`silence after the media process was killed; ${figures}\n`);

    alice.calls.setMuted(fromId, true);
    forked.kill();
    await alice.until(() => (forked.processes.length === 4 && media.restarts === 3 ? true : null), 'third restart', 10_000);
    await alice.call('re-offered', ({ holdPending }) => !holdPending);
    await wait(1_500);
    bob.listen();
    alice.say(cut(voice, 0, 2));
    await wait(2_500);
    expect(isSilence(bob.heard()), 'still muted after a restart').toBe(true);
    alice.calls.setMuted(fromId, false);
    await tell(alice, bob, cut(voice, 0, 2));
    bob.calls.hangUp(toId);
    await alice.phase('ended');
    expect(historyOf(alice)).toMatchObject([{ end: { code: 'hung-up', by: 'remote' } }]);
  }, 90_000);

  it('the server goes away in a call for longer than a registration lasts, and comes back with nothing remembered', async () => {
    const account = { registerExpiresSeconds: 30 };
    const [alice, bob] = await Promise.all([rig.phone('alice', { account }), rig.phone('bob', { account })]);
    const { fromId, toId } = await connect(alice, bob);
    await tell(alice, bob, cut(voice, 0, 2));
    const comeBack = await rig.breakServer();
    const goneAtMs = performance.now();
    await tell(alice, bob, cut(voice, 2, 2));
    await tell(bob, alice, cut(voice, 4, 2));
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

  it('the network becomes another one in a call: registered and audible again within 5 s, from the new address', async () => {
    let address = '127.0.0.11';
    const [alice, bob] = await Promise.all([rig.phone('alice', { localAddressFor: async () => address }), rig.phone('bob')]);
    const { fromId, toId } = await connect(alice, bob);
    await tell(alice, bob, cut(voice, 0, 2));
    bob.say(tone);
    alice.say(tone);
    const offers: string[] = [];
    bob.signalling.onEvent((event) => { if (event.kind === 'remoteOffer') offers.push(/c=IN IP4 (\S+)/.exec(event.offer ?? '')?.[1] ?? ''); });
    await wait(500);
    address = '127.0.0.12';
    const from = performance.now();
    alice.signalling.reach.networkChanged({ slept: false, gone: ['127.0.0.11'] });
    await alice.ready(5_000);
    await bob.until(() => (offers.length > 0 ? true : null), 'new offer', 5_000);
    await wait(300);
    alice.listen();
    bob.listen();
    await wait(500);
    expect([isSilence(alice.heard()), isSilence(bob.heard())]).toEqual([false, false]);
    expect(offers).toEqual(['127.0.0.12']);
    expect(performance.now() - from).toBeLessThan(5_000);
    for (const phone of [alice, bob]) phone.say(new Float32Array(0));
    bob.calls.hangUp(toId);
    await alice.call('ended', ({ id, phase }) => id === fromId && phase.kind === 'ended');
    expect(historyOf(alice)).toMatchObject([{ end: { code: 'hung-up', by: 'remote' } }]);
  }, 40_000);

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

function sine(frequencyHz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * RATE }, (_, at) => 0.4 * Math.sin((2 * Math.PI * frequencyHz * at) / RATE));
}

/** The longest stretch in which no 10 ms are heard. */
function longestSilenceMs(heard: Float32Array): number {
  let longest = 0;
  let run = 0;
  for (let at = 0; at + 480 <= heard.length; at += 480) {
    run = isSilence(heard.subarray(at, at + 480)) ? run + 10 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
