import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CallRig, cut, twice, wait } from '../../support/call-rig';
import type { HeadlessPhone } from '../../support/headless-phone';
import { hasCoturn, startCoturn, turnUser, type Coturn } from '../../support/ice/coturn';
import { hasBaresip, startBaresip, type Baresip } from '../../support/sip/baresip';
import { hasKamailio, passwordOf } from '../../support/sip/kamailio';
import { concat } from '../../support/sound/signal';
import { speech } from '../../support/sound/speech';
import { expectSpeech, understood } from '../../support/sound/speech-check';

/** The whole phone and baresip's own ICE, STUN and TURN over Kamailio: speech both ways on the pair both have found. */
describe.skipIf(!hasKamailio || !hasBaresip || !hasCoturn)('ICE with baresip', () => {
  let rig: CallRig;
  let coturn: Coturn;
  let ours: Float32Array;
  let theirs: Float32Array;

  beforeAll(async () => {
    const voice = await speech();
    if (voice === null) throw new Error('no speech to say');
    ours = cut(voice, 0, 1.5);
    theirs = concat(...Array.from({ length: 10 }, () => cut(voice, 14, 1.5)));
    [rig, coturn] = await Promise.all([CallRig.open(), startCoturn()]);
  }, 30_000);
  afterEach(() => rig.clear());
  afterAll(async () => { await rig.close(); await coturn.stop(); });

  it.each([
    ['STUN', 'outgoing', 'auto'], ['STUN', 'incoming', 'auto'], ['TURN', 'outgoing', 'relay'], ['TURN', 'incoming', 'relay'],
  ] as const)('with its %s, %s, ours on "%s"', async (kind, direction, ice) => {
    const server = `${kind.toLowerCase()}:${coturn.host}:${coturn.port}`;
    const [phone, baresip]: [HeadlessPhone, Baresip] = await Promise.all([
      rig.phone('alice', {
        turnPassword: turnUser.password,
        account: { codecs: ['pcmu'], network: { ice, stunServer: `${coturn.host}:${coturn.port}`, turn: ice === 'relay' ? { server: `${coturn.host}:${coturn.port}`, protocol: 'udp', username: turnUser.username } : null } },
      }),
      startBaresip('bare', passwordOf('bare'), rig.server, { codecs: ['PCMU/8000/1'], speech: theirs, ice: { server, ...turnUser } }),
    ]);
    rig.onClose(() => baresip.stop());
    if (direction === 'outgoing') {
      phone.calls.dial('bare', null);
      await baresip.next('CALL_INCOMING');
      baresip.command('accept');
    } else {
      baresip.command('dial', `sip:alice@${rig.server}`);
      phone.calls.answer((await phone.phase('incoming')).id);
    }
    await Promise.all([baresip.next('CALL_ESTABLISHED'), phone.phase('established')]);
    await understood(cut(theirs, 0, 1.5), async () => {
      phone.listen();
      phone.say(twice(ours));
      await wait(3_500);
      return phone.heard();
    }, { who: `baresip, heard by us, ${kind}, ${direction},` });
    expect(phone.path).toMatchObject({ ice: 'connected', ...(ice === 'relay' ? { local: { type: 'relay' }, relayProtocol: 'udp' } : {}) });
    phone.calls.hangUp(phone.snapshot[0]!.id);
    await baresip.next('CALL_CLOSED');
    // As the offerer it sends a re-INVITE with the candidates that won, past which it does not record.
    if (direction === 'outgoing') expectSpeech(ours, concat(...await baresip.recordings()), `we, heard by baresip, ${kind},`);
  }, 40_000);
});
