import type { MessageStore, StoredConversation } from '../calls/ports/message-store';
import type { Log } from '../calls/ports/log';
import type { ConversationId } from '../contract/ids';
import { Message, type MessageState } from '../contract/messages';
import type { Row } from './driver';

export const MESSAGE_COLUMNS = 'm.id, v.id AS conversation_id, m.row AS place, m.direction, m.text, m.at_ms, m.state, m.fail_code, m.sip_status, m.reason';
export const MESSAGE_TABLES = 'messages m JOIN conversations v ON v.row = m.conversation';

/** Columns of a conversation with its newest message. */
export const CONVERSATION_COLUMNS = `v.id, v.account_id, v.number, v.uri, v.e164, v.display_name, v.draft, v.last_at_ms, v.notices, v.composing, v.asked_at_ms,
  l.text AS last_text, l.direction AS last_direction, l.at_ms AS last_message_at_ms, l.state, l.fail_code, l.sip_status, l.reason,
  (SELECT count(*) FROM messages u INDEXED BY messages_unread WHERE u.conversation = v.row AND u.seen = 0 AND u.removed_at_ms IS NULL) AS unread`;
export const CONVERSATION_TABLES = `conversations v LEFT JOIN messages l ON l.row =
  (SELECT max(k.row) FROM messages k INDEXED BY messages_by_conversation WHERE k.conversation = v.row AND k.removed_at_ms IS NULL)`;

/** A text longer than this is cut in lists. */
const PREVIEW_LENGTH = 200;

export function stateColumns(state: MessageState): [state: string, failCode: string | null, sipStatus: number | null, reason: string | null] {
  return state.kind === 'failed' ? ['failed', state.code, state.sipStatus, state.reason] : [state.kind, null, null, null];
}

function stateOf(row: Row): unknown {
  return row['state'] === 'failed'
    ? { kind: 'failed', code: row['fail_code'] ?? 'rejected', sipStatus: row['sip_status'], reason: row['reason'] }
    : { kind: row['state'] };
}

/** Rows that do not fit the contract, damaged ones, are left out. */
export function toMessages(rows: readonly Row[], log: Log): Message[] {
  return rows.flatMap((row) => {
    const parsed = Message.safeParse({
      id: row['id'], conversationId: row['conversation_id'], order: row['place'], direction: row['direction'], text: row['text'], atEpochMs: row['at_ms'], state: stateOf(row),
    });
    if (parsed.success) return [parsed.data];
    log.warn('a stored message is not readable and is left out', { id: String(row['id']) });
    return [];
  });
}

export function toConversation(row: Row): StoredConversation {
  const text = (name: string): string => {
    const value = row[name];
    return typeof value === 'string' ? value : '';
  };
  const flag = (name: string): boolean | null => (row[name] === null ? null : row[name] === 1);
  const lastText = row['last_text'];
  return {
    id: text('id') as ConversationId, accountId: text('account_id') as StoredConversation['accountId'],
    number: text('number'), uri: text('uri'), e164: row['e164'] === null ? null : text('e164'), displayName: row['display_name'] === null ? null : text('display_name'),
    draft: text('draft'), lastAtEpochMs: Number(row['last_at_ms']), unread: Number(row['unread']),
    notices: flag('notices'), composing: flag('composing'), askedAtEpochMs: row['asked_at_ms'] === null ? null : Number(row['asked_at_ms']),
    last: typeof lastText !== 'string' ? null : {
      text: lastText.slice(0, PREVIEW_LENGTH), direction: row['last_direction'] === 'outgoing' ? 'outgoing' : 'incoming',
      atEpochMs: Number(row['last_message_at_ms']), state: stateOf(row) as MessageState,
    },
  };
}

/** By which a party is one and the same: E.164, else the number or user@host. */
export function partyKeyOf(party: Parameters<MessageStore['conversationWith']>[0]): string {
  return party.e164 ?? party.number.toLowerCase();
}
