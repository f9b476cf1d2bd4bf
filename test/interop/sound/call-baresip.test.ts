import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CodecName } from '../../../electron/contract';
import { BaresipRig, type Heard } from '../../support/baresip-rig';
import { historyOf, isComfortOnly, isSilence, wait } from '../../support/call-rig';
import { hasBaresip } from '../../support/sip/baresip';
import { hasKamailio } from '../../support/sip/kamailio';
import { isForeign, understood } from '../../support/sound/speech-check';

const CODECS: readonly (readonly [CodecName, string])[] = [
  ['pcmu', 'PCMU/8000/1'], ['pcma', 'PCMA/8000/1'], ['g722', 'G722/16000/1'], ['opus', 'opus/48000/2'],
];

/** The whole phone with baresip: real SIP through Kamailio, real RTP, real speech both ways. */
describe.skipIf(!hasKamailio || !hasBaresip)('the whole phone and baresip over Kamailio', () => {
  let rig: BaresipRig;
  beforeAll(async () => { rig = await BaresipRig.open(); });
  afterEach(() => rig.clear());
  afterAll(() => rig.close());

  it.each(CODECS)('talk in %s, whoever calls and whoever hangs up', async (name, codec) => {
    const pair = await rig.pair({}, { codecs: [codec] });
    for (const direction of ['outgoing', 'incoming'] as const) {
      const callId = await pair.call(direction);
      await pair.understandEachOther(rig.ours(0), { what: direction });
      const by = direction === 'outgoing' ? 'local' : 'remote';
      await pair.hangUp(callId, by);
      expect(historyOf(pair.phone, 1)).toMatchObject([{ direction, codec: name, missed: false, end: { code: 'hung-up', by } }]);
    }
  }, 40_000);

  it('holds and resumes from either side: sound stops both ways and comes back', async () => {
    const pair = await rig.pairWithSoundServer({}, { codecs: ['PCMA/8000/1'] });
    const { phone, baresip } = pair;
    const callId = await pair.call('outgoing');
    const whileHeld = async (sentence: number): Promise<Heard> => {
      await wait(1_000);
      return pair.talk(rig.ours(sentence));
    };

    await pair.understandEachOther(rig.ours(0), { what: 'before' });
    phone.calls.hold(callId);
    await pair.held(true, false);
    const heldHere = await whileHeld(1);
    phone.calls.resume(callId);
    await pair.held(false, false);
    await pair.understandEachOther(rig.ours(2), { what: 'between' });
    baresip.command('hold');
    await pair.held(false, true);
    const heldThere = await whileHeld(3);
    baresip.command('resume');
    await pair.held(false, false);
    await pair.understandEachOther(rig.ours(4), { what: 'after' });
    await pair.hangUp(callId);

    expect(isSilence(heldHere.here), 'silence at our end while we hold').toBe(true);
    expect(isSilence(heldThere.here), 'silence at our end while baresip holds').toBe(true);
    expect(isComfortOnly(heldHere.said, heldHere.there), 'comfort at its end while we hold').toBe(true);
    expect(isSilence(heldThere.there), 'silence at its end while it holds').toBe(true);
    expect(historyOf(phone, 1)).toMatchObject([{ direction: 'outgoing', codec: 'pcma', end: { code: 'hung-up', by: 'local' } }]);
  }, 60_000);

  it('sends digits both ways by RFC 4733, and says nothing while muted', async () => {
    const pair = await rig.pair({}, { codecs: ['PCMU/8000/1'] });
    const { phone } = pair;
    const callId = await pair.call('outgoing');
    const heardThere = (sentence: number): Promise<unknown> => understood(rig.ours(sentence), async () => (await pair.talk(rig.ours(sentence))).there, { who: 'we, heard by baresip,' });

    await heardThere(0);
    phone.calls.setMuted(callId, true);
    await wait(200);
    await pair.talk(rig.ours(1));
    phone.calls.setMuted(callId, false);
    await heardThere(2);

    expect(await pair.exchangeDigits(callId, '159#*0A', '24#')).toEqual({ here: '24#', there: '159#*0A' });
    await pair.hangUp(callId);
    expect(isForeign(rig.ours(1), await pair.recorded()), 'what was said while muted is not in it').toBe(true);
  }, 40_000);
});
