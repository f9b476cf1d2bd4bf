import type { Account } from '../../contract/accounts';
import type { CallSnapshot } from '../../contract/calls';
import type { AccountId, ConversationId, MessageId } from '../../contract/ids';
import type { Conversation, Message, MessageHit } from '../../contract/messages';
import type { Settings } from '../../contract/settings';
import { CallError } from '../errors';
import { lineToDialFrom } from '../dial-plan/line-choice';
import { toE164 } from '../numbers/numbers';
import type { Clock, ContactStore, Log, MessageContent, MessageStore, ReceivedMessage, Signalling, StoredConversation } from '../ports';
import { contactOf, viewOf } from './conversation-view';
import { Outbox, targetOf } from './outbox';
import { refusesCpim } from './send-result';
import { splitText } from './split-text';
import { REFRESH_SECONDS, Typing } from './typing';

export interface MessageServiceOptions {
  readonly signalling: Signalling;
  readonly store: MessageStore;
  readonly contacts: Pick<ContactStore, 'match'>;
  readonly accounts: () => readonly Account[];
  readonly settings: () => Settings;
  /** ISO 3166 region numbers are read in. */
  readonly region: () => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => MessageId;
  /** null = several. */
  readonly onChanged: (conversationId: ConversationId | null) => void;
  readonly onArrived: (conversation: Conversation, message: Message) => void;
  readonly onComposing: (conversationId: ConversationId, composing: boolean) => void;
  /** A reply given with a refused call did not reach the caller. */
  readonly onReplyLost: (conversation: Conversation, message: Message) => void;
}

/** What a far end understands is asked again after so long. */
const ASK_AGAIN_AFTER_MS = 7 * 24 * 3_600_000;
/** Read at once, more senders than this are not told. */
const MOST_NOTICES = 50;
/** The 200 goes first, what we say about the message after it. */
const AFTER_THE_ANSWER_MS = 20;

/** Messages of all lines: what comes is kept before it is confirmed, what is written is kept before it is sent. */
export class MessageService {
  private readonly outbox: Outbox;
  private readonly typing: Typing;
  private readonly replies = new Set<MessageId>();
  private readonly stops: (() => void)[];
  private readonly later = new Set<() => void>();

  constructor(private readonly options: MessageServiceOptions) {
    const { signalling, store, clock, log } = options;
    this.outbox = new Outbox({
      store, messaging: signalling.messaging, clock, log, isReady: (accountId) => this.isReady(accountId),
      onChanged: (message) => options.onChanged(message.conversationId),
      onSent: (conversation) => this.askCapabilities(conversation),
      onFailed: (message, conversation) => { if (this.replies.delete(message.id)) options.onReplyLost(this.view(conversation), message); },
    });
    this.typing = new Typing({ clock, tell: (id, active) => this.tellTyping(id, active), onRemote: options.onComposing });
    this.stops = [
      signalling.messaging.onMessage((message) => this.received(message)),
      signalling.onEvent((event) => { if (event.kind === 'registration' && event.state.kind === 'ready') this.outbox.lineReady(event.accountId); }),
    ];
  }

  /** What was on its way when the app last stopped goes out again. */
  start(): void {
    this.options.store.requeueSending();
    for (const { id } of this.options.accounts()) this.outbox.flush(id);
  }

  conversations(before: Parameters<MessageStore['conversations']>[0], limit: number): Conversation[] {
    return this.options.store.conversations(before, limit).map((conversation) => this.view(conversation));
  }

  conversation(id: ConversationId): Conversation | null {
    const found = this.options.store.conversation(id);
    return found === null ? null : this.view(found);
  }

  /** The conversation with a typed number. Throws CallError NO_ACCOUNT, NOT_READY, INVALID_TARGET. */
  open(number: string, accountId: AccountId | null): Conversation {
    const { accounts, signalling, store, region } = this.options;
    const account = lineToDialFrom(accounts(), (id) => signalling.registration(id), accountId);
    const party = signalling.messaging.partyOf(account.id, number.trim());
    return this.view(store.conversationWith({ accountId: account.id, ...party, e164: toE164(party.number, region()) }));
  }

  thread(conversationId: ConversationId, page: Parameters<MessageStore['thread']>[1]): Message[] {
    return this.options.store.thread(conversationId, page);
  }

  search(query: string, limit: number): MessageHit[] {
    const views = new Map<ConversationId, Conversation | null>();
    return this.options.store.search(query, limit).flatMap(({ message, ranges }) => {
      const id = message.conversationId;
      if (!views.has(id)) views.set(id, this.conversation(id));
      const conversation = views.get(id) ?? null;
      return conversation === null ? [] : [{ message, conversation, ranges }];
    });
  }

  unreadCount(): number {
    return this.options.store.unreadCount();
  }

  /** Keeps the text, in pieces where the line must have it so, and sends it as soon as it can. */
  send(conversationId: ConversationId, text: string): Message[] {
    const { store, signalling, clock, onChanged } = this.options;
    const conversation = this.mustHave(conversationId);
    const atEpochMs = clock.epochMs();
    const pieces = splitText(text.trim(), signalling.messaging.largestTextBytes(conversation.accountId)).filter((piece) => piece !== '');
    if (pieces.length === 0) return [];
    let messages = store.queue(pieces.map((piece) => ({ id: this.options.newId(), conversationId, text: piece, atEpochMs })));
    store.setDraft(conversationId, '');
    this.typing.sent(conversationId);
    if (!this.options.accounts().some(({ id }) => id === conversation.accountId)) {
      messages = messages.map((message) => store.setState(message.id, { kind: 'failed', code: 'no-line', sipStatus: null, reason: null }) ?? message);
    }
    onChanged(conversationId);
    this.outbox.flush(conversation.accountId);
    return messages;
  }

  /** Once more, after it failed. */
  sendAgain(id: MessageId): void {
    const { store, onChanged } = this.options;
    const message = store.message(id);
    if (message === null || message.direction !== 'outgoing') throw new CallError('CALL_NOT_FOUND', 'no such message');
    if (message.state.kind !== 'failed') return;
    store.setState(id, { kind: 'waiting' });
    onChanged(message.conversationId);
    this.outbox.flush(this.mustHave(message.conversationId).accountId);
  }

  /** What a refused caller is told. */
  reply({ accountId, remote: { number, uri, e164, displayName } }: Pick<CallSnapshot, 'accountId' | 'remote'>, text: string): void {
    const { id } = this.options.store.conversationWith({ accountId, number, uri, e164, displayName });
    for (const message of this.send(id, text)) this.replies.add(message.id);
  }

  /** Seen by the user: the senders who asked for it and may know are told. */
  markRead(conversationId: ConversationId): void {
    const { store, onChanged } = this.options;
    const conversation = store.conversation(conversationId);
    if (conversation === null || conversation.unread === 0) return;
    const waiting = store.markRead(conversationId);
    onChanged(conversationId);
    if (waiting.length === 0 || !this.mayTellRead(conversation)) return;
    for (const messageId of waiting.slice(-MOST_NOTICES)) this.notify(conversation, messageId, 'displayed');
  }

  setDraft(conversationId: ConversationId, draft: string): void {
    this.options.store.setDraft(conversationId, draft);
    this.options.onChanged(conversationId);
  }

  setTyping(conversationId: ConversationId, typing: boolean): void {
    if (typing) this.typing.pressed(conversationId);
    else this.typing.stopped(conversationId);
  }

  remove(ids: readonly MessageId[]): { undoToken: string } {
    const undo = this.options.store.remove(ids);
    this.options.onChanged(null);
    return undo;
  }

  removeConversation(id: ConversationId): { undoToken: string } {
    this.options.store.setDraft(id, '');
    const undo = this.options.store.removeConversation(id);
    this.options.onChanged(null);
    return undo;
  }

  undo(undoToken: string): void {
    this.options.store.undo(undoToken);
    this.options.onChanged(null);
    for (const { id } of this.options.accounts()) this.outbox.flush(id);
  }

  dispose(): void {
    for (const stop of [...this.stops, ...this.later]) stop();
    this.outbox.dispose();
    this.typing.dispose();
  }

  /** Throws where it cannot be kept: then it is not confirmed either. */
  private received({ accountId, from, copyKey, content }: ReceivedMessage): void {
    const { store, region } = this.options;
    const conversation = store.conversationWith({ accountId, ...from, e164: toE164(from.number, region()) });
    switch (content.kind) {
      case 'text': return this.receivedText(conversation, copyKey, content);
      case 'composing':
        if (conversation.composing !== true) store.learn(conversation.id, { composing: true });
        return this.typing.heard(conversation.id, content.active, content.refreshSeconds);
      case 'notice': return this.receivedNotice(conversation, content);
    }
  }

  private receivedText(conversation: StoredConversation, copyKey: string, content: MessageContent & { kind: 'text' }): void {
    const { store, clock, onArrived, onChanged } = this.options;
    const { text, messageId, wantsDelivery, wantsDisplay, cpim } = content;
    const kept = store.receive({
      id: this.options.newId(), conversationId: conversation.id, text, atEpochMs: clock.epochMs(), copyKey, theirId: wantsDisplay ? messageId : null,
    });
    if (kept === null) return;
    if (cpim && conversation.notices !== true) store.learn(conversation.id, { notices: true });
    this.typing.heard(conversation.id, false, 0);
    if (wantsDelivery && messageId !== null) this.soon(() => this.notify(conversation, messageId, 'delivered'));
    onChanged(conversation.id);
    const now = this.conversation(conversation.id);
    if (now !== null) onArrived(now, kept);
  }

  private receivedNotice(conversation: StoredConversation, { messageId, outcome }: MessageContent & { kind: 'notice' }): void {
    const { store, onChanged } = this.options;
    // Ours where the store knows it.
    const message = store.message(messageId as MessageId);
    // The identifier is a secret between the two of us; the party may be named otherwise by a server in between.
    if (message === null || message.direction !== 'outgoing' || store.conversation(message.conversationId)?.accountId !== conversation.accountId) return;
    const { kind } = message.state;
    if (conversation.notices !== true) store.learn(conversation.id, { notices: true });
    if (kind === 'read' || (kind === 'delivered' && outcome !== 'displayed')) return;
    store.setState(message.id, outcome === 'displayed' ? { kind: 'read' } : outcome === 'delivered' ? { kind: 'delivered' }
      : { kind: 'failed', code: 'not-delivered', sipStatus: null, reason: null });
    onChanged(message.conversationId);
  }

  private notify(conversation: StoredConversation, messageId: string, outcome: 'delivered' | 'displayed'): void {
    const { signalling, clock, log } = this.options;
    void signalling.messaging.send(conversation.accountId, targetOf(conversation), { kind: 'notice', messageId, outcome, atEpochMs: clock.epochMs() })
      .then((result) => { if (result.kind !== 'accepted') log.info('notice not delivered', { outcome, result: result.kind }); });
  }

  private mayTellRead(conversation: StoredConversation): boolean {
    switch (this.options.settings().readReceipts) {
      case 'nobody': return false;
      case 'everybody': return true;
      case 'contacts': return contactOf(conversation, this.options.contacts, this.options.log) !== null;
    }
  }

  private tellTyping(id: ConversationId, active: boolean): void {
    const { store, signalling, settings, log } = this.options;
    try {
      const conversation = store.conversation(id);
      if (conversation?.composing !== true || !settings().tellTyping || !this.isReady(conversation.accountId)) return;
      void signalling.messaging.send(conversation.accountId, targetOf(conversation), { kind: 'composing', active, refreshSeconds: REFRESH_SECONDS }).then((result) => {
        // RFC 3994 3: who does not understand it is not told again.
        if (result.kind === 'refused' && refusesCpim(result.status)) store.learn(id, { composing: false });
      }).catch((error: unknown) => log.warn('what was learned could not be kept', { error: String(error) }));
    } catch (error) {
      log.warn('typing not told', { error: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Once a message was taken: whether its far end would understand more than plain text. */
  private askCapabilities(conversation: StoredConversation): void {
    const { store, signalling, clock, log } = this.options;
    const { id, accountId, notices, composing, askedAtEpochMs } = conversation;
    const now = clock.epochMs();
    if ((notices === true && composing === true) || (askedAtEpochMs !== null && now - askedAtEpochMs < ASK_AGAIN_AFTER_MS)) return;
    store.learn(id, { askedAtEpochMs: now });
    void signalling.messaging.capabilities(accountId, targetOf(conversation)).then((known) => {
      // What they showed by themselves counts for more than a server's answer in their place.
      if (known === null) return;
      store.learn(id, { ...(known.notices === true && { notices: true }), ...(known.composing === true && { composing: true }) });
    }).catch((error: unknown) => log.warn('what was learned could not be kept', { error: String(error) }));
  }

  private isReady(accountId: AccountId): boolean {
    return this.options.signalling.registration(accountId).kind === 'ready';
  }

  private view(conversation: StoredConversation): Conversation {
    return viewOf(conversation, contactOf(conversation, this.options.contacts, this.options.log), this.typing.isComposing(conversation.id));
  }

  private mustHave(id: ConversationId): StoredConversation {
    const found = this.options.store.conversation(id);
    if (found === null) throw new CallError('CALL_NOT_FOUND', 'no such conversation');
    return found;
  }

  private soon(act: () => void): void {
    const stop = this.options.clock.after(AFTER_THE_ANSWER_MS, () => {
      this.later.delete(stop);
      act();
    });
    this.later.add(stop);
  }
}
