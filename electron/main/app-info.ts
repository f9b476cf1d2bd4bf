import { app } from 'electron';
import type { AppInfo } from '../contract/app';
import { firstLocale, regionOf } from './locale';

/** BCP 47 tag of the system's first language. After app ready. */
export function systemLocale(): string {
  return firstLocale([...app.getPreferredSystemLanguages(), app.getSystemLocale()]);
}

/** ISO 3166 alpha-2 of the system. After app ready. */
export function systemRegion(): string {
  return regionOf(app.getLocaleCountryCode(), systemLocale());
}

/** What the window shows under About, and what a report of a fault must name. */
export function appInfo(parts: { logFile: string; keychainAvailable: boolean; databaseEngine: string }): AppInfo {
  return {
    version: app.getVersion(),
    electron: process.versions['electron'] ?? '', chrome: process.versions['chrome'] ?? '', node: process.versions.node,
    platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
    systemLocale: systemLocale(), region: systemRegion(),
    profileFolder: app.getPath('userData'),
    ...parts,
  };
}
