import type { Account } from '../../contract/accounts';
import { type ConversationId, MessageId } from '../../contract/ids';
import type { Conversation, Message } from '../../contract/messages';
import type { Settings } from '../../contract/settings';
import { nameOf } from '../../calls/messaging/conversation-view';
import { MessageService } from '../../calls/messaging/message-service';
import type { Clock, Log, Signalling, Store } from '../../calls/ports';
import type { Broadcast } from '../ipc/broadcaster';
import type { NoticeBoard } from '../notices';

export interface MessagesOptions {
  readonly store: Store;
  readonly signalling: Signalling;
  readonly accounts: () => readonly Account[];
  readonly settings: () => Settings;
  readonly region: () => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly broadcast: Broadcast;
  readonly notices: NoticeBoard;
  /** Unread messages are more or fewer. */
  readonly onChanged: () => void;
  readonly onArrived: (conversation: Conversation, message: Message) => void;
  readonly onRead: (conversationId: ConversationId) => void;
}

/** Read out in one piece; the rest is on the screen. */
const LONGEST_SAID = 300;

/** The message service, and what windows and the desktop are told of it. */
export class MessagesPart {
  readonly service: MessageService;
  unread = 0;

  constructor(private readonly options: MessagesOptions) {
    const { store, signalling, accounts, settings, region, clock, broadcast, notices } = options;
    this.service = new MessageService({
      signalling, accounts, settings, region, clock, store: store.messages, contacts: store.contacts, log: options.log.child('messages'),
      newId: () => MessageId.parse(crypto.randomUUID()),
      onChanged: (conversationId) => this.changed(conversationId),
      onArrived: (conversation, message) => {
        broadcast('messages:arrived', { conversationId: conversation.id, name: nameOf(conversation), text: message.text.slice(0, LONGEST_SAID) });
        options.onArrived(conversation, message);
      },
      onComposing: (conversationId, composing) => broadcast('messages:composing', { conversationId, composing }),
      onReplyLost: (conversation, message) => notices.add('warning', 'reply-not-delivered', `${nameOf(conversation)}: ${message.text} (SIP ${sipStatusOf(message)})`),
    });
    this.unread = this.countUnread();
  }

  private changed(conversationId: ConversationId | null): void {
    const unread = this.countUnread();
    const fewer = unread < this.unread;
    this.unread = unread;
    this.options.broadcast('messages:changed', { conversationId, unreadCount: unread });
    if (fewer && conversationId !== null) this.options.onRead(conversationId);
    this.options.onChanged();
  }

  private countUnread(): number {
    try {
      return this.service.unreadCount();
    } catch (error) {
      this.options.log.warn('unread messages not counted', { error });
      return 0;
    }
  }
}

function sipStatusOf({ state }: Message): number {
  return state.kind === 'failed' ? state.sipStatus ?? 0 : 0;
}
