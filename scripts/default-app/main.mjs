// Stands in for Electron's default_app.asar in the runtime from the npm registry: `electron [-r MODULE] PATH [ARGS]`
// loads PATH as the application, with its name, version and folders, and leaves ARGS to it.
import { app } from 'electron';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const requireHere = createRequire(path.join(process.cwd(), 'package.json'));

/** @param {readonly string[]} args @returns {{ preloads: string[], target: string | undefined }} */
function readArguments(args) {
  const preloads = [];
  for (let i = 0; i < args.length; i++) {
    const arg = /** @type {string} */ (args[i]);
    if (arg === '-r' || arg === '--require') preloads.push(/** @type {string} */ (args[++i]));
    else if (!arg.startsWith('-')) return { preloads, target: arg };
  }
  return { preloads, target: undefined };
}

/** Tells Electron whose application this is, before its code asks. @param {string} folder */
function introduce(folder) {
  const file = path.join(folder, 'package.json');
  if (!fs.existsSync(file)) return;
  const about = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (about.version) app.setVersion(about.version);
  const name = about.productName ?? about.name;
  if (name) app.setName(name);
  if (typeof app.setDesktopName === 'function') app.setDesktopName(about.desktopName ?? `${app.name}.desktop`);
  app.setPath('userData', path.join(app.getPath('appData'), app.name));
  app.setAppPath(folder);
}

const { preloads, target } = readArguments(process.argv.slice(1));
for (const preload of preloads) requireHere(preload);

if (target === undefined) {
  process.stderr.write(`Electron ${process.versions.electron}: electron PATH-OF-APP [ARGUMENTS]\n`);
  app.exit(1);
} else {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
  const application = path.resolve(target);
  try {
    const entry = requireHere.resolve(application);
    introduce(fs.statSync(application).isDirectory() ? application : path.dirname(entry));
    await import(pathToFileURL(entry).href);
  } catch (error) {
    process.stderr.write(`Cannot start ${application}: ${error instanceof Error ? error.stack : error}\n`);
    app.exit(1);
  }
}
