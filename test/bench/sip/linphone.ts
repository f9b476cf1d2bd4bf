import { ScriptedPeer } from '../../support/sip/scripted-peer';
import { startLinphone } from '../lib/linphone';
import { sleep, type Report } from '../lib/report';
import type { Rig } from '../lib/rig';
import { DIALLING, RINGING, ringOnce, SETTING_UP, setUpOnce } from './caller';

const SUBJECT = 'linphone-cli';

/** The peer's console in place of a window, against the same server. */
export async function measureLinphone(rig: Rig, report: Report, rounds: number): Promise<void> {
  const server = await ScriptedPeer.open();
  const starting = startLinphone(rig, server.address);
  const { from, message } = await server.acceptRegister(3_600);
  server.attends = ['REGISTER', 'OPTIONS', 'SUBSCRIBE', 'PUBLISH', 'NOTIFY'];
  const phone = await starting;
  const uri = message.contacts[0]?.uri.text ?? '';
  try {
    const ringing: number[] = [];
    for (let round = -3; round < rounds; round++) {
      const { ringingMs } = await ringOnce(server, from, uri);
      if (round >= 0) ringing.push(ringingMs);
      await sleep(50);
    }
    report.times(RINGING, SUBJECT, ringing);
    const dialling: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedAtMs = performance.now();
      phone.command(`call sip:bob@${server.address}`);
      const invite = await server.request('INVITE', 10_000);
      dialling.push(invite.atMs - startedAtMs);
      server.reply(invite, 486);
      await sleep(300);
    }
    report.times(DIALLING, SUBJECT, dialling);
    const settingUp: number[] = [];
    for (let round = 0; round < rounds; round++) {
      settingUp.push(await setUpOnce(server, () => phone.command(`call sip:bob@${server.address}`)));
      await sleep(300);
    }
    report.times(SETTING_UP, SUBJECT, settingUp);
  } finally {
    await phone.stop();
    server.close();
  }
}
