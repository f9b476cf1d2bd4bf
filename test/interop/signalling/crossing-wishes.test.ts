import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CallRig, connect, cut, historyOf, tellEachOther } from '../../support/call-rig';
import { settled } from '../../support/hold-state';
import { hasKamailio } from '../../support/sip/kamailio';
import { speech } from '../../support/sound/speech';

/** Several callers of one phone, and two phones whose wishes cross on the wire. */
describe.skipIf(!hasKamailio)('callers and wishes that cross, over Kamailio', () => {
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
    await tellEachOther(alice, bob, voices[0], voices[1]);
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
