import type { ChildProcess } from 'node:child_process';
import { bundleMediaChild, ForkedPhoneMedia } from '../../support/forked-phone-media';
import { HeadlessPhone } from '../../support/headless-phone';
import { sdp } from '../../support/sip/phone';
import { requestText, ScriptedPeer, type Received } from '../../support/sip/scripted-peer';
import type { SipRequest } from '../../../electron/sip/parser';
import { benchChild, startFlood, told, type FloodOrder } from '../lib/flood';
import { sleep, type Report } from '../lib/report';

const PER_SECOND = 1_000;
const SUBJECT = 'sidetone, all but its windows';

/** A call runs, its sound in a process of its own as in the app, while strangers and then the server's own address send INVITEs. */
export async function flood(report: Report, seconds: number): Promise<void> {
  const bundle = await bundleMediaChild();
  const server = await ScriptedPeer.open();
  const phone = new HeadlessPhone({ user: 'alice', password: 'x', domain: server.address, openMedia: () => new ForkedPhoneMedia(bundle.file) });
  const echo = benchChild('load/echo-process.ts');
  try {
    const register = await server.acceptRegister(3_600);
    await phone.ready();
    const { port } = await told<{ port: number }>(echo);
    await call(phone, server, register, port);
    const contact = register.message.contacts[0]?.uri.text ?? '';
    await measure(report, 'no flood', seconds / 4, phone, echo, null);
    const target = { address: register.from.address, port: register.from.port, perSecond: PER_SECOND };
    await measure(report, 'from strangers', seconds, phone, echo, { ...target, from: '127.0.0.9', uri: contact });
    await measure(report, 'from the server, for nobody here', seconds / 4, phone, echo, { ...target, from: '127.0.0.1', uri: `sip:nobody@${register.from.address}:${register.from.port}` });
    report.add('1,000 unwelcome INVITEs a second', SUBJECT, 'the call still stands', Number(phone.snapshot.some(({ phase }) => phase.kind === 'established')), '');
  } finally {
    server.obliging = true;
    await phone.dispose();
    echo.kill();
    server.close();
    await bundle.remove();
  }
}

async function measure(report: Report, name: string, seconds: number, phone: HeadlessPhone, echo: ChildProcess, order: FloodOrder | null): Promise<void> {
  const flooding = order === null ? null : await startFlood(order);
  await sleep(1_000);
  echo.send('begin');
  const tonesBefore = phone.tones.length;
  const used = process.cpuUsage();
  await sleep(seconds * 1_000);
  const { user, system } = process.cpuUsage(used);
  echo.send('end');
  const { packets, late, worstGapMs } = await told<{ packets: number; late: number; worstGapMs: number }>(echo);
  const label = `1,000 unwelcome INVITEs a second: ${name}`;
  if (flooding !== null) {
    const { sent, answers } = await flooding.stop();
    report.add(label, SUBJECT, 'INVITEs sent', sent, '');
    report.add(label, SUBJECT, 'answers they got', answers, '');
  }
  report.add(label, SUBJECT, 'seconds', seconds, 's');
  report.add(label, SUBJECT, 'RTP packets of the call', packets, '');
  report.add(label, SUBJECT, 'of them more than 20 ms late', (100 * late) / Math.max(1, packets), '%');
  report.add(label, SUBJECT, 'longest gap', worstGapMs, 'ms');
  report.add(label, SUBJECT, 'times it rang', phone.tones.slice(tonesBefore).filter((tone) => tone.startsWith('ring ')).length + Math.max(0, phone.snapshot.length - 1), '');
  report.add(label, SUBJECT, 'main process', (user + system) / 1e4 / seconds, '% of a core');
}

async function call(phone: HeadlessPhone, server: ScriptedPeer, register: Received<SipRequest>, rtpPort: number): Promise<void> {
  const contact = register.message.contacts[0]?.uri.text ?? '';
  const parts = { via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKload;rport`, from: '<sip:bob@example.com>;tag=1', to: `<${contact}>`, callId: 'load-call', headers: [`Contact: <sip:bob@${server.address}>`] };
  server.send(requestText('INVITE', contact, { ...parts, body: sdp('sendrecv', rtpPort) }), register.from);
  const { id } = await phone.call('incoming', ({ phase }) => phase.kind === 'incoming');
  phone.calls.answer(id);
  const ok = await server.response(200);
  server.send(requestText('ACK', contact, { ...parts, via: parts.via.replace('load', 'ack'), to: ok.message.to.text }), register.from);
  await phone.phase('established');
}
