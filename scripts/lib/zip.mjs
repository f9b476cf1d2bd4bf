// @ts-check
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { SetupError } from './say.mjs';

// PKWARE APPNOTE 4.3: signatures of the records that matter here.
const END_OF_CENTRAL_DIRECTORY = 0x06054b50;
const CENTRAL_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const END_RECORD_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
const STORED = 0;
const DEFLATED = 8;

/** @typedef {{ name: string, method: number, compressedBytes: number, offset: number, mode: number }} ZipEntry */

/**
 * The files (not folders) a zip holds. Zip64 is not needed here and refused.
 * @param {string} file
 * @returns {Promise<ZipEntry[]>}
 */
export async function listZip(file) {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const tailBytes = Math.min(size, END_RECORD_BYTES + MAX_COMMENT_BYTES);
    const end = Buffer.alloc(tailBytes);
    await handle.read(end, 0, tailBytes, size - tailBytes);
    const at = findEnd(end);
    if (at < 0) throw new SetupError(`${path.basename(file)} is not a zip file`);
    const directoryBytes = end.readUInt32LE(at + 12);
    const directoryOffset = end.readUInt32LE(at + 16);
    if (directoryOffset === 0xffffffff || directoryOffset + directoryBytes > size) {
      throw new SetupError(`${path.basename(file)}: zip64 or cut-off zip`);
    }
    const directory = Buffer.alloc(directoryBytes);
    await handle.read(directory, 0, directoryBytes, directoryOffset);
    return parseDirectory(directory);
  } finally {
    await handle.close();
  }
}

/** @param {Buffer} end */
function findEnd(end) {
  for (let at = end.length - END_RECORD_BYTES; at >= 0; at--) {
    if (end.readUInt32LE(at) === END_OF_CENTRAL_DIRECTORY) return at;
  }
  return -1;
}

/** @param {Buffer} directory @returns {ZipEntry[]} */
function parseDirectory(directory) {
  const entries = [];
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === CENTRAL_ENTRY) {
    const nameBytes = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameBytes);
    if (!name.endsWith('/')) {
      entries.push({
        name,
        method: directory.readUInt16LE(at + 10),
        compressedBytes: directory.readUInt32LE(at + 20),
        offset: directory.readUInt32LE(at + 42),
        // The upper half of the external attributes is the Unix mode.
        mode: (directory.readUInt32LE(at + 38) >>> 16) & 0o777,
      });
    }
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * Extracts the files for which `place` answers a path, relative to `folder`.
 * @param {string} file
 * @param {string} folder
 * @param {(name: string) => string | undefined} place
 * @returns {Promise<number>} files written
 */
export async function extractZip(file, folder, place) {
  let written = 0;
  for (const entry of await listZip(file)) {
    const name = place(entry.name);
    if (name === undefined) continue;
    const target = path.resolve(folder, name);
    if (!target.startsWith(path.resolve(folder) + path.sep)) {
      throw new SetupError(`${path.basename(file)}: "${name}" would be written outside its folder`);
    }
    mkdirSync(path.dirname(target), { recursive: true });
    await extractEntry(file, entry, target);
    written += 1;
  }
  return written;
}

/** @param {string} file @param {ZipEntry} entry @param {string} target */
async function extractEntry(file, entry, target) {
  const handle = await open(file);
  const head = Buffer.alloc(30);
  await handle.read(head, 0, 30, entry.offset);
  await handle.close();
  if (head.readUInt32LE(0) !== LOCAL_ENTRY) throw new SetupError(`${path.basename(file)}: damaged at "${entry.name}"`);
  // Name and extra field may differ in length from those in the central directory.
  const start = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  const out = createWriteStream(target, { mode: entry.mode || 0o644 });
  if (entry.compressedBytes === 0) {
    await pipeline([], out);
    return;
  }
  const input = createReadStream(file, { start, end: start + entry.compressedBytes - 1 });
  if (entry.method === STORED) await pipeline(input, out);
  else if (entry.method === DEFLATED) await pipeline(input, createInflateRaw(), out);
  else throw new SetupError(`${path.basename(file)}: unknown compression ${entry.method} of "${entry.name}"`);
}
