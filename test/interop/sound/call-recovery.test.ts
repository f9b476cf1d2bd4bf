import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CallRig, connect, cut, historyOf, isSilence, tell, wait } from '../../support/call-rig';
import { bundleMediaChild, ForkedPhoneMedia } from '../../support/forked-phone-media';
import { hasKamailio } from '../../support/sip/kamailio';
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
