import type { Session } from 'electron';
import type { WindowKind } from '../../contract/app';
import type { PageSource } from './pages';

export interface PermissionQuestion {
  permission: string;
  windowKind: WindowKind | null;
  /** The page asking is ours. */
  isOwnPage: boolean;
  /** What of the media permission is asked; empty where the system does not say. */
  mediaTypes: readonly string[];
}

/** Only the audio window hears, and no window sees. The phone window may copy text. Everything else is refused. */
export function mayUse({ permission, windowKind, isOwnPage, mediaTypes }: PermissionQuestion): boolean {
  if (!isOwnPage) return false;
  switch (permission) {
    case 'media': return windowKind === 'audio' && !mediaTypes.includes('video');
    case 'speaker-selection': return windowKind === 'audio';
    case 'clipboard-sanitized-write': return windowKind === 'phone';
    default: return false;
  }
}

/** Puts the rule on a session, for requests and for checks. */
export function guardPermissions(session: Session, pages: PageSource, kindOf: (contentsId: number) => WindowKind | null): void {
  session.setPermissionRequestHandler((contents, permission, callback, details) => {
    const mediaTypes = 'mediaTypes' in details ? details.mediaTypes ?? [] : [];
    callback(mayUse({ permission, windowKind: kindOf(contents.id), isOwnPage: pages.isOwnUrl(details.requestingUrl), mediaTypes }));
  });
  session.setPermissionCheckHandler((contents, permission, requestingOrigin, details) => mayUse({
    permission,
    windowKind: contents ? kindOf(contents.id) : null,
    // The origin comes with or without its closing slash.
    isOwnPage: pages.isOwnUrl(requestingOrigin.replace(/\/$/, '')),
    mediaTypes: details.mediaType === undefined || details.mediaType === 'unknown' ? [] : [details.mediaType],
  }));
  session.setDevicePermissionHandler(() => false);
}
