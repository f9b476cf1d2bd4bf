import type { WindowKind } from '../../contract/app';

/** Pages come from a scheme of our own: unlike file:// it has an origin, headers, and no way to other files. */
export const APP_SCHEME = 'app';
const APP_HOST = 'sidetone';
/** The phone page has a host to itself: Chromium keeps one zoom for a host, and only this page may be zoomed. */
const PHONE_HOST = 'phone';
export const APP_HOSTS: readonly string[] = [APP_HOST, PHONE_HOST];

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
  // The development server has one host, so there a zoom goes to all windows.
  const development = developmentServer === null ? null : new URL(developmentServer).origin;
  const origins = development === null ? APP_HOSTS.map((host) => `${APP_SCHEME}://${host}`) : [development];
  return {
    urlOf: (kind) => `${development ?? `${APP_SCHEME}://${kind === 'phone' ? PHONE_HOST : APP_HOST}`}/${pageOf[kind]}`,
    isOwnUrl: (url) => origins.some((origin) => url === origin || url.startsWith(`${origin}/`)),
  };
}
