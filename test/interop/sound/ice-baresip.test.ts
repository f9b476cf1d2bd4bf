import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BaresipRig } from '../../support/baresip-rig';
import { hasCoturn, startCoturn, turnUser, type Coturn } from '../../support/ice/coturn';
import { hasBaresip } from '../../support/sip/baresip';
import { hasKamailio } from '../../support/sip/kamailio';

/** The whole phone and baresip's own ICE, STUN and TURN over Kamailio: speech both ways on the pair both have found. */
describe.skipIf(!hasKamailio || !hasBaresip || !hasCoturn)('ICE with baresip', () => {
  let rig: BaresipRig;
  let coturn: Coturn;

  beforeAll(async () => { [rig, coturn] = await Promise.all([BaresipRig.open(), startCoturn()]); }, 30_000);
  afterEach(() => rig.clear());
  afterAll(async () => { await rig.close(); await coturn.stop(); });

  it.each([
    ['STUN', 'outgoing', 'auto'], ['STUN', 'incoming', 'auto'], ['TURN', 'outgoing', 'relay'], ['TURN', 'incoming', 'relay'],
  ] as const)('with its %s, %s, ours on "%s"', async (kind, direction, ice) => {
    const server = `${kind.toLowerCase()}:${coturn.host}:${coturn.port}`;
    const turn = ice === 'relay' ? { server: `${coturn.host}:${coturn.port}`, protocol: 'udp' as const, username: turnUser.username } : null;
    const pair = await rig.pair(
      { turnPassword: turnUser.password, account: { codecs: ['pcmu'], network: { ice, stunServer: `${coturn.host}:${coturn.port}`, turn } } },
      { codecs: ['PCMU/8000/1'], ice: { server, ...turnUser } },
    );
    const callId = await pair.call(direction);
    // As the offerer it sends a re-INVITE with the candidates that won, past which it does not record.
    await pair.understandEachOther(rig.ours(0), { what: kind, onlyHere: direction === 'incoming' });
    expect(pair.phone.path).toMatchObject({ ice: 'connected', ...(ice === 'relay' ? { local: { type: 'relay' }, relayProtocol: 'udp' } : {}) });
    await pair.hangUp(callId);
  }, 40_000);
});
