// @ts-check
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run, runNpm, tail } from './run.mjs';
import { SetupError } from './say.mjs';

/** @typedef {{ name: string, version: string, integrity: string }} PinnedPackage */

/**
 * Refuses a file that is not, to the bit, the one that was pinned.
 * @param {string} file
 * @param {string} integrity Subresource Integrity text, `sha512-<base64>`
 */
export async function verifyIntegrity(file, integrity) {
  const match = /^(sha512|sha384|sha256)-([A-Za-z0-9+/]+={0,2})$/.exec(integrity);
  if (!match) throw new SetupError(`"${integrity}" is not an integrity value`);
  const hash = createHash(/** @type {string} */ (match[1]));
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('base64');
  if (found !== match[2]) {
    throw new SetupError(
      `${path.basename(file)} is not the file that was pinned (expected ${integrity}, found ${match[1]}-${found})`,
      'the registry or something on the way changed the package; do not use it. Try again on another network',
    );
  }
}

/**
 * Fetches a package through npm (so that the user's registry, proxy and cache settings apply), checks it against
 * the pinned integrity and only then unpacks it.
 * @param {PinnedPackage} wanted
 * @param {string} folder an existing folder
 * @returns {Promise<string>} folder with the package's files
 */
export async function fetchPinned(wanted, folder) {
  const packed = await runNpm(
    ['pack', `${wanted.name}@${wanted.version}`, '--pack-destination', folder, '--ignore-scripts', '--loglevel=error'],
    { cwd: folder, timeoutMs: 15 * 60_000 },
  );
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (packed.code !== 0 || !file) {
    throw new SetupError(
      `npm could not fetch ${wanted.name}@${wanted.version}:\n${tail(packed.output)}`,
      'check the network and npm\'s registry setting (npm config get registry), then run the command again',
    );
  }
  const tarball = path.join(folder, file);
  await verifyIntegrity(tarball, wanted.integrity);
  const unpacked = await run('tar', ['-xzf', tarball, '-C', folder]);
  if (unpacked.code !== 0) throw new SetupError(`tar could not unpack ${file}:\n${tail(unpacked.output)}`);
  return path.join(folder, 'package');
}
