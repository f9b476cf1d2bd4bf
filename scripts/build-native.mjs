#!/usr/bin/env node
// Builds native/build/sidetone.node: our addon over libopus, with nothing but a C and a C++ compiler.
// The headers of Node-API come from npm, so no download of Node's sources (node-gyp) is needed.
// Run again it compares what each object was made from and does nothing where nothing changed.
// CC and CXX choose the compilers ("zig cc" with its options is fine).
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const buildDir = join(root, 'native/build');
const objectDir = join(buildDir, 'obj');
const output = join(buildDir, 'sidetone.node');
const stateFile = join(buildDir, 'state.json');
const opusDir = join(root, 'node_modules/audify/vendor/opus');

/**
 * Brings the addon up to date.
 * @param {{ log?: (line: string) => void, force?: boolean }} [options]
 * @returns {Promise<{ output: string, compiled: number, linked: boolean, elapsedMs: number }>}
 * @throws {Error} with one clear line where the compiler or a source is missing, or with the compiler's own words
 */
export async function buildNative({ log = () => {}, force = false } = {}) {
  const startedAt = Date.now();
  if (process.platform === 'win32') {
    throw new Error('On Windows the addon is built with node-gyp: see docs/decisions/native-addon.md');
  }
  for (const part of [opusDir, packageDir('node-addon-api'), packageDir('node-api-headers')]) {
    if (!existsSync(part)) throw new Error(`The native addon needs ${relative(root, part)}: run npm ci first.`);
  }
  mkdirSync(objectDir, { recursive: true });
  const compilers = { c: compilerFor('CC', ['cc', 'gcc', 'clang']), cxx: compilerFor('CXX', ['c++', 'g++', 'clang++']) };
  const state = force ? emptyState() : readState();
  const units = [...opusUnits(), ...ourUnits()].map((unit) => ({ ...unit, command: commandFor(unit, compilers) }));
  const checker = new FreshnessCheck();
  const stale = units.filter((unit) => !checker.isFresh(unit, state.objects[unit.object]));

  // Forgotten before they are made again: a build that is killed must not count as the one before it.
  if (stale.length > 0) {
    log(`Compiling ${stale.length} of ${units.length} files of the native addon`);
    for (const unit of stale) delete state.objects[unit.object];
    state.link = null;
    writeState(state);
  }
  try {
    await inParallel(stale, availableParallelism(), async (unit) => {
      await run(unit.command);
      state.objects[unit.object] = { command: commandKey(unit.command), inputs: checker.inputsOf(unit) };
    });
  } finally {
    writeState(state);
  }

  const link = linkCommand(compilers.cxx, units.map((unit) => join(objectDir, unit.object)));
  const linked = stale.length > 0 || state.link !== commandKey(link) || !existsSync(output);
  if (linked) {
    await run(link);
    // A running app may have the old file mapped: replace it, never write into it.
    renameSync(`${output}.new`, output);
    state.link = commandKey(link);
    for (const name of readdirSync(objectDir)) {
      const object = name.replace(/\.d$/, '.o');
      if (!units.some((unit) => unit.object === object)) rmSync(join(objectDir, name));
    }
    writeState(state);
  }
  return { output, compiled: stale.length, linked, elapsedMs: Date.now() - startedAt };
}

function packageDir(name) {
  return join(root, 'node_modules', name);
}

function compilerFor(variable, candidates) {
  const chosen = process.env[variable]?.trim();
  if (chosen) return chosen.split(/\s+/);
  for (const name of candidates) {
    if (spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0) return [name];
  }
  throw new Error(`No C/C++ compiler found (looked for ${candidates.join(', ')}; set ${variable} to name one). `
    + (process.platform === 'darwin' ? 'Install the Xcode command line tools: xcode-select --install' : 'On Debian and Ubuntu: apt-get install g++'));
}

/** What is compiled of libopus: its own lists, without multistream, and the code paths of this processor. */
function opusUnits() {
  const lists = {};
  for (const file of ['celt_sources.mk', 'silk_sources.mk', 'opus_sources.mk']) {
    const text = readFileSync(join(opusDir, file), 'utf8').replace(/\\\r?\n/g, ' ');
    for (const [, name, sources] of text.matchAll(/^(\w+)\s*=\s*(.*)$/gm)) lists[name] = sources.trim().split(/\s+/);
  }
  const list = (name) => {
    if (!lists[name]) throw new Error(`libopus in ${relative(root, opusDir)} has no source list ${name}: is it 1.5?`);
    return lists[name];
  };
  const units = [];
  const add = (names, flags = []) => {
    for (const source of names.flatMap(list)) {
      if (/multistream|projection|mapping_matrix/.test(source)) continue;
      units.push({
        language: 'c', source: join(opusDir, source), object: `opus_${source.replace(/\W/g, '_')}.o`,
        flags: [...opusFlags(), ...flags],
      });
    }
  };
  add(['CELT_SOURCES', 'SILK_SOURCES', 'SILK_SOURCES_FLOAT', 'OPUS_SOURCES', 'OPUS_SOURCES_FLOAT']);
  if (process.arch === 'x64') {
    add(['CELT_SOURCES_X86_RTCD', 'SILK_SOURCES_X86_RTCD', 'CELT_SOURCES_SSE', 'CELT_SOURCES_SSE2']);
    add(['CELT_SOURCES_SSE4_1', 'SILK_SOURCES_SSE4_1'], ['-msse4.1']);
    add(['CELT_SOURCES_AVX2', 'SILK_SOURCES_AVX2', 'SILK_SOURCES_FLOAT_AVX2'], ['-mavx', '-mfma', '-mavx2']);
  } else if (process.arch === 'arm64') {
    add(['CELT_SOURCES_ARM_NEON_INTR', 'SILK_SOURCES_ARM_NEON_INTR']);
  }
  return units;
}

function opusFlags() {
  const configure = readFileSync(join(opusDir, 'configure.ac'), 'utf8');
  const [current, revision, age] = ['CURRENT', 'REVISION', 'AGE'].map((part) => configure.match(`OPUS_LT_${part}=(\\d+)`)?.[1]);
  // The npm package carries no version file. libtool's interface 10 is libopus 1.5.
  const version = current === '10' ? `1.5 (interface ${current}:${revision}:${age})` : `interface ${current}:${revision}:${age}`;
  const flags = [
    '-std=gnu11', '-w', '-fstack-protector-strong',
    ...['', 'include', 'celt', 'silk', 'silk/float', 'dnn'].map((dir) => `-I${join(opusDir, dir)}`),
    '-DOPUS_BUILD', '-DOPUS_EXPORT=', '-DVAR_ARRAYS', '-DHAVE_LRINT', '-DHAVE_LRINTF', '-DENABLE_HARDENING', `-DPACKAGE_VERSION="${version}"`,
  ];
  if (process.arch === 'x64') {
    // SSE2 is part of x86-64; SSE4.1 and AVX2 are looked for when the addon runs.
    flags.push('-DOPUS_HAVE_RTCD', '-DCPU_INFO_BY_C', '-DOPUS_X86_PRESUME_SSE', '-DOPUS_X86_PRESUME_SSE2',
      ...['SSE', 'SSE2', 'SSE4_1', 'AVX2'].map((set) => `-DOPUS_X86_MAY_HAVE_${set}`));
  } else if (process.arch === 'arm64') {
    // NEON is part of every 64-bit ARM; libopus' intrinsics want the fixed-point headers in the path.
    flags.push(`-I${join(opusDir, 'silk/fixed')}`,
      ...['MAY_HAVE_NEON', 'MAY_HAVE_NEON_INTR', 'PRESUME_NEON', 'PRESUME_NEON_INTR', 'PRESUME_AARCH64_NEON_INTR'].map((set) => `-DOPUS_ARM_${set}`));
  }
  return flags;
}

function ourUnits() {
  const sourceDir = join(root, 'native/src');
  return readdirSync(sourceDir).filter((name) => name.endsWith('.cc')).sort().map((name) => ({
    language: 'cxx', source: join(sourceDir, name), object: `${basename(name, '.cc')}.o`,
    flags: [
      '-std=c++17', '-Wall', '-Wextra', '-fno-exceptions', '-fno-rtti',
      '-DNAPI_VERSION=8', '-DNAPI_DISABLE_CPP_EXCEPTIONS', '-DNODE_ADDON_API_DISABLE_DEPRECATED', '-DBUILDING_NODE_EXTENSION',
      '-isystem', packageDir('node-addon-api'), '-isystem', join(packageDir('node-api-headers'), 'include'),
      `-I${join(opusDir, 'include')}`,
    ],
  }));
}

function commandFor(unit, compilers) {
  const object = join(objectDir, unit.object);
  return [
    ...compilers[unit.language], '-O2', '-fPIC', '-fvisibility=hidden', '-ffunction-sections', '-fdata-sections',
    ...unit.flags, '-MMD', '-MF', object.replace(/\.o$/, '.d'), '-c', unit.source, '-o', object,
  ];
}

function linkCommand(compiler, objects) {
  const shared = process.platform === 'darwin'
    ? ['-bundle', '-undefined', 'dynamic_lookup', '-Wl,-dead_strip']
    // The C++ library goes inside and is not shown; our own symbols win over any of the same name in the host.
    : ['-shared', '-static-libstdc++', '-static-libgcc', '-Wl,--gc-sections', '-Wl,-Bsymbolic', '-Wl,--exclude-libs,ALL', '-Wl,-s'];
  return [...compiler, ...shared, ...objects, '-lm', '-o', `${output}.new`];
}

const commandKey = (command) => createHash('sha256').update(JSON.stringify(command)).digest('hex').slice(0, 16);
const emptyState = () => ({ objects: {}, link: null });

function readState() {
  try {
    const state = JSON.parse(readFileSync(stateFile, 'utf8'));
    return typeof state.objects === 'object' && state.objects !== null ? state : emptyState();
  } catch {
    return emptyState(); // first build, or a file cut short: build everything
  }
}

function writeState(state) {
  writeFileSync(`${stateFile}.new`, JSON.stringify(state));
  renameSync(`${stateFile}.new`, stateFile);
}

/** Compares an object's inputs by time and size, and by content where a fresh checkout only touched them. */
class FreshnessCheck {
  #stats = new Map();
  #hashes = new Map();

  isFresh(unit, made) {
    if (!made || made.command !== commandKey(unit.command) || !existsSync(join(objectDir, unit.object))) return false;
    return Object.entries(made.inputs).every(([path, [stamp, hash]]) => this.#stamp(path) === stamp || this.#hash(path) === hash);
  }

  /** Reads the dependency file that the compiler wrote beside the object. */
  inputsOf(unit) {
    const text = readFileSync(join(objectDir, unit.object.replace(/\.o$/, '.d')), 'utf8');
    const [, list = ''] = text.replace(/\\\r?\n/g, ' ').match(/^.*?:\s(.*)$/s) ?? [];
    // A space in a path is written "\ " in make's language.
    const paths = list.trim().split(/(?<!\\)\s+/).map((path) => resolve(path.replaceAll('\\ ', ' ')));
    return Object.fromEntries([...new Set(paths)].map((path) => [path, [this.#stamp(path), this.#hash(path)]]));
  }

  #stamp(path) {
    return memo(this.#stats, path, () => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat ? `${stat.mtimeMs}:${stat.size}` : 'gone';
    });
  }

  #hash(path) {
    return memo(this.#hashes, path, () => {
      try {
        return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
      } catch {
        return 'gone';
      }
    });
  }
}

function memo(map, key, make) {
  if (!map.has(key)) map.set(key, make());
  return map.get(key);
}

async function inParallel(items, width, work) {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) await work(item);
  };
  const results = await Promise.allSettled(Array.from({ length: width }, worker));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

function run([program, ...args]) {
  return new Promise((done, fail) => {
    let words = '';
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => { words += chunk; });
    child.stderr.on('data', (chunk) => { words += chunk; });
    child.on('error', (cause) => fail(new Error(`${program} could not be started: ${cause.message}`, { cause })));
    child.on('close', (code) => (code === 0 ? done() : fail(new Error(`${program} failed on ${args.includes('-c') ? args.at(-3) : args.at(-1)}\n${words.slice(0, 4000)}`))));
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  try {
    const log = (line) => process.stdout.write(`${line}\n`);
    const { compiled, linked, elapsedMs } = await buildNative({ log, force: process.argv.includes('--force') });
    log(linked ? `Native addon built in ${(elapsedMs / 1000).toFixed(1)} s (${compiled} files)` : 'Native addon is up to date');
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
