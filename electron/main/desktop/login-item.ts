import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';

/** How to start us: the program and its arguments, none of them through a shell. */
export interface StartCommand { program: string; args: readonly string[] }

/** Folder of autostart entries; XDG Base Directory, Desktop Application Autostart. */
export function autostartFolder(environment: NodeJS.ProcessEnv): string {
  const configured = environment['XDG_CONFIG_HOME'];
  return join(configured && configured.startsWith('/') ? configured : join(homedir(), '.config'), 'autostart');
}

/** The text of a desktop entry that starts us hidden. Desktop Entry Specification, "The Exec key", for the quoting. */
export function autostartEntry({ program, args }: StartCommand): string {
  const exec = [program, ...args].map((argument) => {
    const escaped = argument.replace(/%/g, '%%');
    if (/^[\w@%+=:,./-]+$/.test(escaped)) return escaped;
    // Escaped twice: once as an Exec argument, once as a string value of the entry.
    return `"${escaped.replace(/["`$\\]/g, '\\$&').replace(/\\/g, '\\\\')}"`;
  });
  return ['[Desktop Entry]', 'Type=Application', 'Name=Sidetone', `Exec=${exec.join(' ')}`, 'Terminal=false', 'X-GNOME-Autostart-enabled=true', ''].join('\n');
}

/** Starts with the session, hidden, or no longer. Throws where the folder refuses. */
export function setAutostartEntry(on: boolean, folder: string, command: StartCommand): void {
  const file = join(folder, 'sidetone.desktop');
  if (!on) { rmSync(file, { force: true }); return; }
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, autostartEntry(command), { mode: 0o644 });
}

/** The setting "start at login", by the means of the system at hand. */
export function applyStartAtLogin(app: Pick<App, 'setLoginItemSettings'>, on: boolean, command: StartCommand): void {
  if (process.platform === 'linux') {
    setAutostartEntry(on, autostartFolder(process.env), command);
    return;
  }
  app.setLoginItemSettings({ openAtLogin: on, path: command.program, args: [...command.args] });
}
