import type { WindowKind } from '../../contract/app';

/** Pages come from a scheme of our own: unlike file:// it has an origin, headers, and no way to other files. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'sidetone';
const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

const pageOf: Readonly<Record<WindowKind, string>> = {
  phone: 'phone.html', callBar: 'call-bar.html', ring: 'ring.html', audio: 'audio.html',
};

/** Where pages come from: our own scheme, or the development server where the build tool names one. */
export interface PageSource {
  readonly urlOf: (kind: WindowKind) => string;
  readonly isOwnUrl: (url: string) => boolean;
}

/** `developmentServer`: http URL on this machine, or null. Only a run from a checkout may pass one. */
export function pageSource(developmentServer: string | null): PageSource {
  const origin = developmentServer === null ? APP_ORIGIN : new URL(developmentServer).origin;
  return {
    urlOf: (kind) => `${origin}/${pageOf[kind]}`,
    isOwnUrl: (url) => url === origin || url.startsWith(`${origin}/`),
  };
}
