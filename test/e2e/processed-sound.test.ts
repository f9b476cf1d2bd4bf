import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Desk, peerHearsUs, type RunningApp, startWithPeer } from '../support/app';
import { hasBaresip, type Baresip } from '../support/sip/baresip';
import { hasKamailio } from '../support/sip/kamailio';
import { CHANGED } from '../support/sound/speech-check';

describe.skipIf(!hasKamailio || !hasBaresip)('the microphone as it is set by default: echo canceller, noise suppression and gain control on', () => {
  let desk: Desk;
  let app: RunningApp;
  let peer: Baresip;

  beforeAll(async () => {
    ({ desk, app, peer } = await startWithPeer());
    await app.invoke('settings:set', { echoCancellation: true, noiseSuppression: true, autoGainControl: true });
  }, 100_000);
  afterAll(() => desk.dispose());

  test('is understood at the far end', async () => {
    await app.invoke('call:dial', { number: 'bare', accountId: null });
    await peer.next('CALL_INCOMING');
    peer.command('accept');
    await app.waitForCall('established');
    await peerHearsUs(desk, { bounds: CHANGED });
    await app.hangUpAll();
  }, 100_000);
});
