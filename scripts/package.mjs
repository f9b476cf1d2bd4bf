// @ts-check
// `npm run package`: the app as a folder that runs by itself (dist/*-unpacked), around the runtime that set-up found.
import { inProject } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { reportFailure, say, SetupError } from './lib/say.mjs';
import { setUp } from './setup.mjs';

async function pack() {
  const { runtime } = await setUp();
  if (runtime.source !== 'electron') say('package', 'this runtime is for trying out only: do not release what is packaged with it');
  const result = await run(process.execPath, [
    inProject('node_modules', 'electron-builder', 'cli.js'), '--dir', '--publish', 'never',
    `-c.electronDist=${inProject('node_modules', 'electron', 'dist')}`, `-c.electronVersion=${runtime.version}`,
  ], { show: true });
  if (result.code !== 0) throw new SetupError('electron-builder failed', 'see what it says above');
}

pack().catch((error) => { process.exitCode = reportFailure(error); });
