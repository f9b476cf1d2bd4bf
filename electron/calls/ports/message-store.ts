import type { AccountId, ConversationId, MessageId } from '../../contract/ids';
import type { Message, MessageState } from '../../contract/messages';

export interface StoredConversation {
  readonly id: ConversationId;
  readonly accountId: AccountId;
  readonly number: string;
  readonly uri: string;
  readonly e164: string | null;
  readonly displayName: string | null;
  readonly draft: string;
  readonly lastAtEpochMs: number;
  readonly last: { readonly text: string; readonly direction: 'outgoing' | 'incoming'; readonly atEpochMs: number; readonly state: MessageState } | null;
  readonly unread: number;
  /** What the far end is known to understand, and when it was asked. */
  readonly notices: boolean | null;
  readonly composing: boolean | null;
  readonly askedAtEpochMs: number | null;
}

export interface MessageParty {
  readonly accountId: AccountId;
  readonly number: string;
  readonly uri: string;
  readonly e164: string | null;
  readonly displayName: string | null;
}

/** Messages as they are kept. Every method that changes something has committed it when it returns; all throw StoreError. */
export interface MessageStore {
  /** The conversation with that party on that line, by E.164, else by number; made where there is none, its name and URI brought up to date. */
  conversationWith(party: MessageParty): StoredConversation;
  conversation(id: ConversationId): StoredConversation | null;
  /** Newest first, without empty ones. */
  conversations(before: { lastAtEpochMs: number; id: ConversationId } | null, limit: number): StoredConversation[];
  /** Keeps an incoming message; null where a copy of it (`copyKey`, per line) is kept already. `theirId`: their Message-ID while they wait for a display notice. */
  receive(message: { id: MessageId; conversationId: ConversationId; text: string; atEpochMs: number; copyKey: string; theirId: string | null }): Message | null;
  /** Keeps outgoing messages as waiting, all or none. */
  queue(messages: readonly { id: MessageId; conversationId: ConversationId; text: string; atEpochMs: number }[]): Message[];
  /** The message as it is now; null where there is none. */
  setState(id: MessageId, state: MessageState): Message | null;
  message(id: MessageId): Message | null;
  /** Oldest first. */
  waiting(accountId: AccountId): Message[];
  /** What was on its way when the app died waits again. Answers how many. */
  requeueSending(): number;
  /** Newest first, older than `before`; down to `reach` even beyond `limit`. */
  thread(conversationId: ConversationId, page: { before: number | null; reach: number | null; limit: number }): Message[];
  /** Answers the Message-IDs whose senders wait for a display notice; each is given once. */
  markRead(conversationId: ConversationId): string[];
  unreadCount(): number;
  /** Newest first; every word of the query begins a word of the text. */
  search(query: string, limit: number): { message: Message; ranges: [number, number][] }[];
  remove(ids: readonly MessageId[]): { undoToken: string };
  removeConversation(id: ConversationId): { undoToken: string };
  undo(undoToken: string): void;
  setDraft(id: ConversationId, draft: string): void;
  learn(id: ConversationId, facts: { notices?: boolean; composing?: boolean; askedAtEpochMs?: number }): void;
}
