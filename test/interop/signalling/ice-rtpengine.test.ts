import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CallRig, connect, cut, tellEachOther } from '../../support/call-rig';
import { hasKamailio } from '../../support/sip/kamailio';
import { hasRtpengine, startRtpengine, type Rtpengine } from '../../support/sip/rtpengine';
import { speech } from '../../support/sound/speech';

/** Two whole phones with Kamailio and rtpengine, as many providers run them, between them. */
describe.skipIf(!hasKamailio || !hasRtpengine)('two phones through rtpengine', () => {
  let engine: Rtpengine;
  let voices: [Float32Array, Float32Array];
  const rigs: CallRig[] = [];

  beforeAll(async () => {
    const found = await speech();
    if (found === null) throw new Error('no speech to say');
    voices = [cut(found, 0, 1.5), cut(found, 3, 1.5)];
    engine = await startRtpengine();
  }, 20_000);
  afterEach(async () => { for (const rig of rigs.splice(0)) await rig.close(); });
  afterAll(() => engine.stop());

  it.each([
    ['with ICE on both sides', 'ICE=force', 'on', 'connected', 'connected'],
    ['as an ICE-lite peer', 'ICE=force ICE-lite=both', 'on', 'connected', 'connected'],
    ['that takes ICE away', 'ICE=remove', 'on', 'off', 'off'],
    ['without any ICE', '', 'off', 'off', 'off'],
    // With "auto" the caller offers none, and the callee answers that of rtpengine.
    ['that brings ICE where none was offered', 'ICE=force', 'auto', 'off', 'connected'],
  ] as const)('%s', async (_, flags, ice, ofAlice, ofBob) => {
    const rig = await CallRig.open({ challengeInvites: true, rtpengine: { port: engine.port, flags } });
    rigs.push(rig);
    const account = { codecs: ['pcmu' as const], network: { ice, stunServer: null, turn: null } };
    const [alice, bob] = await Promise.all([rig.phone('alice', { account }), rig.phone('bob', { account })]);
    const answers: string[] = [];
    const takeAnswer = alice.media.takeAnswer.bind(alice.media);
    alice.media.takeAnswer = (callId, answer) => { answers.push(answer); return takeAnswer(callId, answer); };
    await connect(alice, bob);
    expect(answers.at(-1)?.includes('a=ice-lite')).toBe(flags.includes('ICE-lite'));
    await tellEachOther(alice, bob, ...voices);
    expect([alice.path?.ice, bob.path?.ice]).toEqual([ofAlice, ofBob]);
    alice.calls.hangUp(alice.snapshot[0]!.id);
    await bob.phase('ended');
  }, 40_000);
});
