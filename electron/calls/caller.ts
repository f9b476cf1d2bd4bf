import type { RemoteParty } from '../contract/calls';
import { toE164 } from './numbers/numbers';
import type { ContactStore, Log } from './ports';

/** Who a number belongs to, as far as the contacts know. A lookup that fails leaves the caller as known so far. */
export function identify(party: RemoteParty, region: string, contacts: Pick<ContactStore, 'match'>, log: Log): RemoteParty {
  const e164 = toE164(party.number, region);
  try {
    const match = contacts.match(party.number, e164);
    if (match === null) return { ...party, e164, contact: null };
    const { contact: { id, name, company, photo }, label } = match;
    return { ...party, e164, contact: { id, name, company: company === '' ? null : company, label, photo } };
  } catch (error) {
    log.warn('contact lookup failed', { error: error instanceof Error ? error.message : String(error) });
    return { ...party, e164 };
  }
}
