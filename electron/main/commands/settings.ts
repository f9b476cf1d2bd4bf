import { app } from 'electron';
import type { SettingsStore } from '../../calls/ports';
import type { Settings } from '../../contract/settings';
import { applyStartAtLogin } from '../desktop/login-item';
import type { CommandHandlers } from '../ipc/router';

export function settingsCommands(store: SettingsStore, current: () => Settings, changed: (settings: Settings) => void) {
  return {
    'settings:get': () => current(),
    'settings:set': (change) => {
      // An optional key that is present as undefined would erase a setting.
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      changed(store.set(given));
      if (change.startAtLogin !== undefined) applyStartAtLogin(app, change.startAtLogin, { program: process.execPath, args: ['--hidden'] });
      return current();
    },
  } satisfies Partial<CommandHandlers>;
}
