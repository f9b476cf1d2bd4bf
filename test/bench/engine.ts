/**
 * What calls cost one media engine: a process with nothing but sessions, against a traffic generator in a process of its own. All
 * of the calls are heard and spoken to (a conference of that size), or one is and the others wait, as on a desk.
 *   npm run bench:engine -- [--seconds N] [--calls 1,10,100,200] [--waiting 100,200] [--codecs opus,pcmu]
 *     [--profile FOLDER] [--json FILE]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { CodecName } from '../../electron/contract/accounts';
import { stopChild, tieToUs } from '../support/child';
import type { EngineAnswer, EngineFigures, EngineOrder, TrafficAnswer, TrafficFigures, TrafficOrder } from './engine/orders';
import { corePercent, costOfTree } from './lib/processes';
import { argument, median, quantile, Report, sleep } from './lib/report';

/** The encoders have found the complexity that the load allows. */
const WARM_UP_MS = 6_000;
const seconds = Number(argument('seconds') ?? 8);
const sizes = (argument('calls') ?? '1,10,100,200').split(',').map(Number);
const waiting = (argument('waiting') ?? '100,200').split(',').filter((text) => text !== '').map(Number);
const codecs = (argument('codecs') ?? 'opus,pcmu').split(',').map((name) => CodecName.parse(name));
const profile = argument('profile');
const report = new Report('engine');

for (const codec of codecs) {
  for (const calls of sizes) await measure(codec, calls, calls);
  for (const calls of waiting) await measure(codec, calls, 1);
}
report.finish();

async function measure(codec: CodecName, calls: number, talking: number): Promise<void> {
  const engine = start('engine-process', profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]);
  const traffic = start('traffic-process', []);
  try {
    const ready = await next<TrafficAnswer>(traffic);
    if (ready.t !== 'ready') throw new Error('the traffic generator did not start');
    const emptyKiB = ownKiB(engine);
    const opened = await ask<EngineOrder, EngineAnswer>(engine, { t: 'open', calls, talking, codec, farPort: ready.port });
    if (opened.t !== 'opened') throw new Error('the engine did not open its sessions');
    await ask<TrafficOrder, TrafficAnswer>(traffic, { t: 'start', ports: opened.ports, codec });
    await sleep(WARM_UP_MS);
    await Promise.all([ask<EngineOrder, EngineAnswer>(engine, { t: 'begin' }), ask<TrafficOrder, TrafficAnswer>(traffic, { t: 'begin' })]);
    const [before, startedMs] = [costOfTree(engine.pid ?? 0), performance.now()];
    await sleep(seconds * 1000);
    const percent = corePercent(before, costOfTree(engine.pid ?? 0), performance.now() - startedMs);
    const fullKiB = ownKiB(engine);
    const heard = await ask<EngineOrder, EngineAnswer>(engine, { t: 'end' });
    const sent = await ask<TrafficOrder, TrafficAnswer>(traffic, { t: 'end' });
    if (heard.t !== 'figures' || sent.t !== 'figures') throw new Error('no figures');
    tell(`${calls} ${calls === 1 ? 'call' : 'calls'}, ${codec}, ${talking === calls ? 'all' : talking} talking`, calls, percent, heard.figures, sent.figures, { emptyKiB, fullKiB });
  } finally {
    // Disconnected, both end by themselves, and a profile is written.
    await Promise.all([engine, traffic].map((child) => ended(child)));
  }
}

function tell(name: string, calls: number, percent: number, engine: EngineFigures, traffic: TrafficFigures, memory: { emptyKiB: number; fullKiB: number }): void {
  const add = (metric: string, value: number, unit: string): void => report.add(name, 'engine', metric, value, unit);
  add('processor, of one core', percent, '%');
  add('processor, a call', percent / calls, '%');
  add('memory of its own', memory.fullKiB / 1024, 'MiB');
  add('memory, a call', (memory.fullKiB - memory.emptyKiB) / calls, 'KiB');
  add('complexity of the encoders', engine.complexity, '');
  add('received of what was sent', (engine.received / traffic.sent) * 100, '%');
  add('packets late', engine.late, '');
  add('packets discarded', engine.discarded, '');
  add('concealed', (engine.concealedMs / (seconds * 1000 * calls)) * 100, '%');
  add('packets sent late', (traffic.receivedLate / traffic.received) * 100, '%');
  add('arrival to sound, median', median(engine.readyUs), 'us');
  add('arrival to sound, p99', quantile(engine.readyUs, 0.99), 'us');
}

function start(name: string, execArgv: readonly string[]): ChildProcess {
  return tieToUs(fork(join(import.meta.dirname, 'engine', `${name}.ts`), [], { execArgv: ['--import', 'tsx', ...execArgv], serialization: 'advanced' }));
}

function next<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => { child.removeListener('exit', gone); resolve(answer as Answer); });
    const gone = (code: number | null): void => reject(new Error(`a process ended with ${code}`));
    child.once('exit', gone);
  });
}

function ask<Order extends object, Answer>(child: ChildProcess, order: Order): Promise<Answer> {
  const answer = next<Answer>(child);
  child.send(order);
  return answer;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.connected) child.disconnect();
  for (let waitedMs = 0; child.exitCode === null && waitedMs < 5_000; waitedMs += 50) await sleep(50);
  await stopChild(child);
}

function ownKiB(child: ChildProcess): number {
  return costOfTree(child.pid ?? 0).find(({ pid }) => pid === child.pid)?.ownKiB ?? Number.NaN;
}
