import { afterAll, afterEach, beforeAll, describe, it, expect } from 'vitest';
import type { Account } from '../../../electron/contract';
import { type Coturn, hasCoturn, startCoturn, turnUser } from '../../support/ice/coturn';
import { CallRig, connect, cut, tellEachOther } from '../../support/call-rig';
import { hasKamailio } from '../../support/sip/kamailio';
import { speech } from '../../support/sound/speech';

/** Keys by DTLS over the way that ICE finds, between two of our phones: straight, and through a TURN server. */
describe.skipIf(!hasKamailio || !hasCoturn)('DTLS over ICE', () => {
  let rig: CallRig;
  let coturn: Coturn;
  let voice: Float32Array;

  beforeAll(async () => {
    const said = await speech();
    if (said === null) throw new Error('no speech to say');
    voice = said;
    [rig, coturn] = await Promise.all([CallRig.open(), startCoturn()]);
  });
  afterEach(() => rig.clear());
  afterAll(async () => {
    await rig.close();
    await coturn.stop();
  });

  it.each([['host', 'on'], ['relay', 'relay']] as const)('by %s: both understand each other, before a hold and after it', async (type, ice) => {
    const account: Partial<Account> = {
      mediaEncryption: 'required', keyExchange: 'dtls', codecs: ['opus'],
      network: { ice, stunServer: null, turn: { server: `${coturn.host}:${coturn.port}`, protocol: 'udp', username: turnUser.username } },
    };
    const phone = { account, turnPassword: turnUser.password };
    const [alice, bob] = await Promise.all([rig.phone('alice', phone), rig.phone('bob', phone)]);
    const { fromId } = await connect(alice, bob);
    const talk = async (): Promise<void> => {
      await tellEachOther(alice, bob, cut(voice, 0, 1.5), cut(voice, 3, 1.5));
      for (const end of [alice, bob]) {
        expect((await end.phase('established')).security).toMatchObject({ audio: true, keyExchange: 'dtls' });
        expect(end.path).toMatchObject({ ice: 'connected', local: { type } });
      }
    };
    await talk();
    alice.calls.hold(fromId);
    await bob.call('held', ({ phase }) => phase.kind === 'established' && phase.remoteHold);
    alice.calls.resume(fromId);
    await bob.call('resumed', ({ phase }) => phase.kind === 'established' && !phase.remoteHold);
    await talk();
  }, 60_000);
});
