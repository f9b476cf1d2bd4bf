import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, tableOf, type DemoFacts, type Row } from './facts';
import { runDemo } from './run';

const usage = 'npm run demo -- [--json FILE] [--out DIR]';
const defaultFolder = fileURLToPath(new URL('../../test/output/demo', import.meta.url));

function option(args: readonly string[], name: string): string | null {
  const at = args.indexOf(name);
  if (at < 0) return null;
  const value = args[at + 1];
  if (value === undefined || value.startsWith('--')) throw new Error(`${name} needs a value\n${usage}`);
  return value;
}

/** The same facts as the benchmarks write them. */
function rowsOf(facts: DemoFacts): { bench: string; case: string; subject: string; metric: string; value: number; unit: string }[] {
  const figures: [string, number | null, string][] = [
    ['start to window', facts.startToWindowMs, 'ms'], ['start to registered', facts.startToRegisteredMs, 'ms'], ['dial to 180', facts.dialTo180Ms, 'ms'],
    ['dial to 200', facts.dialTo200Ms, 'ms'], ['answer to first RTP', facts.answerToFirstRtpMs, 'ms'], ['packets sent', facts.packetsSent, 'packets'],
    ['packets received', facts.packetsReceived, 'packets'], ['packets lost', facts.packetsLost, 'packets'], ['correlation', facts.correlation, '1'],
    ['parts whole', facts.wholeShare, '1'], ['mouth to ear', facts.mouthToEarMs, 'ms'],
  ];
  return figures.flatMap(([metric, value, unit]) => (value === null ? [] : [{ bench: 'demo', case: 'practice line, echo', subject: 'sidetone', metric, value, unit }]));
}

async function main(args: readonly string[]): Promise<number> {
  const json = option(args, '--json');
  const folder = resolve(option(args, '--out') ?? defaultFolder);
  const facts = await runDemo(option(args, '--runtime') ?? 'unknown', folder, (text) => process.stdout.write(`[demo] ${text}\n`));
  const checks: Row[] = check(facts);
  const ok = checks.every((row) => row.ok);
  process.stdout.write(`\n${facts.runtime}\n${tableOf(checks)}\nscreenshots and recordings: ${folder}\n`);
  if (json !== null) {
    mkdirSync(dirname(resolve(json)), { recursive: true });
    writeFileSync(json, `${JSON.stringify({ ok, ...facts, checks, rows: rowsOf(facts) }, null, 2)}\n`);
    process.stdout.write(`written: ${resolve(json)}\n`);
  }
  return ok ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error: unknown) => {
    process.stderr.write(`The demo stopped: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
