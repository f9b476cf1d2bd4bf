import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';

/**
 * Writes a file whole or not at all: beside its place first, then moved there. Where that fails (a full disk, a folder
 * that is gone) what was there before stays as it was, nothing is left behind, and the system's error is thrown.
 */
export async function writeWholeFile(file: string, parts: Iterable<string | Uint8Array>): Promise<number> {
  const beside = `${file}.${randomUUID().slice(0, 8)}.part`;
  let handle: FileHandle | null = null;
  try {
    handle = await open(beside, 'wx', 0o666);
    let count = 0;
    for (const part of parts) {
      await handle.appendFile(part);
      count += 1;
    }
    // A disk may say only now that it is full.
    await handle.sync();
    await handle.close();
    handle = null;
    await rename(beside, file);
    return count;
  } catch (error) {
    await handle?.close().catch(() => undefined);
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}
