import { afterAll, beforeAll, describe, test } from 'vitest';
import { addLine, Desk, peerHearsUs, RunningApp, startPeer } from '../support/app';
import { hasBaresip, type Baresip } from '../support/sip/baresip';
import { hasKamailio, startKamailio, type Kamailio } from '../support/sip/kamailio';
import { CHANGED } from '../support/sound/speech-check';

describe.skipIf(!hasKamailio || !hasBaresip)('the microphone as it is set by default: echo canceller, noise suppression and gain control on', () => {
  let kamailio: Kamailio;
  let desk: Desk;
  let app: RunningApp;
  let peer: Baresip;

  beforeAll(async () => {
    [kamailio, desk] = await Promise.all([startKamailio(), Desk.start()]);
    const server = `127.0.0.1:${kamailio.port}`;
    [app, peer] = await Promise.all([RunningApp.start(desk), startPeer(desk, 'bare', server)]);
    desk.onDispose(() => peer.stop());
    await app.phone();
    await addLine(app, 'ours', server);
    await app.invoke('settings:set', { echoCancellation: true, noiseSuppression: true, autoGainControl: true });
  }, 100_000);
  afterAll(async () => {
    await desk.dispose();
    await kamailio.stop();
  });

  test('is understood at the far end', async () => {
    await app.invoke('call:dial', { number: 'bare', accountId: null });
    await peer.next('CALL_INCOMING');
    peer.command('accept');
    await app.waitForCall('established');
    await peerHearsUs(desk, { bounds: CHANGED });
    await app.hangUpAll();
  }, 100_000);
});
