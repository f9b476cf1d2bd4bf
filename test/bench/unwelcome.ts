/**
 * What scanners cost: processor time for 1,000 unwelcome INVITEs, then 1,000 of them a second on loopback for --seconds (10),
 * with an own server's OPTIONS every 20 ms beside them, and once without. Nothing may ring and nothing be answered.
 * npm run bench:unwelcome [-- --seconds N] [--json FILE]
 */
import { startPhone } from '../support/sip/phone';
import { OfflinePhone, STRANGER } from '../support/sip/offline-phone';
import { requestText, ScriptedPeer } from '../support/sip/scripted-peer';
import { typicalInvite } from '../support/sip/typical-invite';
import { startFlood } from './lib/flood';
import { argument, Report, sleep } from './lib/report';

const PER_SECOND = 1_000;
const COUNT = 20_000;
const seconds = Number(argument('seconds') ?? 10);
const report = new Report('unwelcome');

const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
};

async function costOf(name: string, bytesOf: (n: number, contact: string) => string): Promise<void> {
  const phone = await OfflinePhone.start();
  const messages = Array.from({ length: COUNT }, (_unused, n) => Buffer.from(bytesOf(n, phone.contact)));
  for (const bytes of messages.slice(0, 2_000)) phone.network.deliver(bytes, STRANGER);
  const before = process.cpuUsage();
  for (const bytes of messages) phone.network.deliver(bytes, STRANGER);
  report.add('1,000 INVITEs of strangers', name, 'processor time', (cpuMs(before) / COUNT) * 1_000, 'ms');
  await phone.stop();
}

async function beside(flood: boolean): Promise<void> {
  const name = flood ? `beside ${PER_SECOND} a second` : 'alone';
  const server = await ScriptedPeer.open();
  const phone = startPhone('alice', server.address);
  const registered = phone.register();
  const register = await server.acceptRegister();
  await registered;
  const contact = register.message.contacts[0]?.uri.text ?? '';
  const strangers = flood ? await startFlood({ address: '127.0.0.1', port: register.from.port, uri: contact, from: '127.0.0.2', perSecond: PER_SECOND }) : null;
  const before = process.cpuUsage();
  const samplesMs: number[] = [];
  const until = performance.now() + seconds * 1_000;
  for (let n = 0; performance.now() < until; n++) {
    const startedAt = performance.now();
    server.send(requestText('OPTIONS', contact, { via: `SIP/2.0/UDP ${server.address};rport;branch=z9hG4bKo${n}`, from: '<sip:pbx@h>;tag=o', to: '<sip:a@h>', callId: `o${n}` }), register.from);
    await server.response(200);
    samplesMs.push(performance.now() - startedAt);
    await sleep(20);
  }
  const used = process.cpuUsage(before);
  const figures = await strangers?.stop();
  report.times('OPTIONS of our server, answered', name, samplesMs);
  report.add('the whole process', name, 'of one core', ((used.user + used.system) / 1e6 / seconds) * 100, '%');
  report.add('calls that rang', name, 'count', phone.events.filter(({ kind }) => kind === 'incoming').length, '');
  if (figures !== undefined) {
    report.add('INVITEs of strangers', name, 'count', figures.sent, '');
    report.add('answers that strangers got', name, 'count', figures.answers, '');
  }
  await phone.signalling.dispose();
  server.close();
}

await costOf('told by their first bytes', (n, contact) => typicalInvite(n, contact));
await costOf('in a dialog, read whole', (n, contact) => typicalInvite(n, contact).replace('To: <sip:201@example.com>', 'To: <sip:201@example.com>;tag=guess'));
await beside(false);
await beside(true);
report.finish();
