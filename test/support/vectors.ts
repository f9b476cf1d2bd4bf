import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = resolve(dirname(fileURLToPath(import.meta.url)), '../../../shared/vectors');

/** Whether the reference vectors lie beside the project; tests that need them are skipped where they do not. */
export const haveVectors = existsSync(folder);

/** 16-bit little-endian words of a reference file. */
export function vectorWords(path: string): Int16Array {
  const octets = readFileSync(resolve(folder, path));
  return Int16Array.from({ length: octets.length / 2 }, (_, i) => octets.readInt16LE(2 * i));
}

export function vectorOctets(path: string): Uint8Array {
  return new Uint8Array(readFileSync(resolve(folder, path)));
}
