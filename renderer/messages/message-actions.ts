import type { AccountId, Conversation, ConversationId, Message } from '../../electron/contract';
import type { Text } from '../i18n/catalog';
import { toDialable } from '../i18n/phone-number';
import { outgoingLine } from '../state/actions';
import { useApp } from '../state/app';
import { ask, tell } from '../state/bridge';
import { setUi, toast, useUi } from '../state/ui';

/** Shows a conversation; `at` is the message to come to. */
export function showConversation(id: ConversationId, at: number | null = null): void {
  setUi({ page: 'messages', callOpen: false, conversation: { kind: 'open', id, at } });
}

/** Opens the conversation with a number, on a line or the one that calls go out on. */
export async function writeTo(number: string, accountId: AccountId | null = null): Promise<void> {
  const line = accountId ?? outgoingLine(useApp.getState().accounts, useUi.getState().lineId)?.account.id ?? null;
  const conversation = await ask('messages:open', { number: toDialable(number), accountId: line });
  if (conversation !== undefined) showConversation(conversation.id);
}

export const sendAgain = (message: Message): void => tell('messages:sendAgain', { messageId: message.id });

export async function deleteMessage(message: Message, text: Text): Promise<void> {
  const done = await ask('messages:remove', { ids: [message.id] });
  if (done !== undefined) toast(text('messages.deleted'), { action: { label: text('common.undo'), run: () => tell('messages:undo', done) } });
}

export async function deleteConversation({ id }: Conversation, text: Text): Promise<void> {
  const done = await ask('messages:removeConversation', { conversationId: id });
  if (done === undefined) return;
  setUi({ conversation: { kind: 'none' } });
  toast(text('messages.conversationDeleted'), { action: { label: text('common.undo'), run: () => tell('messages:undo', done) } });
}
