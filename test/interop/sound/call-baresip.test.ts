import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CodecName } from '../../../electron/contract';
import { CallRig, cut, historyOf, isComfortOnly, isSilence, twice, wait } from '../../support/call-rig';
import { type HeadlessPhone } from '../../support/headless-phone';
import { type Baresip, type BaresipOptions, hasBaresip, startBaresip } from '../../support/sip/baresip';
import { hasKamailio, passwordOf } from '../../support/sip/kamailio';
import { Pulse } from '../../support/sound/pulse';
import { concat } from '../../support/sound/signal';
import { speech } from '../../support/sound/speech';
import { expectSpeech, faultsOf, findSpeech, isForeign, understood } from '../../support/sound/speech-check';

const CODECS: readonly (readonly [CodecName, string])[] = [
  ['pcmu', 'PCMU/8000/1'], ['pcma', 'PCMA/8000/1'], ['g722', 'G722/16000/1'], ['opus', 'opus/48000/2'],
];

/** The whole phone with baresip: real SIP through Kamailio, real RTP, real speech both ways. */
describe.skipIf(!hasKamailio || !hasBaresip)('the whole phone and baresip over Kamailio', () => {
  let rig: CallRig;
  /** Two voices that are not alike. */
  let ours: Float32Array;
  let theirs: Float32Array;

  beforeAll(async () => {
    const voice = await speech();
    if (voice === null) throw new Error('no speech to say');
    ours = cut(voice, 0, 12);
    // A file that ends would end its microphone: there is enough of it for the longest call.
    theirs = concat(...Array.from({ length: 8 }, () => cut(voice, 14, 1.5)));
    rig = await CallRig.open();
  });
  afterEach(() => rig.clear());
  afterAll(() => rig.close());

  async function start(options: BaresipOptions): Promise<{ phone: HeadlessPhone; baresip: Baresip }> {
    const [phone, baresip] = await Promise.all([rig.phone('alice'), startBaresip('bare', passwordOf('bare'), rig.server, options)]);
    rig.onClose(() => baresip.stop());
    return { phone, baresip };
  }

  async function weCall({ phone, baresip }: { phone: HeadlessPhone; baresip: Baresip }): Promise<HeadlessPhone['snapshot'][number]['id']> {
    const callId = phone.calls.dial('bare', null);
    await baresip.next('CALL_INCOMING');
    baresip.command('accept');
    await baresip.next('CALL_ESTABLISHED');
    await phone.call('established', ({ id, phase }) => id === callId && phase.kind === 'established');
    return callId;
  }

  it.each(CODECS)('talk in %s, whoever calls and whoever hangs up', async (name, codec) => {
    const { phone, baresip } = await start({ codecs: [codec], speech: theirs });
    const said = cut(ours, 0, 1.5);
    for (const direction of ['outgoing', 'incoming'] as const) {
      let callId: HeadlessPhone['snapshot'][number]['id'];
      if (direction === 'outgoing') {
        callId = await weCall({ phone, baresip });
      } else {
        baresip.command('dial', `sip:alice@${rig.server}`);
        callId = (await phone.phase('incoming')).id;
        await baresip.next('CALL_RINGING');
        phone.calls.answer(callId);
        await Promise.all([baresip.next('CALL_ESTABLISHED'), phone.phase('established')]);
      }
      await understood(cut(theirs, 0, 1.5), async () => {
        phone.listen();
        phone.say(twice(said));
        await wait(3_500);
        return phone.heard();
      }, { who: `baresip, heard by us, ${direction},` });
      if (direction === 'outgoing') phone.calls.hangUp(callId);
      else baresip.command('hangup');
      await Promise.all([baresip.next('CALL_CLOSED'), phone.call('ended', ({ id, phase }) => id === callId && phase.kind === 'ended')]);
      expectSpeech(said, await lastRecording(baresip), `heard by baresip, ${direction},`);
      expect(historyOf(phone, 1)).toMatchObject([{ direction, codec: name, missed: false, end: { code: 'hung-up', by: direction === 'outgoing' ? 'local' : 'remote' } }]);
    }
  }, 40_000);

  it('holds and resumes from either side: sound stops both ways and comes back', async () => {
    const pulse = await Pulse.start(['ear', 'mouth']);
    rig.onClose(() => pulse.dispose());
    const { phone, baresip } = await start({ codecs: ['PCMA/8000/1'], pulse: { source: 'mouth.monitor', sink: 'ear', env: pulse.env() } });
    const recorder = await pulse.record('ear.monitor');
    rig.onClose(() => recorder.stop());
    const callId = await weCall({ phone, baresip });
    /** Both speak; answers what either heard meanwhile. */
    const talkOnce = async (said: Float32Array): Promise<Heard> => {
      phone.listen();
      const from = recorder.position;
      phone.say(twice(said));
      const stop = pulse.playOn('mouth', cut(theirs, 0, 3));
      await wait(3_500);
      await stop();
      return { said, here: phone.heard(), there: recorder.samples(from) };
    };
    /** As talkOnce, until both understood or three times: a stall may tear it. */
    const talk = async (said: Float32Array): Promise<Heard> => {
      for (let turn = 1; ; turn += 1) {
        const heard = await talkOnce(said);
        if (turn === 3 || [...faultsOf(findSpeech(cut(theirs, 0, 1.5), heard.here)), ...faultsOf(findSpeech(said, heard.there))].length === 0) return heard;
      }
    };
    const state = (localHold: boolean, remoteHold: boolean): Promise<unknown> => phone.call(
      `hold ${localHold} here, ${remoteHold} there`,
      ({ phase, holdPending }) => phase.kind === 'established' && phase.localHold === localHold && phase.remoteHold === remoteHold && !holdPending,
    );
    const parts = [0, 2, 4, 6, 8].map((from) => cut(ours, from, 1.5)) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];

    const before = await talk(parts[0]);
    phone.calls.hold(callId);
    await state(true, false);
    await wait(1_000);
    const heldHere = await talkOnce(parts[1]);
    phone.calls.resume(callId);
    await state(false, false);
    const between = await talk(parts[2]);
    baresip.command('hold');
    await state(false, true);
    await wait(1_000);
    const heldThere = await talkOnce(parts[3]);
    baresip.command('resume');
    await state(false, false);
    const after = await talk(parts[4]);
    phone.calls.hangUp(callId);
    await baresip.next('CALL_CLOSED');

    for (const [part, { said, here, there }] of Object.entries({ before, between, after })) {
      expectSpeech(cut(theirs, 0, 1.5), here, `heard by us ${part},`);
      expectSpeech(said, there, `heard by baresip ${part},`);
    }
    expect(isSilence(heldHere.here), 'silence at our end while we hold').toBe(true);
    expect(isSilence(heldThere.here), 'silence at our end while baresip holds').toBe(true);
    expect(isComfortOnly(heldHere.said, heldHere.there), 'comfort at its end while we hold').toBe(true);
    expect(isSilence(heldThere.there), 'silence at its end while it holds').toBe(true);
    expect(historyOf(phone, 1)).toMatchObject([{ direction: 'outgoing', codec: 'pcma', end: { code: 'hung-up', by: 'local' } }]);
  }, 60_000);

  it('sends digits both ways by RFC 4733, and says nothing while muted', async () => {
    const { phone, baresip } = await start({ codecs: ['PCMU/8000/1'] });
    const digits: string[] = [];
    phone.media.onEvent((event) => { if (event.kind === 'digit') digits.push(event.digit); });
    const callId = await weCall({ phone, baresip });
    const [before, muted, after] = [0, 2, 4].map((from) => cut(ours, from, 1.5)) as [Float32Array, Float32Array, Float32Array];

    phone.say(twice(before));
    await wait(3_300);
    phone.calls.setMuted(callId, true);
    await wait(200);
    phone.say(twice(muted));
    await wait(3_300);
    phone.calls.setMuted(callId, false);
    phone.say(twice(after));
    await wait(3_300);

    await phone.calls.sendDigits(callId, '159#*0A');
    await baresip.next('CALL_DTMF_END');
    for (const digit of '24#') {
      baresip.command('sndcode', digit);
      await wait(500);
    }
    phone.calls.hangUp(callId);
    await baresip.next('CALL_CLOSED');
    expect(baresip.events.filter(({ type }) => type === 'CALL_DTMF_START').map(({ param }) => param).join('')).toBe('159#*0A');
    expect(digits.join('')).toBe('24#');
    const recording = await lastRecording(baresip);
    expectSpeech(before, recording, 'what was said before');
    expect(isForeign(muted, recording), 'what was said while muted is not in it').toBe(true);
    expectSpeech(after, recording, 'what was said after');
  }, 40_000);
});

interface Heard { readonly said: Float32Array; readonly here: Float32Array; readonly there: Float32Array }

async function lastRecording(baresip: Baresip): Promise<Float32Array> {
  const recording = (await baresip.recordings()).at(-1);
  if (recording === undefined) throw new Error('baresip recorded nothing');
  return recording;
}
