// @ts-check
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startHelper, stopHelper } from './helpers.mjs';
import { findProgram, run } from './run.mjs';
import { say, SetupError } from './say.mjs';
import { soundNeeds } from './system-needs.mjs';

const START_TIMEOUT_MS = 10_000;
const POLL_MS = 50;

/** True where a PulseAudio or PipeWire (which speaks the same protocol) can be reached or starts by itself. */
export async function hasSoundServer() {
  if (process.platform !== 'linux' || process.env['PULSE_SERVER']) return true;
  const runtimeFolders = [
    process.env['PULSE_RUNTIME_PATH'],
    path.join(process.env['XDG_RUNTIME_DIR'] ?? `/run/user/${process.getuid?.() ?? 0}`, 'pulse'),
    '/run/pulse',
  ];
  if (runtimeFolders.some((folder) => folder && existsSync(path.join(folder, 'native')))) return true;
  return findProgram('pactl') !== undefined && (await run('pactl', ['info'], { timeoutMs: 5_000 })).code === 0;
}

/** What `ensureSound` needs of the system. */
export async function soundNeedsHere() {
  return await hasSoundServer() ? [] : soundNeeds;
}

/**
 * The sound server to use: the user's own, else a PulseAudio that lives as long as we do.
 * @returns {Promise<{ env: Record<string, string>, dispose: () => Promise<void> }>}
 */
export async function ensureSound() {
  if (await hasSoundServer()) return { env: {}, dispose: async () => {} };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sidetone-sound-'));
  const server = `unix:${path.join(folder, 'native')}`;
  const cards = hasSoundCard();
  const child = startHelper('pulseaudio', [
    '-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--log-target=stderr', '--log-level=error',
    '--realtime=no', '--high-priority=no', '--disable-shm=yes',
    `--load=module-native-protocol-unix socket=${path.join(folder, 'native')} auth-anonymous=1`,
    ...cards ? ['--load=module-udev-detect', '--load=module-always-sink'] : [
      '--load=module-null-sink sink_name=speaker sink_properties="device.description=\'Silent speaker\'"',
      '--load=module-null-sink sink_name=nothing sink_properties="device.description=\'Nothing\'"',
      '--load=module-remap-source source_name=microphone master=nothing.monitor source_properties="device.description=\'Silent microphone\'"',
    ],
  ], { stdio: 'ignore', env: { ...process.env, HOME: folder, PULSE_RUNTIME_PATH: folder, XDG_RUNTIME_DIR: folder } });
  const dispose = async () => {
    await stopHelper(child);
    rmSync(folder, { recursive: true, force: true });
  };
  await waitFor(child, server).catch(async (error) => {
    await dispose();
    throw error;
  });
  say('sound', `no sound server here: a PulseAudio of our own runs ${cards ? 'on the sound card' : 'with a silent speaker and microphone'}`);
  return { env: { PULSE_SERVER: server }, dispose };
}

/** @param {import('node:child_process').ChildProcess} child @param {string} server */
async function waitFor(child, server) {
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadlineMs && child.exitCode === null && child.pid !== undefined) {
    const env = { ...process.env, PULSE_SERVER: server };
    if ((await run('pactl', ['info'], { env, timeoutMs: 2_000 })).code === 0) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new SetupError('no sound server, and PulseAudio did not start', 'start a sound server, or set PULSE_SERVER');
}

function hasSoundCard() {
  return existsSync('/dev/snd') && readdirSync('/dev/snd').some((name) => name.startsWith('pcm'));
}
