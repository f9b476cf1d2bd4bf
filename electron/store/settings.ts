import { Settings, defaultSettings } from '../contract/settings';
import type { SettingsStore } from '../calls/ports/store';
import type { Log } from '../calls/ports/log';
import { parseJson } from './accounts';
import type { Database } from './driver';
import { StoreError } from './errors';

const keys = Object.keys(defaultSettings) as (keyof Settings)[];

/** The user's settings, each with its default where nothing valid is stored, and small values of the app's own. */
export function createSettingsStore(database: Database, log: Log): SettingsStore {
  const stored = new Map(database.all<{ key: string; value: string }>('SELECT key, value FROM settings').map(({ key, value }) => [key, value]));
  const valid: Record<string, unknown> = {};
  for (const key of keys) {
    const text = stored.get(key);
    const parsed = text === undefined ? undefined : Settings.shape[key].safeParse(parseJson(text));
    if (parsed?.success === false) log.warn('a stored setting is not valid, its default is used', { key });
    valid[key] = parsed?.success === true ? parsed.data : defaultSettings[key];
  }
  let current = Settings.parse(valid);
  return {
    get: () => current,
    set(change) {
      const parsed = Settings.partial().safeParse(change);
      if (!parsed.success) throw new StoreError('INVALID', 'not a valid setting', { cause: parsed.error });
      const changed = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
      database.transaction(() => {
        for (const [key, value] of changed) {
          database.run('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', [key, JSON.stringify(value)]);
        }
      });
      current = { ...current, ...Object.fromEntries(changed) };
      return current;
    },
    getState(key) {
      return parseJson(database.get<{ value: string }>('SELECT value FROM app_state WHERE key = ?', [key])?.value);
    },
    setState(key, value) {
      database.run('INSERT INTO app_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', [key, JSON.stringify(value) ?? 'null']);
    },
  };
}
