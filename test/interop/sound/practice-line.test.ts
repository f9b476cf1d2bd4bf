import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../electron/calls/ports';
import { startPracticeServer, type PracticeOptions, type PracticeServer } from '../../../electron/practice';
import { tieToUs } from '../../support/child';
import { tell, wait } from '../../support/call-rig';
import { speech as greeting } from '../../support/codec-signals';
import { HeadlessPhone } from '../../support/headless-phone';
import { freeUdpPort } from '../../support/sip/kamailio';
import { hasSipp } from '../../support/sip/sipp';
import { understood } from '../../support/sound/speech-check';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function practice(options: Partial<PracticeOptions> = {}): Promise<{ server: PracticeServer; numberOf(what: string): string }> {
  const server = await startPracticeServer({ log: silentLog, ...options });
  open.push(() => server.dispose());
  return { server, numberOf: (what) => server.numbers.find((entry) => entry.what === what)?.number ?? 'none' };
}

/** Runs `calls` calls of a scenario with the line's credentials; rejects with SIPp's own words. */
async function sipp(scenario: string, server: PracticeServer, calls: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipp-practice-'));
  const child = tieToUs(spawn('sipp', [
    server.domain, '-sf', path.resolve(import.meta.dirname, `../../fixtures/sipp/${scenario}.xml`), '-s', server.username, '-au', server.username, '-ap', server.password,
    '-i', '127.0.0.1', '-p', String(await freeUdpPort()), '-mp', String(await freeUdpPort()), '-m', String(calls), '-l', String(calls), '-r', '20',
    '-nostdin', '-trace_err', '-error_file', path.join(folder, 'errors.log'), '-recv_timeout', '8000', '-timeout', '20s', '-timeout_error',
  ], { cwd: folder, stdio: 'ignore', env: { ...process.env, TERM: 'dumb' } }));
  const guard = setTimeout(() => child.kill('SIGKILL'), 25_000);
  const code = await new Promise<number | null>((done) => { child.once('exit', done); });
  clearTimeout(guard);
  const errors = readdirSync(folder).filter((name) => name.endsWith('.log')).map((name) => readFileSync(path.join(folder, name), 'utf8')).join('\n');
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`sipp ${scenario} ended with ${code}\n${errors.slice(0, 3000)}`);
}

/** SIPp reads only the first challenge, and only MD5. */
const md5 = { digestAlgorithms: ['MD5'] } as const;

describe.skipIf(!hasSipp)('the practice line against SIPp', () => {
  it('registers it by digest, answers the echo, goes along with hold and resume, and takes its BYE, ten calls at once', async () => {
    await sipp('practice-echo', (await practice(md5)).server, 10);
  }, 40_000);

  it('rings without end until it cancels', async () => {
    await sipp('practice-cancel', (await practice(md5)).server, 5);
  }, 40_000);

  it('challenges a caller who has not registered, then is busy for him', async () => {
    await sipp('practice-busy', (await practice(md5)).server, 5);
  }, 40_000);
});

describe('the practice line and the whole phone', () => {
  async function phone(server: PracticeServer): Promise<HeadlessPhone> {
    const one = new HeadlessPhone({ user: server.username, password: server.password, domain: server.domain });
    open.push(() => one.dispose());
    await one.ready();
    return one;
  }

  it('gives back what is said to the echo, and again after hold and resume', async () => {
    const { server, numberOf } = await practice();
    const one = await phone(server);
    const spoken = greeting(48000, 3);
    const callId = one.calls.dial(numberOf('echo'), null);
    await one.phase('established');
    await wait(300);
    await tell(one, one, spoken);
    one.calls.hold(callId);
    await one.call('on hold', ({ phase }) => phase.kind === 'established' && phase.localHold);
    one.calls.resume(callId);
    await one.call('resumed', ({ phase }) => phase.kind === 'established' && !phase.localHold);
    await wait(300);
    await tell(one, one, spoken);
    one.calls.hangUp(callId);
    await one.until(() => one.ended[0] ?? null, 'ended');
    const [entry] = one.store.history.page({ query: '', only: 'all', before: null, limit: 10 });
    expect(entry).toMatchObject({ end: { code: 'hung-up', by: 'local' }, codec: 'opus' });
  }, 40_000);

  it('is heard talking', async () => {
    const { server, numberOf } = await practice();
    const one = await phone(server);
    one.calls.dial(numberOf('voice'), null);
    await one.phase('established');
    // It says its greeting over and over.
    await understood(greeting(48000, 4), async () => {
      await wait(4_800);
      return one.heard();
    }, { tries: 3, who: 'the line' });
  }, 30_000);

  it('rings back five seconds after it was asked to, talks, and hangs up', async () => {
    const { server, numberOf } = await practice();
    const one = await phone(server);
    const callId = one.calls.dial(numberOf('ring-back'), null);
    await one.phase('established');
    one.calls.hangUp(callId);
    await one.until(() => one.ended[0] ?? null, 'ended');
    const endedAt = performance.now();
    const incoming = await one.phase('incoming', 8000);
    expect(performance.now() - endedAt).toBeGreaterThan(4500);
    expect(performance.now() - endedAt).toBeLessThan(6500);
    one.listen();
    one.calls.answer(incoming.id);
    await one.phase('established');
    await one.until(() => one.ended[1] ?? null, 'hung up by the line', 10_000);
    const loudest = one.heard().reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    expect(loudest).toBeGreaterThan(0.2);
  }, 40_000);

  it('is busy, or rings until given up', async () => {
    const { server, numberOf } = await practice();
    const one = await phone(server);
    one.calls.dial(numberOf('busy'), null);
    expect((await one.until(() => one.ended[0] ?? null, 'ended')).phase).toMatchObject({ kind: 'ended', cause: { code: 'busy' } });
    const waiting = one.calls.dial(numberOf('no-answer'), null);
    await one.phase('ringing');
    one.calls.hangUp(waiting);
    expect((await one.until(() => one.ended[1] ?? null, 'ended')).phase).toMatchObject({ kind: 'ended', cause: { by: 'local' } });
  }, 30_000);
});
