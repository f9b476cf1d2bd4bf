import { nativeTheme } from 'electron';
import type { Settings } from '../../contract/settings';

/** The same tones as the surface of the pages, so that a window that opens does not flash. */
const surface = { light: '#ffffff', dark: '#171a20' } as const;

/** Makes menus, scroll bars and the pages' media queries follow the setting. */
export function applyTheme(theme: Settings['theme']): void {
  nativeTheme.themeSource = theme;
}

/** Colour of a window before its page is painted. */
export function windowColour(): string {
  return nativeTheme.shouldUseDarkColors ? surface.dark : surface.light;
}
