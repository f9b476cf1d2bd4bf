// @ts-check
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inProject } from './paths.mjs';
import { run } from './run.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {Counts & { layer: string, seconds: number, note?: string }} LayerResult */
/** @typedef {{ name: string, needsBuild?: boolean, run: () => Promise<Counts & { note?: string }> }} Layer */

/** A test that spins cannot be stopped from inside; the whole layer is then. */
const LAYER_TIMEOUT_MS = 30 * 60_000;

/** Written to a file or a pipe, colours are noise. */
const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined };

const nothing = { passed: 0, failed: 0, skipped: 0 };

/**
 * The layers of `npm test`, in their order.
 * @param {() => Promise<{ binary: string } | { skip: string }>} newerNode where the store's tests run once more
 * @returns {Layer[]}
 */
export function testLayers(newerNode) {
  return [
    { name: 'lint', run: () => check(['oxlint', 'bin', 'oxlint'], ['--type-aware', '--deny-warnings']) },
    { name: 'typecheck', run: () => check(['typescript', 'bin', 'tsc'], ['--noEmit']) },
    { name: 'unit', run: () => vitest('unit', process.execPath, ['--project', 'unit']) },
    { name: 'store', run: async () => {
      const node = await newerNode();
      // On a new Node the unit layer has run them on better-sqlite3 already.
      if ('skip' in node) return { ...nothing, skipped: 1, note: node.skip };
      return vitest('store', node.binary, ['--project', 'unit', 'test/unit/store']);
    } },
    { name: 'signalling', run: () => vitest('signalling', process.execPath, ['--project', 'signalling']) },
    { name: 'sound', run: () => vitest('sound', process.execPath, ['--project', 'sound']) },
    { name: 'e2e', needsBuild: true, run: () => vitest('e2e', process.execPath, ['--project', 'e2e']) },
  ];
}

/** A tool that passes or fails as a whole. @param {readonly string[]} program below node_modules @param {readonly string[]} args */
async function check(program, args) {
  const result = await run(process.execPath, [inProject('node_modules', ...program), ...args], { show: true, env: { ...process.env, ...plain } });
  return { ...nothing, ...result.code === 0 ? { passed: 1 } : { failed: 1 } };
}

/** @param {string} name @param {string} node @param {readonly string[]} args */
async function vitest(name, node, args) {
  const report = inProject('test', 'output', `${name}.json`);
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const result = await run(node, [
    inProject('node_modules', 'vitest', 'vitest.mjs'), 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`,
  ], { show: true, env: { ...process.env, ...plain }, timeoutMs: LAYER_TIMEOUT_MS });
  const counts = existsSync(report) ? countReport(JSON.parse(readFileSync(report, 'utf8'))) : nothing;
  // A crash of the runner itself, or an error outside of any test, must not look like a pass.
  return result.code !== 0 && counts.failed === 0 ? { ...counts, failed: 1, note: `vitest ended with code ${result.code}` } : counts;
}

/**
 * Counts vitest's JSON report. A file that could not even be loaded has no tests and counts as one failure.
 * @param {{ testResults?: { status: string, assertionResults?: { status: string }[] }[] }} report
 * @returns {Counts}
 */
export function countReport(report) {
  const counts = { ...nothing };
  for (const file of report.testResults ?? []) {
    const tests = file.assertionResults ?? [];
    for (const { status } of tests) {
      if (status === 'passed') counts.passed += 1;
      else if (status === 'failed') counts.failed += 1;
      else counts.skipped += 1;
    }
    if (file.status === 'failed' && !tests.some((test) => test.status === 'failed')) counts.failed += 1;
  }
  return counts;
}

/**
 * The last line of `npm test`, and whether all is well. A layer that ran nothing and says no reason has failed.
 * @param {readonly LayerResult[]} results
 */
export function summarise(results) {
  const total = { ...nothing };
  for (const result of results) {
    total.passed += result.passed;
    total.failed += result.failed;
    total.skipped += result.skipped;
  }
  const empty = results.filter((result) => result.passed + result.failed === 0 && !result.note);
  total.failed += empty.length;
  const line = `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`;
  return { line, ok: total.failed === 0 && total.passed > 0, empty: empty.map((result) => result.layer) };
}
