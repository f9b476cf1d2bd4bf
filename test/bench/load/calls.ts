import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tieToUs } from '../../support/child';
import { freeUdpPort } from '../../support/sip/kamailio';
import { sdp, startPhone, type Phone } from '../../support/sip/phone';
import { ScriptedPeer } from '../../support/sip/scripted-peer';
import { sleep, type Report } from '../lib/report';

const CALLS = 1_000;
const PER_SECOND = 20;
const TALK_MS = 2_000;
/** The first calls fill tables that stay; they are not counted as growth. */
const WARM_UP = 100;
/** RFC 3261 17.1.1.2: what is kept of an ended transaction goes after 32 s at the latest. */
const TABLES_EMPTY_AFTER_MS = 40_000;
const SUBJECT = 'sidetone, signalling';

/** SIPp calls us, and is called by us: each call 2 s long, so some forty at once. */
export async function thousandCalls(report: Report): Promise<void> {
  const server = await ScriptedPeer.open();
  const phone = startPhone('alice', server.address);
  const registering = phone.register();
  const { from, message } = await server.acceptRegister(3_600);
  await registering;
  const user = /sip:([^@]+)@/.exec(message.contacts[0]?.uri.text ?? '')?.[1] ?? '';
  answering(phone);
  await sippCalls(`${from.address}:${from.port}`, user, WARM_UP);
  const before = await heapMiB(phone);
  const incoming = await sippCalls(`${from.address}:${from.port}`, user, CALLS);
  report.add('1,000 calls of SIPp, 20 a second', SUBJECT, 'called: went as they should', incoming.successful, 'calls');
  report.add('1,000 calls of SIPp, 20 a second', SUBJECT, 'called: failed', incoming.failed, 'calls');
  const outgoing = await callSipp(phone);
  report.add('1,000 calls of SIPp, 20 a second', SUBJECT, 'calling: went as they should', outgoing.ended, 'calls');
  report.add('1,000 calls of SIPp, 20 a second', SUBJECT, 'calling: failed', CALLS - outgoing.ended, 'calls');
  const after = await heapMiB(phone);
  report.add('1,000 calls of SIPp, 20 a second', SUBJECT, 'heap before', before, 'MiB');
  report.add('1,000 calls of SIPp, 20 a second', SUBJECT, 'heap after both', after, 'MiB');
  report.add('1,000 calls of SIPp, 20 a second', SUBJECT, 'growth a call', ((after - before) * 1024) / (2 * CALLS), 'KiB');
  server.obliging = true;
  await phone.signalling.dispose();
  server.close();
}

function answering({ signalling, events }: Phone): void {
  signalling.onEvent((event) => {
    // Kept for tests; here they would be the growth that is measured.
    events.length = 0;
    if (event.kind !== 'incoming') return;
    signalling.ring(event.callId);
    signalling.accept(event.callId, sdp());
  });
}

async function sippCalls(target: string, user: string, calls: number): Promise<{ successful: number; failed: number }> {
  const figures = await sipp([target, '-sn', 'uac', '-s', user, '-d', String(TALK_MS), '-m', String(calls), '-r', String(PER_SECOND), '-l', '200']);
  return { successful: figures.get('SuccessfulCall(C)') ?? Number.NaN, failed: figures.get('FailedCall(C)') ?? Number.NaN };
}

async function callSipp(phone: Phone): Promise<{ ended: number }> {
  const port = await freeUdpPort();
  const running = sipp(['-sn', 'uas', '-p', String(port), '-m', String(CALLS)]);
  await sleep(500);
  let ended = 0;
  const stop = phone.signalling.onEvent((event) => {
    if (event.kind === 'accepted') setTimeout(() => { phone.signalling.hangUp(event.callId); ended += 1; }, TALK_MS);
  });
  for (let call = 0; call < CALLS; call += 1) {
    phone.call(`sip:service@127.0.0.1:${port}`);
    await sleep(1_000 / PER_SECOND);
  }
  const figures = await running;
  stop();
  return { ended: Math.min(ended, figures.get('SuccessfulCall(C)') ?? 0) };
}

/** Runs SIPp until its calls are done and reads the last line of its statistics. */
async function sipp(args: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipp-load-'));
  const statistics = path.join(folder, 'stat.csv');
  const child = tieToUs(spawn('sipp', [...args, '-i', '127.0.0.1', '-nostdin', '-trace_stat', '-stf', statistics, '-fd', '1', '-timeout', '180s', '-timeout_error'], {
    cwd: folder, stdio: 'ignore', env: { ...process.env, TERM: 'dumb' },
  }));
  await new Promise<void>((resolve) => { child.once('exit', () => resolve()); });
  const [head = '', ...lines] = readFileSync(statistics, 'utf8').trim().split('\n');
  const values = lines.at(-1)?.split(';') ?? [];
  rmSync(folder, { recursive: true, force: true });
  return new Map(head.split(';').map((name, index) => [name, Number(values[index])]));
}

/** After everything that is kept for a while is gone and the garbage is collected. */
async function heapMiB(phone: Phone): Promise<number> {
  await sleep(TABLES_EMPTY_AFTER_MS);
  phone.signalling.trace.clear();
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) throw new Error('run with --expose-gc');
  for (let round = 0; round < 3; round += 1) {
    collect();
    await sleep(100);
  }
  return process.memoryUsage().heapUsed / 1024 / 1024;
}
