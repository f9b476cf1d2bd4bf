/**
 * What the phone costs while nobody calls: share of one core and memory of all its processes, registered and hidden in
 * the tray, and with its window open; beside baresip and, where it is installed, linphone. All at once, so that all have
 * the same neighbours.
 * npm run bench:idle [-- --json FILE] [--seconds N]
 */
import { hasBaresip, startBaresip } from '../support/sip/baresip';
import { TrayWatcher } from '../support/tray-watcher';
import { hasLinphone, startLinphone } from './lib/linphone';
import { corePercent, costOfTree, totalPssMiB, type ProcessCost } from './lib/processes';
import { startRegisteredApp } from './lib/registered-app';
import { argument, nowMs, Report, sleep } from './lib/report';
import { startRig } from './lib/rig';
import { startRegistrar } from './lib/registrar';

const SECONDS = Number(argument('seconds') ?? 60);
/** Starting is over, and what the engines tidy up in the first minute is tidied. */
const SETTLE_SECONDS = 60;

interface Subject { readonly name: string; readonly pid: number; readonly stop: () => Promise<void> }

const report = new Report('idle');
const rig = await startRig();
const bus = await TrayWatcher.start();
rig.desk.onDispose(() => bus.dispose());
const registrar = await startRegistrar();
const subjects: Subject[] = [];
try {
  const hidden = await startRegisteredApp(rig, { args: ['--hidden'], env: { DBUS_SESSION_BUS_ADDRESS: bus.busAddress } });
  subjects.push({ name: 'sidetone, in the tray', pid: hidden.app.pid, stop: () => hidden.dispose() });
  await bus.icon();
  const open = await startRegisteredApp(rig);
  subjects.push({ name: 'sidetone, window open', pid: open.app.pid, stop: () => open.dispose() });
  if (hasBaresip) {
    const baresip = await startBaresip('bare', 'x', registrar.address);
    subjects.push({ name: 'baresip', pid: baresip.pid, stop: () => baresip.stop() });
  }
  if (hasLinphone) subjects.push({ name: 'linphone (console)', ...await startLinphone(rig, registrar.address) });
  await sleep(SETTLE_SECONDS * 1_000);
  const before = subjects.map(({ pid }) => costOfTree(pid));
  const startedAtMs = nowMs();
  await sleep(SECONDS * 1_000);
  const after = subjects.map(({ pid }) => costOfTree(pid));
  const elapsedMs = nowMs() - startedAtMs;
  subjects.forEach(({ name }, index) => tell(name, before[index] ?? [], after[index] ?? [], elapsedMs));
} finally {
  for (const subject of subjects) await subject.stop();
  await registrar.dispose();
  await rig.desk.dispose();
}
report.finish();

function tell(name: string, before: readonly ProcessCost[], after: readonly ProcessCost[], elapsedMs: number): void {
  if (after.length === 0) throw new Error(`${name} is not there any more`);
  report.add(`idle over ${SECONDS} s`, name, 'processor', corePercent(before, after, elapsedMs), '% of one core');
  report.add('memory', name, 'PSS, all processes', totalPssMiB(after), 'MiB');
  if (after.length < 2) return;
  report.add('memory', name, 'processes', after.length, '');
  for (const cost of after) {
    const was = before.find(({ pid }) => pid === cost.pid);
    report.add(`process ${cost.kind}`, name, 'processor', corePercent(was ? [was] : [], [cost], elapsedMs), '% of one core');
    report.add(`process ${cost.kind}`, name, 'PSS', cost.pssKiB / 1024, 'MiB');
  }
}
