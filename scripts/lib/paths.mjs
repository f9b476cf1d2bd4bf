// @ts-check
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder, absolute. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Where set-up remembers what it has done; it goes away together with node_modules. */
export const stampFolder = path.join(root, 'node_modules', '.sidetone');

/**
 * A path inside the project.
 * @param {...string} parts
 * @returns {string}
 */
export function inProject(...parts) {
  return path.join(root, ...parts);
}
