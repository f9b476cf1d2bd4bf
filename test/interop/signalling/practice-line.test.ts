import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { PracticeServer } from '../../../electron/practice';
import { tieToUs } from '../../support/child';
import { PracticeRig } from '../../support/practice';
import { freeUdpPort } from '../../support/sip/kamailio';
import { hasSipp } from '../../support/sip/sipp';

const rig = new PracticeRig();
afterEach(() => rig.clear());

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
    await sipp('practice-echo', (await rig.open(md5)).server, 10);
  }, 40_000);

  it('rings without end until it cancels', async () => {
    await sipp('practice-cancel', (await rig.open(md5)).server, 5);
  }, 40_000);

  it('challenges a caller who has not registered, then is busy for him', async () => {
    await sipp('practice-busy', (await rig.open(md5)).server, 5);
  }, 40_000);
});

describe('the practice line and the whole phone', () => {
  it('rings back five seconds after it was asked to, talks, and hangs up', async () => {
    const { server, numberOf } = await rig.open();
    const one = await rig.phone(server);
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
    const { server, numberOf } = await rig.open();
    const one = await rig.phone(server);
    one.calls.dial(numberOf('busy'), null);
    expect((await one.until(() => one.ended[0] ?? null, 'ended')).phase).toMatchObject({ kind: 'ended', cause: { code: 'busy' } });
    const waiting = one.calls.dial(numberOf('no-answer'), null);
    await one.phase('ringing');
    one.calls.hangUp(waiting);
    expect((await one.until(() => one.ended[1] ?? null, 'ended')).phase).toMatchObject({ kind: 'ended', cause: { by: 'local' } });
  }, 30_000);
});
