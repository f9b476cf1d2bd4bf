import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tieToUs } from '../child';

/** What speaks PulseAudio's protocol. */
export type SoundServer = 'pulseaudio' | 'pipewire';

/** PulseAudio unless SIDETONE_TEST_SOUND names the other, for whole layers and benchmarks on it. */
export const usualSoundServer: SoundServer = process.env['SIDETONE_TEST_SOUND'] === 'pipewire' ? 'pipewire' : 'pulseaudio';

export const hasPipeWire = ['pipewire', 'pipewire-pulse', 'wireplumber', 'dbus-daemon'].every((program) => existsSync(`/usr/bin/${program}`));

/** Where a server that lives in `folder` listens. */
export const socketIn = (server: SoundServer, folder: string): string => (server === 'pipewire' ? join(folder, 'pulse/native') : join(folder, 'native'));

/** A home of its own: private socket, private configuration, no session bus. */
export function privateEnv(server: SoundServer, folder: string): Record<string, string> {
  const own = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_RUNTIME_DIR: folder, PATH: process.env['PATH'] ?? '' };
  return server === 'pipewire' ? own : { ...own, PULSE_RUNTIME_PATH: folder, PULSE_CONFIG: join(folder, 'daemon.conf') };
}

/** Starts it without any device. */
export async function launchSoundServer(server: SoundServer, folder: string): Promise<ChildProcess[]> {
  const bus = join(folder, 'bus');
  const env = { ...privateEnv(server, folder), ...(server === 'pipewire' && { DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}` }) };
  const start = (program: string, ...args: string[]): ChildProcess => tieToUs(spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env }));
  const upWith = async (child: ChildProcess, socket: string): Promise<ChildProcess> => {
    while (!existsSync(socket) && child.exitCode === null && child.pid !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    return child;
  };
  if (server === 'pipewire') {
    // The session manager gives up where bus or core are not there yet.
    const first = [await upWith(start('dbus-daemon', '--session', '--nofork', '--nopidfile', `--address=unix:path=${bus}`), bus), await upWith(start('pipewire'), join(folder, 'pipewire-0'))];
    return [...first, start('wireplumber'), start('pipewire-pulse')];
  }
  return [start('pulseaudio',
    '-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--disable-shm=yes', '--log-target=stderr', '--log-level=error',
    // As desktops run it, where we may: a sound server that waits for its turn tears the sound of whoever is measured.
    '--realtime=yes', '--high-priority=yes', `--load=module-native-protocol-unix socket=${socketIn(server, folder)} auth-anonymous=1`)];
}
