import type { Account } from '../../contract/accounts';
import type { Contact } from '../../contract/contacts';
import type { AccountId, ContactId } from '../../contract/ids';
import type { PersonPresence } from '../../contract/keys';
import type { Clock, SubscriptionEvent, Subscriptions } from '../ports';
import { Batch } from './batch';
import { addressOf } from './key-state';

export interface PeoplePresenceOptions {
  readonly subscriptions: Subscriptions;
  readonly accounts: () => readonly Account[];
  readonly contacts: () => Iterable<Contact>;
  readonly clock: Clock;
  readonly onChanged: (people: PersonPresence[]) => void;
}

/** So many people are watched at most, favourites first: each is a subscription at the server. */
export const MAX_PEOPLE = 200;

/** Presence of the people in the address book who have a SIP address at the domain of a line that tells presence. */
export class PeoplePresence {
  private readonly watched = new Map<ContactId, { readonly by: string; readonly stop: () => void }>();
  private readonly known = new Map<ContactId, PersonPresence>();
  private readonly batch: Batch<ContactId, PersonPresence>;

  constructor(private readonly options: PeoplePresenceOptions) {
    this.batch = new Batch(options.clock, (people) => options.onChanged(people));
  }

  list(): PersonPresence[] {
    return [...this.known.values()];
  }

  /** Lines or contacts have changed. */
  update(): void {
    const wanted = this.wanted();
    for (const [id, { by, stop }] of [...this.watched]) {
      if (wanted.get(id)?.by === by) continue;
      this.watched.delete(id);
      stop();
      this.take({ contactId: id, availability: 'unknown', note: null });
    }
    for (const [id, { accountId, address, by }] of wanted) {
      if (this.watched.has(id)) continue;
      const entry = { by, stop: (): void => {} };
      this.watched.set(id, entry);
      entry.stop = this.options.subscriptions.watch(accountId, 'presence', address, (event) => this.onEvent(id, event));
    }
  }

  dispose(): void {
    for (const { stop } of this.watched.values()) stop();
    this.watched.clear();
    this.batch.dispose();
  }

  private wanted(): Map<ContactId, { accountId: AccountId; address: string; by: string }> {
    const lines = new Map(this.options.accounts().flatMap((account) => (
      account.enabled && account.watching?.presence === true ? [[account.domain.replace(/:\d+$/, '').toLowerCase(), account.id] as const] : []
    )));
    const found = new Map<ContactId, { accountId: AccountId; address: string; by: string }>();
    if (lines.size === 0) return found;
    const rest: [ContactId, { accountId: AccountId; address: string; by: string }][] = [];
    for (const contact of this.options.contacts()) {
      if (found.size >= MAX_PEOPLE) break;
      const number = contact.numbers.find(({ value }) => value.includes('@') && lines.has(addressOf(value).host));
      const accountId = number === undefined ? undefined : lines.get(addressOf(number.value).host);
      if (number === undefined || accountId === undefined) continue;
      const entry = { accountId, address: number.value, by: JSON.stringify([accountId, number.value]) };
      if (contact.favourite) found.set(contact.id, entry);
      else if (rest.length < MAX_PEOPLE) rest.push([contact.id, entry]);
    }
    for (const [id, entry] of rest) if (found.size < MAX_PEOPLE) found.set(id, entry);
    return found;
  }

  private onEvent(contactId: ContactId, event: SubscriptionEvent): void {
    if (event.kind === 'facts' && event.facts.package === 'presence') {
      const { availability, note } = event.facts.presence;
      this.take({ contactId, availability, note });
    } else if (event.kind === 'status' && (event.status.kind === 'waiting' || event.status.kind === 'ended' || event.status.kind === 'idle')) {
      this.take({ contactId, availability: 'unknown', note: null });
    }
  }

  private take(person: PersonPresence): void {
    const before = this.known.get(person.contactId);
    if ((before?.availability ?? 'unknown') === person.availability && (before?.note ?? null) === person.note) return;
    if (person.availability === 'unknown') this.known.delete(person.contactId);
    else this.known.set(person.contactId, person);
    this.batch.set(person.contactId, person);
  }
}
