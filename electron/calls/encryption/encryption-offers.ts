import type { Account } from '../../contract/accounts';
import type { EndCode } from '../../contract/calls';
import type { Call } from '../call';
import type { MediaEncryption } from '../ports';

/** RFC 3261 21.4.26: the description as it was offered is not acceptable. */
const NOT_ACCEPTABLE_HERE = 488;

type Policy = Pick<Account, 'mediaEncryption' | 'keyExchange'>;

/**
 * What an outgoing call offers, one after the other, each where the far end refuses the one before with 488. Keys in a
 * plain offer (RFC 8643) are refused by far ends that want it plain and by those that want it encrypted; a 488 does not
 * say which, so both are tried. A line that insists offers one thing only.
 */
export function encryptionOffers({ mediaEncryption, keyExchange }: Policy): readonly MediaEncryption[] {
  const offer = (policy: Account['mediaEncryption']): MediaEncryption => ({ policy, keyExchange });
  switch (mediaEncryption) {
    case 'off': return [offer('off'), offer('required')];
    case 'preferred': return [offer('preferred'), offer('off'), offer('required')];
    case 'required': return [offer('required')];
  }
}

/** How a call's offers and answers are to be encrypted now. */
export function encryptionOf(call: Pick<Call, 'account' | 'offered'>): MediaEncryption {
  return call.offered ?? { policy: call.account.mediaEncryption, keyExchange: call.account.keyExchange };
}

/** What a call offers next that was refused with that status; null where nothing is left. */
export function nextOffer(call: Pick<Call, 'account' | 'offered'>, status: number): MediaEncryption | null {
  if (status !== NOT_ACCEPTABLE_HERE) return null;
  const offers = encryptionOffers(call.account);
  const at = offers.findIndex(({ policy }) => policy === encryptionOf(call).policy);
  return offers[at + 1] ?? null;
}

/** The word for a refusal that the SIP status alone would call by a wrong name; undefined where it says it right. */
export function refusalCode(call: Pick<Call, 'account'>, status: number): EndCode | undefined {
  return status === NOT_ACCEPTABLE_HERE && call.account.mediaEncryption === 'required' ? 'encryption-refused' : undefined;
}
