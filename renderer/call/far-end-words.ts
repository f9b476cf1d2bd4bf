import type { CallSnapshot, ConnectedParty, Forwarder, HistoryEntry } from '../../electron/contract';
import type { Text } from '../i18n/catalog';
import { formatNumber } from '../i18n/phone-number';

/** One who sent a call on, by name or number. */
export function forwarderName({ displayName, number }: Forwarder, region: string): string {
  return displayName ?? formatNumber(number, region);
}

/** Everybody who sent a call on, the last one first, with the reason where it is known; empty where nobody did. */
export function forwarderWords(forwardedBy: HistoryEntry['forwardedBy'], region: string, text: Text): string {
  return (forwardedBy ?? []).map((forwarder) => {
    const name = forwarderName(forwarder, region);
    return forwarder.reason === 'busy' || forwarder.reason === 'no-answer' ? text(`history.forwarder.${forwarder.reason}`, { name }) : name;
  }).join(', ');
}

/** Who was spoken to in the end, by name where one is known. */
export function connectedName({ contactName, displayName, e164, number }: ConnectedParty, region: string): string {
  return contactName ?? displayName ?? formatNumber(e164 ?? number, region);
}

/** The one who was called, or called, where somebody else is there now; empty for all other calls. */
export function firstPartyWords({ direction, firstRemote }: Pick<CallSnapshot, 'direction' | 'firstRemote'>, region: string, text: Text): string {
  if (firstRemote == null) return '';
  const { contact, displayName, e164, number } = firstRemote;
  const name = contact?.name ?? displayName ?? (number === '' ? text('common.anonymous') : formatNumber(e164 ?? number, region));
  return text(direction === 'outgoing' ? 'farEnd.youCalled' : 'farEnd.theyCalled', { name });
}
