import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CallRig, connect, cut, historyOf, isComfortOnly, wait } from '../../support/call-rig';
import type { HeadlessPhone } from '../../support/headless-phone';
import { settled } from '../../support/hold-state';
import { hasKamailio } from '../../support/sip/kamailio';
import { speech } from '../../support/sound/speech';
import { faultsOf, findSpeech, understood } from '../../support/sound/speech-check';

/** One phone with several calls: what each of them hears. */
describe.skipIf(!hasKamailio)('two calls at once, over Kamailio', () => {
  let rig: CallRig;
  let voices: [Float32Array, Float32Array];
  beforeAll(async () => {
    const voice = await speech();
    if (voice === null) throw new Error('no speech to say');
    voices = [cut(voice, 0, 2), cut(voice, 5, 2)];
    rig = await CallRig.open();
  });
  afterEach(() => rig.clear());
  afterAll(() => rig.close());

  it('takes a second call, swaps, and each hears only the one it talks to', async () => {
    const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map((user) => rig.phone(user))) as [HeadlessPhone, HeadlessPhone, HeadlessPhone];
    const { fromId: bobsId, toId: withBob } = await connect(bob, alice);
    const carolsId = carol.calls.dial('alice', null);
    const waiting = await alice.call('second call', ({ phase }) => phase.kind === 'incoming');
    expect(alice.tones).toContain('callWaiting speaker');
    alice.calls.answer(waiting.id);
    await carol.call('answered', ({ id, phase }) => id === carolsId && phase.kind === 'established');
    await settled(bob, bobsId, alice, withBob, ['-R', 'L-']);
    await settled(carol, carolsId, alice, waiting.id, ['--', '--']);

    /** All three speak; alice and the one she talks to must understand, the other must hear nothing. */
    const understand = async (talking: HeadlessPhone, waitingOne: HeadlessPhone): Promise<void> => {
      let there: Float32Array = new Float32Array(0);
      const talk = async (): Promise<Float32Array> => {
        // What was said before may still be on its way.
        await wait(700);
        for (const phone of [alice, bob, carol]) phone.listen();
        alice.say(voices[0]);
        bob.say(voices[1]);
        carol.say(voices[1]);
        await wait(2_600);
        expect(isComfortOnly(voices[0], waitingOne.heard()), 'the one who waits hears none of it').toBe(true);
        there = talking.heard();
        return alice.heard();
      };
      await understood(voices[1], talk, { who: `${talking.account.username}, heard by alice,` });
      if (faultsOf(findSpeech(voices[0], there)).length > 0) await understood(voices[0], async () => (await talk(), there), { who: `alice, heard by ${talking.account.username},` });
    };
    await understand(carol, bob);
    alice.calls.swap();
    await settled(bob, bobsId, alice, withBob, ['--', '--']);
    await settled(carol, carolsId, alice, waiting.id, ['-R', 'L-']);
    await understand(bob, carol);
    alice.calls.hangUp(withBob);
    await bob.phase('ended');
    alice.calls.resume(waiting.id);
    await settled(carol, carolsId, alice, waiting.id, ['--', '--']);
    carol.calls.hangUp(carolsId);
    await alice.call('all ended', ({ id, phase }) => id === waiting.id && phase.kind === 'ended');

    expect(historyOf(alice).map(({ end, missed }) => [end?.code, missed])).toEqual([['hung-up', false], ['hung-up', false]]);
  }, 60_000);
});
