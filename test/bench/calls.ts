/**
 * Two hundred short calls, out and in by turns, each with sound both ways: what is left of them in memory, handles and
 * history. The far end is a SIP server and an RTP echo of this process.
 * npm run bench:calls [-- --json FILE] [--calls N]
 */
import { Desk, RunningApp, until } from '../support/app';
import { CallPartner } from './calls/partner';
import { look, type Look } from './calls/look';
import { argument, nowMs, Report } from './lib/report';

const CALLS = Number(argument('calls') ?? 200);
/** The first calls open what stays open for good: audio window's stream, codec, call bar. */
const WARM_UP = 20;
/** The engines let garbage of the sound lie up to a level that is reached after some 90 s of talk and then kept. */
const LONG_TALK_MS = 100_000;

const report = new Report('calls');
const desk = await Desk.start();
const partner = await CallPartner.open();
try {
  const folder = await desk.folder();
  const app = await RunningApp.start(desk, { profile: folder, args: ['--provision', partner.provisioning(folder)] });
  await partner.register();
  await app.ready();
  const history = async (): Promise<number> => (await app.invoke('history:page', { query: '', only: 'all', before: null, limit: 500 })).length;
  const startedAtMs = nowMs();
  for (let call = 0; call < WARM_UP; call += 1) await partner.oneCall(app, call % 2 === 0);
  await partner.oneCall(app, true, LONG_TALK_MS);
  const before = await look(app);
  for (let call = 0; call < CALLS; call += 1) {
    await partner.oneCall(app, call % 2 === 0);
    if ((call + 1) % 50 === 0) process.stderr.write(`${call + 1} calls in ${((nowMs() - startedAtMs) / 1000).toFixed(0)} s\n`);
  }
  await until('the last call is off the screen', async () => (await app.calls()).length === 0, 10_000);
  const after = await look(app);
  tell(before, after);
  report.add('history rows', 'sidetone', 'rows', await history(), '');
  report.add('history rows', 'sidetone', 'calls made', WARM_UP + 1 + CALLS, '');
  report.add('RTP packets echoed', 'sidetone', 'least in one call', partner.leastPackets, '');
} finally {
  await desk.dispose();
  partner.dispose();
}
report.finish();

function tell(before: Look, after: Look): void {
  for (const cost of after.processes) {
    const was = before.processes.find(({ pid }) => pid === cost.pid);
    if (was === undefined) throw new Error(`${cost.kind} is not the process it was`);
    report.add(`process ${cost.kind}`, 'sidetone', 'PSS before', was.pssKiB / 1024, 'MiB');
    report.add(`process ${cost.kind}`, 'sidetone', 'PSS after', cost.pssKiB / 1024, 'MiB');
    report.add(`process ${cost.kind}`, 'sidetone', 'own memory before', was.ownKiB / 1024, 'MiB');
    report.add(`process ${cost.kind}`, 'sidetone', 'own memory after', cost.ownKiB / 1024, 'MiB');
    report.add(`process ${cost.kind}`, 'sidetone', 'own memory, growth a call', (cost.ownKiB - was.ownKiB) / CALLS, 'KiB');
    report.add(`process ${cost.kind}`, 'sidetone', 'handles left over', cost.handles - was.handles, '');
    report.add(`process ${cost.kind}`, 'sidetone', 'sockets left over', cost.sockets - was.sockets, '');
  }
  for (const { name, usedKiB } of after.heaps) {
    const was = before.heaps.find((heap) => heap.name === name)?.usedKiB ?? Number.NaN;
    report.add(`JavaScript heap of ${name}`, 'sidetone', 'before', was / 1024, 'MiB');
    report.add(`JavaScript heap of ${name}`, 'sidetone', 'after', usedKiB / 1024, 'MiB');
    report.add(`JavaScript heap of ${name}`, 'sidetone', 'growth a call', (usedKiB - was) / CALLS, 'KiB');
  }
  const total = (costs: Look['processes'], of: 'pssKiB' | 'ownKiB'): number => costs.reduce((sum, cost) => sum + cost[of], 0);
  report.add('all processes', 'sidetone', 'PSS before', total(before.processes, 'pssKiB') / 1024, 'MiB');
  report.add('all processes', 'sidetone', 'PSS after', total(after.processes, 'pssKiB') / 1024, 'MiB');
  report.add('all processes', 'sidetone', 'own memory, growth a call', (total(after.processes, 'ownKiB') - total(before.processes, 'ownKiB')) / CALLS, 'KiB');
}
