import { nameOf } from '../../calls/messaging/conversation-view';
import type { ConversationId } from '../../contract/ids';
import type { Conversation, Message } from '../../contract/messages';
import type { Settings } from '../../contract/settings';
import type { Words } from '../words';
import type { NotificationRequest } from './notifications';

export interface MessageNotificationsOptions {
  show(key: string, request: NotificationRequest): void;
  close(key: string): void;
  words(): Words;
  settings(): Pick<Settings, 'doNotDisturb' | 'showMessageText'>;
  /** The user looks at this very conversation. */
  isOpen(conversationId: ConversationId): boolean;
  open(conversationId: ConversationId): void;
}

const LONGEST_TEXT = 200;

/** One notification for each conversation with something new; gone once that is read. Silent where the user is not to be disturbed. */
export class MessageNotifications {
  constructor(private readonly options: MessageNotificationsOptions) {}

  arrived(conversation: Conversation, message: Message): void {
    const { show, words, settings, isOpen, open } = this.options;
    const { doNotDisturb, showMessageText } = settings();
    if (doNotDisturb || isOpen(conversation.id)) return;
    const text = message.text.length > LONGEST_TEXT ? `${message.text.slice(0, LONGEST_TEXT - 1)}…` : message.text;
    show(keyOf(conversation.id), {
      title: nameOf(conversation), body: showMessageText ? text : words().newMessage, silent: false, lasting: false, actions: [], onClick: () => open(conversation.id),
    });
  }

  read(conversationId: ConversationId): void {
    this.options.close(keyOf(conversationId));
  }
}

function keyOf(id: ConversationId): string {
  return `message:${id}`;
}
