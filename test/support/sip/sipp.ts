import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tieToUs } from '../child';
import { freeUdpPort } from './kamailio';

const scenarios = path.resolve(import.meta.dirname, '../../fixtures/sipp');

export const hasSipp = spawnSync('sipp', ['-v']).stdout?.toString().includes('SIPp') ?? false;

export interface SippRun {
  /** SIPp's own port. */
  readonly port: number;
  /** Resolves where the one call went exactly as the scenario says; rejects with SIPp's complaint. */
  readonly finished: Promise<void>;
}

/** Runs one call of a scenario in test/fixtures/sipp; `user` is the Request-URI's, `server` where it goes. */
export function runSipp(scenario: string, server: string, user: string, withinMs = 20_000): Promise<SippRun> {
  return run(scenario, path.join(scenarios, `${scenario}.xml`), server, user, withinMs, []);
}

/** As runSipp, of a scenario made by the test; SIPp sends back what sound it gets unless told not to. */
export async function runMadeSipp(
  xml: string, server: string, user: string, { withinMs = 30_000, echo = true }: { readonly withinMs?: number; readonly echo?: boolean } = {},
): Promise<SippRun> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipp-made-'));
  const file = path.join(folder, 'made.xml');
  writeFileSync(file, xml);
  const started = await run('made', file, server, user, withinMs, [...(echo ? ['-rtp_echo'] : []), '-mi', '127.0.0.1', '-mp', String(await freeEvenPort())]);
  started.finished.catch(() => {}).finally(() => rmSync(folder, { recursive: true, force: true }));
  return started;
}

/** Even, with the one two above free as well: SIPp echoes both. */
async function freeEvenPort(): Promise<number> {
  const port = await freeUdpPort();
  return port % 2 === 0 && port < 65_000 ? port : freeEvenPort();
}

async function run(scenario: string, file: string, server: string, user: string, withinMs: number, extra: readonly string[]): Promise<SippRun> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipp-'));
  const port = await freeUdpPort();
  const child = tieToUs(spawn('sipp', [
    server, '-sf', file, '-s', user, '-i', '127.0.0.1', '-p', String(port), '-m', '1', '-l', '1',
    '-nostdin', '-trace_err', '-error_file', path.join(folder, 'errors.log'), '-recv_timeout', '10000', '-timeout', `${Math.ceil(withinMs / 1000)}s`, ...extra,
  ], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, TERM: 'dumb' } }));
  const finished = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
    child.once('exit', (code) => {
      clearTimeout(timer);
      const errors = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.log')).map((name) => readFileSync(path.join(folder, name), 'utf8')).join('\n') : '';
      rmSync(folder, { recursive: true, force: true });
      if (code === 0) resolve();
      else reject(new Error(`sipp ${scenario} ended with ${code}\n${errors.slice(0, 3_000)}`));
    });
  });
  finished.catch(() => {});
  return { port, finished };
}
