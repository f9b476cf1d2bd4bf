import type { Conversation } from '../../contract/messages';
import type { ContactMatch, ContactStore, Log, StoredConversation } from '../ports';

/** Who a conversation is with, as far as the contacts know now. A lookup that fails leaves it a number. */
export function contactOf(conversation: StoredConversation, contacts: Pick<ContactStore, 'match'>, log: Log): ContactMatch | null {
  try {
    return contacts.match(conversation.number, conversation.e164);
  } catch (error) {
    log.warn('contact lookup failed', { error: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

/** A conversation as the window shows it. */
export function viewOf(conversation: StoredConversation, match: ContactMatch | null, composing: boolean): Conversation {
  const { id, accountId, number, e164, displayName, last, lastAtEpochMs, unread, draft } = conversation;
  return {
    id, accountId, number, e164, displayName, contactId: match?.contact.id ?? null, contactName: match?.contact.name ?? null,
    last, lastAtEpochMs, unread, draft, composing,
  };
}

/** The name to show: contact, name sent along, else the number. */
export function nameOf({ contactName, displayName, number }: Conversation): string {
  return contactName ?? displayName ?? number;
}
