import type { ConferenceUser } from '../../../calls/ports/subscriptions';
import { cleanText } from '../../identity/clean';
import { attribute, child, childrenOf, numberOf, parseXml, textOf, type XmlElement } from '../xml';

export interface ConferenceInfo {
  readonly entity: string;
  readonly version: number | null;
  readonly state: 'full' | 'partial' | 'deleted';
  /** Null = not told this time. */
  readonly subject: string | null;
  readonly userCount: number | null;
  readonly locked: boolean | null;
  /** Null = users are not told this time. */
  readonly users: { readonly full: boolean; readonly changes: readonly UserChange[] } | null;
}

export interface UserChange {
  readonly state: 'full' | 'partial' | 'deleted';
  readonly user: ConferenceUser;
}

const MAX_USERS = 1_000;
const MAX_ENDPOINTS = 10;
const MAX_URI = 1_024;

/** application/conference-info+xml (RFC 4575 5). Null where it is no such document. */
export function parseConferenceInfo(text: string): ConferenceInfo | null {
  const root = parseXml(text);
  if (root?.name !== 'conference-info') return null;
  const users = child(root, 'users');
  const state = child(root, 'conference-state');
  const locked = textOf(state, 'locked')?.toLowerCase();
  return {
    entity: cleanText(attribute(root, 'entity') ?? '', MAX_URI), version: numberOf(attribute(root, 'version')), state: stateOf(root),
    subject: shown(textOf(child(root, 'conference-description'), 'subject') ?? textOf(child(root, 'conference-description'), 'display-text')),
    userCount: numberOf(textOf(state, 'user-count')),
    locked: locked === undefined ? null : locked === 'true' || locked === '1',
    users: users === null ? null : {
      full: stateOf(users) === 'full',
      changes: childrenOf(users, 'user').slice(0, MAX_USERS).map((element) => ({ state: stateOf(element), user: userOf(element) })),
    },
  };
}

/** RFC 4575 5.2: full unless said otherwise. */
function stateOf(element: XmlElement): 'full' | 'partial' | 'deleted' {
  const state = attribute(element, 'state')?.toLowerCase();
  return state === 'partial' || state === 'deleted' ? state : 'full';
}

function userOf(element: XmlElement): ConferenceUser {
  return {
    entity: cleanText(attribute(element, 'entity') ?? '', MAX_URI),
    displayName: shown(textOf(element, 'display-text')),
    roles: childrenOf(child(element, 'roles'), 'entry').map(({ text }) => cleanText(text)).filter((role) => role !== '').slice(0, 10),
    endpoints: childrenOf(element, 'endpoint').filter((endpoint) => stateOf(endpoint) !== 'deleted').slice(0, MAX_ENDPOINTS).map((endpoint) => ({
      entity: cleanText(attribute(endpoint, 'entity') ?? '', MAX_URI), status: shown(textOf(endpoint, 'status')),
      // Our audio goes nowhere: the mixer neither takes nor wants theirs.
      muted: childrenOf(endpoint, 'media').some((media) => ['inactive', 'recvonly'].includes(textOf(media, 'status')?.toLowerCase() ?? '')),
    })),
  };
}

function shown(text: string | null): string | null {
  const clean = cleanText(text ?? '');
  return clean === '' ? null : clean;
}
