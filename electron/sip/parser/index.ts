export { type BodyPart, bodyParts, mediaType } from './body-parts';
export { type Challenge, parseChallenges } from './challenge';
export { canonicalHeaderName, USUAL_NAMES } from './header-names';
export { headerValue, headerValues, listValues, parseMessage } from './message';
export { parseNameAddr, parseNameAddrList } from './name-addr';
export { parseHostPort, parseParams, parseUnsigned, splitOutside, unquote } from './scan';
export type * from './types';
export { escapeUser, hostInUri, parseUri, unescapeUser } from './uri';
export { parseVia, parseViaList } from './via';
