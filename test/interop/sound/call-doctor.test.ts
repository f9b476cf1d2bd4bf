import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallFinding, CallId, CallSnapshot, FindingCode } from '../../../electron/contract';
import { CallRig, connect, cut, historyOf, wait } from '../../support/call-rig';
import type { HeadlessPhone } from '../../support/headless-phone';
import { LossyMedia } from '../../support/lossy-media';
import { hasKamailio } from '../../support/sip/kamailio';
import { speech } from '../../support/sound/speech';

const found = (call: CallSnapshot | undefined, code: FindingCode): CallFinding | undefined => call?.quality?.findings?.find((finding) => finding.code === code);

describe.skipIf(!hasKamailio)('the call doctor with real sound on the wire', () => {
  let rig: CallRig;
  let said: Float32Array;
  const media: LossyMedia[] = [];

  beforeAll(async () => {
    const voice = await speech();
    if (voice === null) throw new Error('no speech to say');
    said = cut(voice, 0, 20);
    rig = await CallRig.open();
  });
  afterAll(async () => {
    await rig.clear();
    for (const each of media) each.dispose();
    await rig.close();
  });

  const listed = (phone: HeadlessPhone, callId: CallId): CallSnapshot | undefined => phone.snapshot.find(({ id }) => id === callId);

  it.concurrent('names a way that is closed at both of its ends, is quiet when it opens, and is kept with the call', async () => {
    const ada = await rig.phone('ada');
    const deaf = await rig.phone('deaf');
    const [before, back] = [new LossyMedia(deaf.media, {}, 1), new LossyMedia(ada.media, {}, 2)];
    media.push(before, back);
    // What goes to this phone, sound and reports, meets a firewall, by the way it was told and by the way back of what it
    // sends; what it sends gets through.
    const shut = (loss: number): void => {
      for (const relay of before.relays) relay.toTarget.impairment = { loss };
      for (const relay of back.relays) relay.toClient.impairment = { loss };
    };
    const dialled = ada.calls.dial('deaf', null);
    const ringing = await deaf.call('incoming', ({ phase }) => phase.kind === 'incoming');
    deaf.calls.answer(ringing.id);
    await deaf.call('established', ({ phase }) => phase.kind === 'established');
    await ada.call('established', ({ id, phase }) => id === dialled && phase.kind === 'established');
    shut(1);
    ada.say(said);
    deaf.say(said);

    const there = await deaf.call('told that nothing comes', (call) => (found(call, 'nothing-received') ?? found(call, 'stopped-arriving')) !== undefined, 20_000);
    expect(there.quality?.word).toBe('poor');
    await ada.call('told that it is not heard', (call) => found(call, 'not-heard') !== undefined, 40_000);
    // She hears: nothing is wrong with her side.
    expect(listed(ada, dialled)?.quality?.findings?.map(({ code }) => code)).toEqual(['not-heard']);

    shut(0);
    await deaf.call('quiet again', (call) => call.quality?.findings?.length === 0, 25_000);
    await ada.call('quiet again', (call) => call.quality?.findings?.length === 0, 30_000);
    ada.calls.hangUp(dialled);
    await deaf.call('ended', ({ phase }) => phase.kind === 'ended');
    await wait(300);
    expect(historyOf(ada).find(({ direction }) => direction === 'outgoing')?.quality?.findings).toMatchObject([{ code: 'not-heard', weight: 'problem' }]);
    expect(historyOf(deaf)[0]?.quality?.findings?.[0]?.weight).toBe('problem');
  }, 150_000);

  it.concurrent('has nothing to say of a clean call, whose sound is estimated good; VoIP metrics are told and taken', async () => {
    const one = await rig.phone('clean-one');
    const two = await rig.phone('clean-two');
    const { fromId, toId } = await connect(one, two);
    one.say(said);
    two.say(said);
    await wait(9_000);
    for (const [phone, callId] of [[one, fromId], [two, toId]] as const) {
      const quality = listed(phone, callId)?.quality;
      expect(quality?.findings).toEqual([]);
      expect(quality?.mos?.band).toBe('full');
      expect(quality?.mos?.listening).toBeGreaterThan(4);
    }
    const stats = await one.media.close(fromId);
    expect(stats?.symptoms?.mosReported).toBeGreaterThan(4);
    expect(stats?.symptoms?.reportsAboutUs).toBeGreaterThan(1);
  }, 60_000);
});
