import type { KeyId, KeyState } from '../../contract/keys';
import type { Availability, SubscriptionStatus, WatchedDialog } from '../ports';

/** What is known for one key. */
export interface KeyKnowledge {
  /** Null before the server said anything. */
  dialogs: readonly WatchedDialog[] | null;
  status: SubscriptionStatus;
  availability: Availability;
}

export const nothingKnown = (): KeyKnowledge => ({ dialogs: null, status: { kind: 'idle' }, availability: 'unknown' });

/** What a key that is watched shows. */
export function keyStateOf(id: KeyId, { dialogs, status, availability }: KeyKnowledge): KeyState {
  const reason = status.kind === 'waiting' || status.kind === 'ended' ? status.reason : null;
  if (dialogs === null) return { id, state: 'unknown', who: null, availability, reason };
  const ringing = ringingDialog(dialogs);
  const talking = dialogs.find(({ state }) => state === 'confirmed') ?? dialogs.find(({ state }) => state !== 'terminated');
  if (ringing !== null && !dialogs.some(({ state }) => state === 'confirmed')) return { id, state: 'ringing', who: nameOf(ringing), availability, reason };
  if (talking !== undefined) return { id, state: 'talking', who: nameOf(talking), availability, reason };
  return { id, state: availability === 'offline' ? 'offline' : 'idle', who: null, availability, reason };
}

/** The call that rings there and could be taken; one that they make themselves rings elsewhere. */
export function ringingDialog(dialogs: readonly WatchedDialog[]): WatchedDialog | null {
  return dialogs.find(({ state, direction }) => (state === 'early' || state === 'proceeding' || state === 'trying') && direction !== 'initiator' && state !== 'trying')
    ?? dialogs.find(({ state, direction }) => state === 'trying' && direction === 'recipient') ?? null;
}

function nameOf({ remote }: WatchedDialog): string | null {
  if (remote === null) return null;
  return remote.displayName ?? userOf(remote.uri);
}

/** The number or name in a URI, fit to be shown. */
export function userOf(uri: string): string {
  const rest = uri.trim().replace(/^<|>$/g, '').replace(/^(?:sips?|tel):/i, '');
  const user = (rest.split('@')[0] ?? rest).split(';')[0] ?? '';
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}

/** `user@host` in lower case, without parameters: what two writings of one address have in common. Host '' where there is none. */
export function addressOf(target: string): { user: string; host: string } {
  const rest = target.trim().replace(/^<|>$/g, '').replace(/^(?:sips?):/i, '');
  const at = rest.lastIndexOf('@');
  const host = at < 0 ? '' : (rest.slice(at + 1).split(/[;?>]/)[0] ?? '');
  return { user: userOf(target).toLowerCase(), host: host.replace(/:\d+$/, '').toLowerCase() };
}

/** Whether a member of a resource list is who a key of a line at `domain` means. */
export function isSameAddress(target: string, member: string, domain: string): boolean {
  const [one, other] = [addressOf(target), addressOf(member)];
  const home = domain.replace(/:\d+$/, '').toLowerCase();
  return one.user === other.user && (one.host || home) === (other.host || home);
}

