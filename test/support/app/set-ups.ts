import type { Page } from 'playwright-core';
import type { Baresip } from '../sip/baresip';
import { startKamailio } from '../sip/kamailio';
import { Desk } from './desk';
import { addLine, practise, startPeer } from './lines';
import { RunningApp } from './running-app';

export interface Practising { readonly desk: Desk; readonly app: RunningApp; readonly page: Page }

/** The app on a desk of its own with the practice line ready; all gone with the desk. */
export async function startPractising(): Promise<Practising> {
  const desk = await Desk.start();
  const app = await RunningApp.start(desk);
  const page = await app.phone();
  await practise(app);
  return { desk, app, page };
}

export interface WithPeer extends Practising {
  readonly peer: Baresip;
  /** host:port of the registrar. */
  readonly server: string;
}

/** The app, with a line of the user `ours`, and a baresip at one desk, both registered with one Kamailio; all gone with the desk. */
export async function startWithPeer(peerUser = 'bare'): Promise<WithPeer> {
  const [kamailio, desk] = await Promise.all([startKamailio(), Desk.start()]);
  desk.onDispose(() => kamailio.stop());
  const server = `127.0.0.1:${kamailio.port}`;
  const [app, peer] = await Promise.all([RunningApp.start(desk), startPeer(desk, peerUser, server)]);
  desk.onDispose(() => peer.stop());
  const page = await app.phone();
  await addLine(app, 'ours', server);
  return { desk, app, page, peer, server };
}
