// @ts-check
// `npm test`: set-up with what the tests need, then every layer in turn. `npm test -- --only unit[,lint]` runs some.
import { testLayers, summarise } from './lib/layers.mjs';
import { ensureNewerNode } from './lib/newer-node.mjs';
import { reportFailure, SetupError } from './lib/say.mjs';
import { setUp } from './setup.mjs';

/** @param {readonly string[]} args */
function chosenLayers(args) {
  const layers = testLayers(ensureNewerNode);
  const at = args.indexOf('--only');
  if (at < 0) return layers;
  const names = (args[at + 1] ?? '').split(',').filter(Boolean);
  const unknown = names.filter((name) => !layers.some((layer) => layer.name === name));
  if (names.length === 0 || unknown.length > 0) {
    throw new SetupError(`no such layer: ${unknown.join(', ') || '(none named)'}`, `choose from ${layers.map((layer) => layer.name).join(', ')}`);
  }
  return layers.filter((layer) => names.includes(layer.name));
}

/** @param {import('./lib/layers.mjs').LayerResult[]} results @param {number} totalSeconds */
function printTable(results, totalSeconds) {
  process.stdout.write(`\n${'layer'.padEnd(10)} ${'passed'.padStart(7)} ${'failed'.padStart(7)} ${'skipped'.padStart(8)} ${'seconds'.padStart(8)}\n`);
  for (const { layer, passed, failed, skipped, seconds, note } of results) {
    const figures = `${layer.padEnd(10)} ${String(passed).padStart(7)} ${String(failed).padStart(7)} ${String(skipped).padStart(8)} ${seconds.toFixed(1).padStart(8)}`;
    process.stdout.write(`${figures}${note ? `  ${note}` : ''}\n`);
  }
  process.stdout.write(`run time ${totalSeconds.toFixed(1)} s with set-up\n`);
}

/** @param {readonly string[]} args @returns {Promise<number>} exit code */
async function test(args) {
  const startedMs = performance.now();
  const secondsSince = (/** @type {number} */ ms) => (performance.now() - ms) / 1000;
  const layers = chosenLayers(args);
  await setUp({ tests: true, build: layers.some((layer) => layer.needsBuild) });
  const results = [];
  for (const layer of layers) {
    process.stdout.write(`\n=== ${layer.name} ===\n`);
    const layerStartedMs = performance.now();
    const counts = await layer.run();
    results.push({ layer: layer.name, seconds: secondsSince(layerStartedMs), ...counts });
  }
  const { line, ok, empty } = summarise(results);
  printTable(results, secondsSince(startedMs));
  for (const name of empty) process.stdout.write(`layer ${name} ran no test\n`);
  process.stdout.write(`${line}\n`);
  return ok ? 0 : 1;
}

test(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error) => { process.exitCode = reportFailure(error); },
);
