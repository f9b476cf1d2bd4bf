import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallId, CodecName } from '../../../electron/contract';
import { type BaresipPair, BaresipRig } from '../../support/baresip-rig';
import { historyOf, wait } from '../../support/call-rig';
import { type BaresipOptions, hasBaresip } from '../../support/sip/baresip';
import { hasKamailio } from '../../support/sip/kamailio';

/** Its resampler knows no 44100 Hz; of L16 at 16 and 8 kHz see docs/open-points.md. Codec, its name in baresip, the packet time baresip asks for, and the one we send at. */
const CASES: readonly (readonly [CodecName, string, number, number])[] = [
  ['opus', 'opus/48000/2', 10, 10], ['opus', 'opus/48000/2', 40, 40], ['opus', 'opus/48000/2', 60, 60],
  ['g722', 'G722/16000/1', 10, 10], ['pcma', 'PCMA/8000/1', 30, 30],
  ['l16', 'L16/48000/1', 10, 10],
];

describe.skipIf(!hasKamailio || !hasBaresip)('codecs and packet times with baresip', () => {
  let rig: BaresipRig;
  beforeAll(async () => { rig = await BaresipRig.open(); });
  afterEach(() => rig.clear());
  afterAll(() => rig.close());

  /** It calls: as the one who answers it would follow our packet time instead of asking for its own. */
  async function start(codecs: readonly CodecName[], options: BaresipOptions): Promise<{ pair: BaresipPair; callId: CallId }> {
    const pair = await rig.pair({ account: { codecs: [...codecs] } }, options);
    return { pair, callId: await pair.call('incoming') };
  }

  it.each(CASES)('talk in %s (%s) with %d ms asked for: we send %d ms, and both hear each other', async (name, codec, ptimeMs, sentMs) => {
    const { pair, callId } = await start(['pcmu', 'opus', 'g722', 'pcma', 'l16'], { codecs: [codec], ptimeMs });
    const { phone } = pair;
    const sent = (): number => phone.snapshot.find(({ id }) => id === callId)?.quality?.packetsSent ?? 0;
    await phone.until(() => (sent() > 0 ? true : null), 'figures');
    const [before, sinceMs] = [sent(), performance.now()];
    await pair.understandEachOther(rig.ours(0));
    const figures = sent();
    await phone.until(() => (sent() > figures ? true : null), 'the next figures');
    const packetMs = (performance.now() - sinceMs) / (sent() - before);
    await pair.hangUp(callId);
    expect(packetMs).toBeGreaterThan(sentMs * 0.85);
    expect(packetMs).toBeLessThan(sentMs * 1.15);
    expect(historyOf(phone, 1)).toMatchObject([{ codec: name, end: { code: 'hung-up', by: 'local' } }]);
  }, 40_000);

  it('sends digits both ways beside Opus', async () => {
    const { pair, callId } = await start(['opus'], { codecs: ['opus/48000/2'] });
    await wait(500);
    expect(await pair.exchangeDigits(callId, '159#*0A', '24#')).toEqual({ here: '24#', there: '159#*0A' });
    await pair.hangUp(callId);
  }, 30_000);
});
