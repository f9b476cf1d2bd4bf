import { app } from 'electron';
import type { AppInfo } from '../contract/app';

/** The first that is a BCP 47 tag; the locale "C" of a bare system is none. */
export function firstLocale(candidates: readonly string[]): string {
  return candidates.find((candidate) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/i.test(candidate)) ?? 'en';
}

/** BCP 47 tag of the system's first language. After app ready. */
export function systemLocale(): string {
  return firstLocale([...app.getPreferredSystemLanguages(), app.getSystemLocale()]);
}

/** ISO 3166 alpha-2: what the system says, else what its language tag says, else a guess that formats most numbers well. */
export function regionOf(countryCode: string, locale: string): string {
  if (/^[A-Z]{2}$/.test(countryCode)) return countryCode;
  return /[-_]([A-Z]{2})(?:[-_.]|$)/.exec(locale)?.[1] ?? 'US';
}

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
