import type { MessageService } from '../../calls/messaging/message-service';
import { CommandError } from '../ipc/errors';
import type { CommandHandlers } from '../ipc/router';

/** Messages as the window asks for them. */
export function messageCommands(messages: MessageService) {
  return {
    'messages:conversations': ({ before, limit }) => messages.conversations(before, limit),
    'messages:conversation': ({ conversationId }) => messages.conversation(conversationId),
    'messages:open': ({ number, accountId }) => messages.open(number, accountId),
    'messages:thread': ({ conversationId, ...page }) => messages.thread(conversationId, page),
    'messages:search': ({ query, limit }) => messages.search(query, limit),
    'messages:send': ({ conversationId, text }) => messages.send(conversationId, text),
    'messages:sendAgain': ({ messageId }) => (messages.sendAgain(messageId), null),
    'messages:markRead': ({ conversationId }) => (messages.markRead(conversationId), null),
    'messages:setDraft': ({ conversationId, draft }) => (messages.setDraft(conversationId, draft), null),
    'messages:typing': ({ conversationId, typing }) => (messages.setTyping(conversationId, typing), null),
    'messages:remove': ({ ids }) => messages.remove(ids),
    'messages:removeConversation': ({ conversationId }) => messages.removeConversation(conversationId),
    'messages:undo': ({ undoToken }) => (messages.undo(undoToken), null),
    'messages:unreadCount': () => messages.unreadCount(),
  } satisfies Partial<CommandHandlers>;
}

/** Opens web addresses out of messages, and nothing else: the user clicked on it, and it goes to the system's browser. */
export function linkCommands(openExternal: (url: string) => Promise<void>) {
  return {
    'messages:openLink': async ({ url }) => {
      await openExternal(webAddress(url));
      return null;
    },
  } satisfies Partial<CommandHandlers>;
}

/** The address in its normal form. Throws CommandError bad-request for anything but http and https, and for one with a password in it. */
export function webAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') || parsed.username !== '' || parsed.password !== '') {
    throw new CommandError('bad-request', 'not a web address');
  }
  return parsed.href;
}
