import { startBaresip } from '../../support/sip/baresip';
import { ScriptedPeer } from '../../support/sip/scripted-peer';
import { sleep, type Report } from '../lib/report';
import { DIALLING, RINGING, ringOnce, SETTING_UP, setUpOnce } from './caller';

const SUBJECT = 'baresip';

/** The peer, against the same server; it dials by its control socket. */
export async function measureBaresip(report: Report, rounds: number): Promise<void> {
  const server = await ScriptedPeer.open();
  const starting = startBaresip('bare', 'x', server.address);
  const { from, message } = await server.acceptRegister(60);
  const phone = await starting;
  const uri = message.contacts[0]?.uri.text ?? '';
  const ringing: number[] = [];
  for (let round = -5; round < rounds; round++) {
    const { ringingMs } = await ringOnce(server, from, uri);
    if (round >= 0) ringing.push(ringingMs);
  }
  report.times(RINGING, SUBJECT, ringing);
  const dialling: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAtMs = performance.now();
    phone.command('dial', `sip:bob@${server.address}`);
    const invite = await server.request('INVITE');
    dialling.push(invite.atMs - startedAtMs);
    server.reply(invite, 486);
    await phone.next('CALL_CLOSED');
    await sleep(20);
  }
  report.times(DIALLING, SUBJECT, dialling);
  const settingUp: number[] = [];
  for (let round = 0; round < rounds; round++) {
    settingUp.push(await setUpOnce(server, () => phone.command('dial', `sip:bob@${server.address}`)));
    await sleep(300);
  }
  report.times(SETTING_UP, SUBJECT, settingUp);
  await phone.stop();
  server.close();
}
