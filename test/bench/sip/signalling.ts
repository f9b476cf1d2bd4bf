import { startPhone } from '../../support/sip/phone';
import { ScriptedPeer } from '../../support/sip/scripted-peer';
import { sleep, type Report } from '../lib/report';
import { DIALLING, RINGING, ringOnce, SETTING_UP, setUpOnce } from './caller';

const SUBJECT = 'sidetone, signalling alone';

/** electron/sip in this process: what is left when windows, store and media are taken away. */
export async function measureSignalling(report: Report, rounds: number): Promise<void> {
  const server = await ScriptedPeer.open();
  const phone = startPhone('alice', server.address);
  const registered = phone.register();
  const { from, message } = await server.acceptRegister();
  await registered;
  phone.signalling.onEvent((event) => {
    if (event.kind === 'incoming') phone.signalling.ring(event.callId);
  });
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
    phone.call('bob');
    const invite = await server.request('INVITE');
    dialling.push(invite.atMs - startedAtMs);
    server.reply(invite, 486);
    await phone.next('failed');
  }
  report.times(DIALLING, SUBJECT, dialling);
  const settingUp: number[] = [];
  for (let round = 0; round < rounds; round++) {
    settingUp.push(await setUpOnce(server, () => void phone.call('bob')));
    await sleep(20);
  }
  report.times(SETTING_UP, SUBJECT, settingUp);
  await phone.signalling.dispose();
  server.close();
}
