import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallSnapshot } from '../../../electron/contract';
import { CallRig, connect, cut, historyOf, isComfortOnly, tell, wait } from '../../support/call-rig';
import type { HeadlessPhone } from '../../support/headless-phone';
import { hasKamailio } from '../../support/sip/kamailio';
import { speech } from '../../support/sound/speech';
import { faultsOf, findSpeech, understood } from '../../support/sound/speech-check';

const held = (call: CallSnapshot | undefined): string =>
  call?.phase.kind === 'established' ? `${call.phase.localHold ? 'L' : '-'}${call.phase.remoteHold ? 'R' : '-'}${call.holdPending ? '?' : ''}` : String(call?.phase.kind);

/** One phone with several calls, and two phones whose wishes cross on the wire. */
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

  /** The state of hold at both ends of one call, once nothing is under way. */
  async function settled(a: HeadlessPhone, aId: string, b: HeadlessPhone, bId: string, wanted: readonly [string, string], withinMs = 25_000): Promise<void> {
    const of = (phone: HeadlessPhone, id: string): string => held(phone.snapshot.find((call) => call.id === id));
    for (const until = performance.now() + withinMs; performance.now() < until; await wait(50)) {
      if (of(a, aId) === wanted[0] && of(b, bId) === wanted[1]) return;
    }
    expect([of(a, aId), of(b, bId)]).toEqual(wanted);
  }

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

  it('without call waiting three more callers find it busy, and its history says who', async () => {
    const [alice, bob] = await Promise.all([rig.phone('alice', { settings: { callWaiting: false } }), rig.phone('bob')]);
    const { toId } = await connect(bob, alice);
    for (const user of ['carol', 'dave', 'erin']) {
      const caller = await rig.phone(user);
      caller.calls.dial('alice', null);
      expect((await caller.phase('ended')).phase).toMatchObject({ cause: { code: 'busy', by: 'remote', sipStatus: 486 } });
    }
    expect(alice.snapshot.map(({ id, phase }) => [id, phase.kind])).toEqual([[toId, 'established']]);
    expect(historyOf(alice).map(({ displayName, missed, end }) => [displayName, missed, end?.code])).toEqual([
      ['The erin', true, 'missed'], ['The dave', true, 'missed'], ['The carol', true, 'missed'], ['The bob', false, undefined],
    ]);
    expect(alice.store.history.missedCount()).toBe(3);
  }, 40_000);

  it('both hold at the same moment, then both resume: both ends agree, and are heard', async () => {
    const [alice, bob] = await Promise.all([rig.phone('alice'), rig.phone('bob')]);
    const { fromId, toId } = await connect(alice, bob);
    let glares = 0;
    for (const phone of [alice, bob]) {
      const { signalling } = phone;
      const reinvite = signalling.reinvite.bind(signalling);
      signalling.reinvite = async (...args) => {
        const result = await reinvite(...args);
        if (!result.ok && result.status === 491) glares += 1;
        return result;
      };
    }
    for (const round of [1, 2]) {
      alice.calls.hold(fromId);
      bob.calls.hold(toId);
      await settled(alice, fromId, bob, toId, ['LR', 'LR']);
      alice.calls.resume(fromId);
      bob.calls.resume(toId);
      await settled(alice, fromId, bob, toId, ['--', '--']);
      expect(alice.ended, `round ${round}`).toEqual([]);
    }
    expect(glares).toBeGreaterThan(0);
    await tell(alice, bob, voices[0]);
    await tell(bob, alice, voices[1]);
  }, 90_000);

  it('one holds while the other resumes: the last wish of each stands', async () => {
    const [alice, bob] = await Promise.all([rig.phone('alice'), rig.phone('bob')]);
    const { fromId, toId } = await connect(alice, bob);
    alice.calls.hold(fromId);
    await settled(alice, fromId, bob, toId, ['L-', '-R']);
    alice.calls.resume(fromId);
    bob.calls.hold(toId);
    await settled(alice, fromId, bob, toId, ['-R', 'L-']);
    // As fast as a finger can: only the last one counts.
    for (const wish of ['hold', 'resume', 'hold', 'resume', 'hold'] as const) alice.calls[wish](fromId);
    bob.calls.resume(toId);
    await settled(alice, fromId, bob, toId, ['L-', '-R']);
  }, 60_000);
});
