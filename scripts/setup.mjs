import { pathToFileURL } from 'node:url';
import { describeRuntime, ensureRuntime } from './lib/runtime.mjs';
import { reportFailure, say } from './lib/say.mjs';

/** Everything a fresh clone needs before the app can run. */
export async function setUp() {
  const runtime = await ensureRuntime();
  say('runtime', describeRuntime(runtime));
  return { runtime };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  setUp().catch((error) => { process.exitCode = reportFailure(error); });
}
