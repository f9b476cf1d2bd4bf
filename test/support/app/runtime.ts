import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');

/** The app under test: this checkout, or the folder that SIDETONE_APP names (package.json, out/, assets/). */
export function appFolder(): string {
  const folder = process.env['SIDETONE_APP'] ?? root;
  if (!existsSync(join(folder, 'out/main/index.js'))) throw new Error(`the app is not built in ${folder}: node scripts/setup.mjs`);
  return folder;
}

/** path.txt and dist/ make the package answer the path of the runtime, whichever it is. */
export function runtimeBinary(): string {
  return createRequire(import.meta.url)('electron') as unknown as string;
}

/** Chromium refuses to sandbox for root. */
export function runtimeArguments(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
