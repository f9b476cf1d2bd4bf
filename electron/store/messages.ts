import { randomUUID } from 'node:crypto';
import type { Clock } from '../calls/ports/clock';
import type { Log } from '../calls/ports/log';
import type { MessageParty, MessageStore, StoredConversation } from '../calls/ports/message-store';
import type { AccountId, ConversationId, MessageId } from '../contract/ids';
import type { Message, MessageState } from '../contract/messages';
import type { Database, SqlValue } from './driver';
import { StoreError } from './errors';
import { CONVERSATION_COLUMNS, CONVERSATION_TABLES, MESSAGE_COLUMNS, MESSAGE_TABLES, partyKeyOf, stateColumns, toConversation, toMessages } from './message-rows';
import { indexMessage, matchExpression, queryWords, wordRanges } from './message-search';
import type { UndoTokens } from './undo';

/** As many as a jump to an old message may bring at once. */
const LONGEST_REACH = 5_000;

/** Conversations and their messages: each change is one committed transaction by the time the method returns. */
export class Messages implements MessageStore {
  constructor(
    private readonly database: Database, private readonly undoTokens: UndoTokens, private readonly clock: Clock, private readonly log: Log,
  ) {}

  conversationWith(party: MessageParty): StoredConversation {
    const key = partyKeyOf(party);
    const { accountId, number, uri, e164, displayName } = party;
    this.database.run(
      `INSERT INTO conversations (id, account_id, party_key, number, uri, e164, display_name, last_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account_id, party_key) DO UPDATE SET number = excluded.number, uri = excluded.uri, display_name = coalesce(excluded.display_name, display_name)`,
      [randomUUID(), accountId, key, number, uri, e164, displayName, this.clock.epochMs()]);
    const found = this.#conversation('v.account_id = ? AND v.party_key = ?', [accountId, key]);
    if (found === null) throw new StoreError('INTERNAL', 'a conversation was not kept');
    return found;
  }

  conversation(id: ConversationId): StoredConversation | null {
    return this.#conversation('v.id = ?', [id]);
  }

  conversations(before: { lastAtEpochMs: number; id: ConversationId } | null, limit: number): StoredConversation[] {
    const older = before === null ? '' : 'AND (v.last_at_ms, v.id) < (?, ?)';
    return this.database.all(
      `SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_TABLES} WHERE (l.row IS NOT NULL OR v.draft <> '') ${older} ORDER BY v.last_at_ms DESC, v.id DESC LIMIT ?`,
      [...(before === null ? [] : [before.lastAtEpochMs, before.id]), limit]).map(toConversation);
  }

  receive(message: Parameters<MessageStore['receive']>[0]): Message | null {
    const { id, conversationId, text, atEpochMs, copyKey, theirId } = message;
    return this.database.transaction(() => {
      const { row, accountId } = this.#rowOf(conversationId);
      const key = `${accountId} ${copyKey}`;
      if (this.database.get('SELECT 1 AS found FROM messages WHERE copy_key = ?', [key]) !== undefined) return null;
      this.#insert({ id, row, direction: 'incoming', text, atEpochMs, state: 'received', seen: 0, copyKey: key, theirId });
      return this.message(id);
    });
  }

  queue(messages: Parameters<MessageStore['queue']>[0]): Message[] {
    return this.database.transaction(() => messages.map(({ id, conversationId, text, atEpochMs }) => {
      this.#insert({ id, row: this.#rowOf(conversationId).row, direction: 'outgoing', text, atEpochMs, state: 'waiting', seen: 1, copyKey: null, theirId: null });
      const kept = this.message(id);
      if (kept === null) throw new StoreError('INTERNAL', 'a message was not kept');
      return kept;
    }));
  }

  setState(id: MessageId, state: MessageState): Message | null {
    this.database.run('UPDATE messages SET state = ?, fail_code = ?, sip_status = ?, reason = ? WHERE id = ?', [...stateColumns(state), id]);
    return this.message(id);
  }

  message(id: MessageId): Message | null {
    return this.#messages('WHERE m.id = ? AND m.removed_at_ms IS NULL', [id])[0] ?? null;
  }

  waiting(accountId: AccountId): Message[] {
    return this.#messages("WHERE m.state = 'waiting' AND m.removed_at_ms IS NULL AND v.account_id = ? ORDER BY m.row", [accountId]);
  }

  requeueSending(): number {
    return this.database.run("UPDATE messages SET state = 'waiting' WHERE state = 'sending'").changes;
  }

  thread(conversationId: ConversationId, { before, reach, limit }: { before: number | null; reach: number | null; limit: number }): Message[] {
    const conversation = this.database.get<{ row: number }>('SELECT row FROM conversations WHERE id = ?', [conversationId]);
    if (conversation === undefined) return [];
    const newest = before ?? Number.MAX_SAFE_INTEGER;
    const count = reach === null ? 0 : Number(this.database.get<{ n: number }>(
      'SELECT count(*) AS n FROM messages INDEXED BY messages_by_conversation WHERE conversation = ? AND removed_at_ms IS NULL AND row < ? AND row >= ?', [conversation.row, newest, reach])?.n ?? 0);
    return this.#messages('WHERE m.conversation = ? AND m.removed_at_ms IS NULL AND m.row < ? ORDER BY m.row DESC LIMIT ?',
      [conversation.row, newest, Math.min(LONGEST_REACH, Math.max(limit, count === 0 ? 0 : count + 20))]);
  }

  markRead(conversationId: ConversationId): string[] {
    return this.database.transaction(() => {
      const unread = 'conversation = (SELECT row FROM conversations WHERE id = ?) AND seen = 0 AND removed_at_ms IS NULL';
      const waiting = this.database.all<{ id: string }>(`SELECT their_id AS id FROM messages WHERE ${unread} AND their_id IS NOT NULL ORDER BY row`, [conversationId]);
      this.database.run(`UPDATE messages SET seen = 1, their_id = NULL WHERE ${unread}`, [conversationId]);
      return waiting.map(({ id }) => id);
    });
  }

  unreadCount(): number {
    return Number(this.database.get<{ n: number }>('SELECT count(*) AS n FROM messages INDEXED BY messages_unread WHERE seen = 0 AND removed_at_ms IS NULL')?.n ?? 0);
  }

  search(query: string, limit: number): { message: Message; ranges: [number, number][] }[] {
    const words = queryWords(query);
    if (words.length === 0) return [];
    return this.#messages('JOIN message_words w ON w.rowid = m.row WHERE w.words MATCH ? AND m.removed_at_ms IS NULL ORDER BY m.row DESC LIMIT ?', [matchExpression(words), limit])
      .map((message) => ({ message, ranges: wordRanges(message.text, words) }));
  }

  remove(ids: readonly MessageId[]): { undoToken: string } {
    return this.#remove('id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));
  }

  removeConversation(id: ConversationId): { undoToken: string } {
    return this.#remove('conversation = (SELECT row FROM conversations WHERE id = ?)', id);
  }

  undo(undoToken: string): void {
    this.undoTokens.use(undoToken);
  }

  setDraft(id: ConversationId, draft: string): void {
    this.database.run('UPDATE conversations SET draft = ? WHERE id = ?', [draft, id]);
  }

  learn(id: ConversationId, { notices, composing, askedAtEpochMs }: { notices?: boolean; composing?: boolean; askedAtEpochMs?: number }): void {
    const value = (flag: boolean | undefined): number | null => (flag === undefined ? null : Number(flag));
    this.database.run('UPDATE conversations SET notices = coalesce(?, notices), composing = coalesce(?, composing), asked_at_ms = coalesce(?, asked_at_ms) WHERE id = ?',
      [value(notices), value(composing), askedAtEpochMs ?? null, id]);
  }

  /** Deletes what was removed in earlier runs. */
  purge(beforeEpochMs: number): void {
    const gone = 'removed_at_ms IS NOT NULL AND removed_at_ms < ?';
    this.database.run(`DELETE FROM message_words WHERE rowid IN (SELECT row FROM messages WHERE ${gone})`, [beforeEpochMs]);
    this.database.run(`DELETE FROM messages WHERE ${gone}`, [beforeEpochMs]);
  }

  #remove(which: string, parameter: string): { undoToken: string } {
    const removed = this.database.transaction(() => {
      const rows = this.database.all<{ row: number }>(`SELECT row FROM messages WHERE ${which} AND removed_at_ms IS NULL`, [parameter]).map(({ row }) => row);
      this.#setRemoved(rows, this.clock.epochMs());
      return rows;
    });
    return { undoToken: this.undoTokens.issue(() => this.#setRemoved(removed, null)) };
  }

  #setRemoved(rows: readonly number[], atEpochMs: number | null): void {
    this.database.run('UPDATE messages SET removed_at_ms = ? WHERE row IN (SELECT value FROM json_each(?))', [atEpochMs, JSON.stringify(rows)]);
  }

  #insert(message: { id: MessageId; row: number; direction: string; text: string; atEpochMs: number; state: string; seen: number; copyKey: string | null; theirId: string | null }): void {
    const { id, row, direction, text, atEpochMs, state, seen, copyKey, theirId } = message;
    const { lastId } = this.database.run(
      'INSERT INTO messages (id, conversation, direction, text, at_ms, state, seen, copy_key, their_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [id, row, direction, text, atEpochMs, state, seen, copyKey, theirId]);
    indexMessage(this.database, lastId, text);
    this.database.run('UPDATE conversations SET last_at_ms = max(last_at_ms, ?) WHERE row = ?', [atEpochMs, row]);
  }

  #rowOf(id: ConversationId): { row: number; accountId: string } {
    const found = this.database.get<{ row: number; account_id: string }>('SELECT row, account_id FROM conversations WHERE id = ?', [id]);
    if (found === undefined) throw new StoreError('NOT_FOUND', 'no such conversation');
    return { row: found.row, accountId: found.account_id };
  }

  #conversation(where: string, parameters: readonly SqlValue[]): StoredConversation | null {
    const row = this.database.get(`SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_TABLES} WHERE ${where}`, parameters);
    return row === undefined ? null : toConversation(row);
  }

  #messages(rest: string, parameters: readonly SqlValue[]): Message[] {
    return toMessages(this.database.all(`SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGE_TABLES} ${rest}`, parameters), this.log);
  }
}
