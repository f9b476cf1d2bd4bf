import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CodecName } from '../../../electron/contract';
import { CallRig, cut, historyOf, twice, wait } from '../../support/call-rig';
import type { HeadlessPhone } from '../../support/headless-phone';
import { type Baresip, type BaresipOptions, hasBaresip, startBaresip } from '../../support/sip/baresip';
import { hasKamailio, passwordOf } from '../../support/sip/kamailio';
import { concat } from '../../support/sound/signal';
import { speech } from '../../support/sound/speech';
import { expectSpeech, understood } from '../../support/sound/speech-check';

/** Its resampler knows no 44100 Hz; of L16 at 16 and 8 kHz see docs/open-points.md. Codec, its name in baresip, the packet time baresip asks for, and the one we send at. */
const CASES: readonly (readonly [CodecName, string, number, number])[] = [
  ['opus', 'opus/48000/2', 10, 10], ['opus', 'opus/48000/2', 40, 40], ['opus', 'opus/48000/2', 60, 60],
  ['g722', 'G722/16000/1', 10, 10], ['pcma', 'PCMA/8000/1', 30, 30],
  ['l16', 'L16/48000/1', 10, 10],
];

describe.skipIf(!hasKamailio || !hasBaresip)('codecs and packet times with baresip', () => {
  let rig: CallRig;
  let ours: Float32Array;
  let theirs: Float32Array;

  beforeAll(async () => {
    const voice = await speech();
    if (voice === null) throw new Error('no speech to say');
    ours = cut(voice, 0, 1.5);
    theirs = concat(...Array.from({ length: 8 }, () => cut(voice, 14, 1.5)));
    rig = await CallRig.open();
  });
  afterEach(() => rig.clear());
  afterAll(() => rig.close());

  async function start(codecs: readonly CodecName[], options: BaresipOptions): Promise<{ phone: HeadlessPhone; baresip: Baresip; callId: HeadlessPhone['snapshot'][number]['id'] }> {
    const [phone, baresip] = await Promise.all([
      rig.phone('alice', { account: { codecs: [...codecs] } }),
      startBaresip('bare', passwordOf('bare'), rig.server, { speech: theirs, ...options }),
    ]);
    rig.onClose(() => baresip.stop());
    // It calls: as the one who answers it would follow our packet time instead of asking for its own.
    baresip.command('dial', `sip:alice@${rig.server}`);
    const callId = (await phone.phase('incoming')).id;
    phone.calls.answer(callId);
    await baresip.next('CALL_ESTABLISHED');
    await phone.call('established', ({ id, phase }) => id === callId && phase.kind === 'established');
    return { phone, baresip, callId };
  }

  it.each(CASES)('talk in %s (%s) with %d ms asked for: we send %d ms, and both hear each other', async (name, codec, ptimeMs, sentMs) => {
    const { phone, baresip, callId } = await start(['pcmu', 'opus', 'g722', 'pcma', 'l16'], { codecs: [codec], ptimeMs });
    const sent = (): number => phone.snapshot.find(({ id }) => id === callId)?.quality?.packetsSent ?? 0;
    await phone.until(() => (sent() > 0 ? true : null), 'figures');
    const [before, sinceMs] = [sent(), performance.now()];
    await understood(cut(theirs, 0, 1.5), async () => {
      phone.listen();
      phone.say(twice(ours));
      await wait(3_500);
      return phone.heard();
    }, { who: 'baresip, heard by us,' });
    const figures = sent();
    await phone.until(() => (sent() > figures ? true : null), 'the next figures');
    const packetMs = (performance.now() - sinceMs) / (sent() - before);
    phone.calls.hangUp(callId);
    await baresip.next('CALL_CLOSED');
    expect(packetMs).toBeGreaterThan(sentMs * 0.85);
    expect(packetMs).toBeLessThan(sentMs * 1.15);
    const recording = (await baresip.recordings()).at(-1);
    expectSpeech(ours, recording ?? new Float32Array(0), 'heard by baresip,');
    expect(historyOf(phone, 1)).toMatchObject([{ codec: name, end: { code: 'hung-up', by: 'local' } }]);
  }, 40_000);

  it('sends digits both ways beside Opus', async () => {
    const { phone, baresip, callId } = await start(['opus'], { codecs: ['opus/48000/2'] });
    const digits: string[] = [];
    phone.media.onEvent((event) => { if (event.kind === 'digit') digits.push(event.digit); });
    await wait(500);
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
  }, 30_000);
});
