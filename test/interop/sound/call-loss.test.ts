import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallRig, connect, cut, historyOf, undisturbed, wait } from '../../support/call-rig';
import type { HeadlessPhone } from '../../support/headless-phone';
import { LossyMedia } from '../../support/lossy-media';
import { UdpRelay } from '../../support/relay';
import { hasKamailio } from '../../support/sip/kamailio';
import { speech } from '../../support/sound/speech';
import { findSpeech } from '../../support/sound/speech-check';

const PAIRS = 4;
const CALLS_OF_A_PAIR = 5;
const LOSS = { loss: 0.2 };
const PATIENCE_MS = 35_000;

describe.skipIf(!hasKamailio)('20 % of all datagrams lost in each direction, of signalling and of sound', () => {
  let rig: CallRig;
  let said: Float32Array;
  let other: Float32Array;
  const signalling: UdpRelay[] = [];
  const sound: LossyMedia[] = [];

  beforeAll(async () => {
    const voice = await speech();
    if (voice === null) throw new Error('no speech to say');
    said = cut(voice, 0, 2);
    other = cut(voice, 5, 2);
    rig = await CallRig.open();
  });
  afterAll(async () => {
    await rig.clear();
    for (const relay of signalling) relay.dispose();
    for (const media of sound) media.dispose();
    await rig.close();
  });

  async function phone(index: number): Promise<HeadlessPhone> {
    const relay = await UdpRelay.open({ target: { address: '127.0.0.1', port: rig.kamailio.port }, seed: 7_000 + index, toTarget: LOSS, toClient: LOSS });
    signalling.push(relay);
    const opened = await rig.phone(`lossy-${index}`, { account: { outboundProxy: `127.0.0.1:${relay.port}` } }, PATIENCE_MS);
    sound.push(new LossyMedia(opened.media, LOSS, index));
    return opened;
  }

  it(`${PAIRS * CALLS_OF_A_PAIR} calls come up, are heard at both ends, end, and are in both histories`, async () => {
    const phones = await Promise.all(Array.from({ length: 2 * PAIRS }, (_, index) => phone(index)));
    const heard: { right: Float32Array; said: Float32Array }[] = [];
    await Promise.all(Array.from({ length: PAIRS }, async (_, pair) => {
      const ends = [phones[2 * pair], phones[2 * pair + 1]] as const;
      for (let call = 0; call < CALLS_OF_A_PAIR; call += 1) {
        const [from, to] = call % 2 === 0 ? ends : [ends[1], ends[0]] as const;
        if (from === undefined || to === undefined) throw new Error('no pair');
        const { fromId, toId } = await connect(from, to, PATIENCE_MS);
        await undisturbed(async () => {
          for (const [end, pcm] of [[from, said], [to, other]] as const) {
            end.listen();
            end.say(pcm);
          }
          await wait(3_000);
        });
        heard.push({ right: from.heard(), said: other }, { right: to.heard(), said });
        if (call % 2 === 0) from.calls.hangUp(fromId);
        else to.calls.hangUp(toId);
        await Promise.all(([[from, fromId], [to, toId]] as const).map(([end, id]) => end.call('ended', (found) => found.id === id && found.phase.kind === 'ended', PATIENCE_MS)));
      }
    }));

    const lost = (relays: readonly UdpRelay[]): number => relays.reduce((sum, relay) => sum + relay.toTarget.counts.lost + relay.toClient.counts.lost, 0);
    expect(lost(signalling)).toBeGreaterThan(50);
    expect(lost(sound.flatMap(({ relays }) => relays))).toBeGreaterThan(500);
    for (const end of phones) {
      expect(historyOf(end).map(({ end: cause, answeredAtEpochMs, missed }) => [cause?.code, answeredAtEpochMs !== null, missed]), end.account.username)
        .toEqual(Array.from({ length: CALLS_OF_A_PAIR }, () => ['hung-up', true, false]));
      expect(historyOf(end).every(({ quality }) => quality !== null && quality.packetsLost > 5)).toBe(true);
    }
    // Every end recognises what was said to it, and would not take the other's words for it.
    const likeness = (spoken: Float32Array, pcm: Float32Array): number => findSpeech(spoken, pcm).median;
    const found = heard.map(({ right, said: spoken }) => [likeness(spoken, right), likeness(spoken === said ? other : said, right)] as const);
    const figures = found.map(([right, wrong]) => `${right.toFixed(2)}/${wrong.toFixed(2)}`).join(' ');
    expect(found.filter(([right, wrong]) => right < wrong + 0.1), figures).toEqual([]);
    expect([...found.map(([right]) => right)].sort((one, next) => one - next)[found.length >> 1], figures).toBeGreaterThan(0.75);
  }, 240_000);
});
