import type { AccountId, ConversationId, MessageId } from '../../contract/ids';
import type { Message, MessageState } from '../../contract/messages';
import type { Clock, Log, MessageStore, Messaging, StoredConversation } from '../ports';
import { failureOf, refusesCpim } from './send-result';

export interface OutboxOptions {
  readonly store: MessageStore;
  readonly messaging: Messaging;
  readonly clock: Clock;
  readonly log: Log;
  readonly isReady: (accountId: AccountId) => boolean;
  /** The state of a message is another one. */
  readonly onChanged: (message: Message) => void;
  /** It was taken by the next server or by the far end. */
  readonly onSent: (conversation: StoredConversation) => void;
  readonly onFailed: (message: Message, conversation: StoredConversation) => void;
}

/** What could not leave although its line is ready is tried again after so long. */
const AGAIN_AFTER_MS = 15_000;
/** A server that asks for patience gets it, up to here, and so many times. */
const LONGEST_RETRY_AFTER_SECONDS = 120;
const MOST_RETRIES = 3;

/**
 * Sends what waits, each conversation one message at a time and in order. What cannot leave waits for the line, over a restart as well; a try
 * whose outcome was never learned is made again under the same identifiers, so that a far end that has it can tell (RFC 5438 6.3).
 */
export class Outbox {
  private readonly busy = new Set<ConversationId>();
  private readonly pauses = new Map<ConversationId, { readonly accountId: AccountId; readonly stop: () => void }>();
  private readonly retries = new Map<MessageId, number>();
  private disposed = false;

  constructor(private readonly options: OutboxOptions) {}

  /** Something waits. Never throws. */
  flush(accountId: AccountId): void {
    if (this.disposed || !this.options.isReady(accountId)) return;
    try {
      const waiting = new Set(this.options.store.waiting(accountId).map(({ conversationId }) => conversationId));
      for (const id of waiting) if (!this.busy.has(id) && !this.pauses.has(id)) this.begin(accountId, id);
    } catch (error) {
      this.options.log.error('waiting messages could not be looked for', { error: error instanceof Error ? error.message : String(error) });
    }
  }

  /** The line is ready: whatever it was that had to be waited for. */
  lineReady(accountId: AccountId): void {
    for (const [id, pause] of this.pauses) if (pause.accountId === accountId) this.endPause(id);
    this.flush(accountId);
  }

  dispose(): void {
    this.disposed = true;
    for (const id of [...this.pauses.keys()]) this.endPause(id);
  }

  private begin(accountId: AccountId, id: ConversationId): void {
    this.busy.add(id);
    this.run(accountId, id).catch((error: unknown) => {
      this.options.log.error('a waiting message could not be sent', { error: error instanceof Error ? error.message : String(error) });
      this.pause(accountId, id, AGAIN_AFTER_MS);
    }).finally(() => {
      this.busy.delete(id);
      // Another may have been written in the last moment.
      if (!this.pauses.has(id)) this.flush(accountId);
    });
  }

  private async run(accountId: AccountId, id: ConversationId): Promise<void> {
    const next = (): Message | undefined => this.options.store.waiting(accountId).find(({ conversationId }) => conversationId === id);
    for (let message = next(); message !== undefined && !this.disposed; message = next()) {
      if (!this.options.isReady(accountId) || !(await this.send(message))) return;
    }
  }

  /** False: it waits on, and those behind it with it. */
  private async send(message: Message): Promise<boolean> {
    const { store, messaging } = this.options;
    const conversation = store.conversation(message.conversationId);
    if (conversation === null) return this.settle(message, { kind: 'failed', code: 'no-line', sipStatus: null, reason: null });
    const askNotices = conversation.notices === true;
    this.settle(message, { kind: 'sending' });
    const outcome = await messaging.send(conversation.accountId, targetOf(conversation), { kind: 'text', messageId: message.id, text: message.text, askNotices });
    // The app is going: the next start tries again.
    if (this.disposed) return false;
    if (outcome.kind === 'accepted') {
      this.retries.delete(message.id);
      // A notice may have been faster than the answer.
      const state = store.message(message.id)?.state.kind;
      if (state === 'sending') this.settle(message, { kind: 'sent' });
      this.options.onSent(conversation);
      return true;
    }
    if (outcome.kind === 'not-sent') return this.waitOn(message, conversation, AGAIN_AFTER_MS);
    const { status, reason, retryAfterSeconds } = outcome;
    if (askNotices && refusesCpim(status)) {
      // What was learned of them holds no more; plain text follows at once.
      store.learn(conversation.id, { notices: false });
      this.settle(message, { kind: 'waiting' });
      return true;
    }
    const tries = this.retries.get(message.id) ?? 0;
    if (status >= 500 && status < 600 && retryAfterSeconds !== null && retryAfterSeconds <= LONGEST_RETRY_AFTER_SECONDS && tries < MOST_RETRIES) {
      this.retries.set(message.id, tries + 1);
      return this.waitOn(message, conversation, Math.max(1, retryAfterSeconds) * 1_000);
    }
    this.retries.delete(message.id);
    const failed = store.setState(message.id, { kind: 'failed', code: failureOf(status), sipStatus: status, reason: reason === '' ? null : reason });
    if (failed !== null) {
      this.options.onChanged(failed);
      this.options.onFailed(failed, conversation);
    }
    return true;
  }

  private waitOn(message: Message, { accountId, id }: StoredConversation, delayMs: number): false {
    this.settle(message, { kind: 'waiting' });
    this.pause(accountId, id, delayMs);
    return false;
  }

  private pause(accountId: AccountId, id: ConversationId, delayMs: number): void {
    if (this.disposed) return;
    this.endPause(id);
    const stop = this.options.clock.after(delayMs, () => {
      this.pauses.delete(id);
      this.flush(accountId);
    });
    this.pauses.set(id, { accountId, stop });
  }

  private endPause(id: ConversationId): void {
    this.pauses.get(id)?.stop();
    this.pauses.delete(id);
  }

  private settle(message: Message, state: MessageState): true {
    const now = this.options.store.setState(message.id, state);
    if (now !== null) this.options.onChanged(now);
    return true;
  }
}

/** Telephone numbers go by the line's own domain, which a server may have hidden behind an address in From; others as they are. */
export function targetOf(conversation: { readonly number: string; readonly uri: string }): string {
  return conversation.number.includes('@') ? conversation.uri : conversation.number;
}
