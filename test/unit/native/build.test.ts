import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const script = resolve(import.meta.dirname, '../../../scripts/build-native.mjs');
const run = (env: NodeJS.ProcessEnv) => spawnSync(process.execPath, [script], { encoding: 'utf8', env: { ...process.env, ...env }, timeout: 120_000 });

it('does nothing where nothing has changed since it was built', () => {
  expect(run({}).status).toBe(0);
  expect(run({}).stdout).toBe('Native addon is up to date\n');
}, 240_000);

it.skipIf(process.platform === 'win32')('says in one line what is missing where there is no compiler', () => {
  const bare = run({ PATH: '/nowhere', CC: '', CXX: '' });
  expect(bare.status).toBe(1);
  expect(bare.stderr).toMatch(/^No C\/C\+\+ compiler found .*\n$/);
});
