import { MessageService } from '../../../../electron/calls/messaging/message-service';
import { type MessageCapabilities, type OutgoingMessage, type ReceivedMessage, type SendOutcome, type Signalling, type SignallingEvent, silentLog } from '../../../../electron/calls/ports';
import { AccountId, type ConversationId, MessageId } from '../../../../electron/contract/ids';
import type { Conversation, Message } from '../../../../electron/contract/messages';
import { defaultSettings, type Settings } from '../../../../electron/contract/settings';
import { openStore, type OpenStore } from '../../../../electron/store';
import { FakeClock } from '../../../support/fake-clock';
import { account, person } from '../../store/support';

export const line = AccountId.parse('a1');

/** A message service over a real store in memory and a signalling that the test plays. */
export class MessageDesk {
  readonly clock = new FakeClock();
  readonly sent: { target: string; message: OutgoingMessage }[] = [];
  readonly arrived: [Conversation, Message][] = [];
  readonly composing: [ConversationId, boolean][] = [];
  readonly lost: string[] = [];
  settings: Settings = defaultSettings;
  ready = true;
  /** What comes of the next texts; accepted when none is left. */
  outcomes: (SendOutcome | Promise<SendOutcome>)[] = [];
  capable: MessageCapabilities | null = null;
  asked = 0;
  largestBytes: number | null = null;
  readonly store: OpenStore;
  service: MessageService;
  private receiver: (message: ReceivedMessage) => void = () => {};
  private signal: (event: SignallingEvent) => void = () => {};
  private copies = 0;
  private ids = 0;

  constructor() {
    this.store = openStore({ file: ':memory:', log: silentLog, clock: this.clock, locale: 'fr' });
    this.store.accounts.save(account);
    this.store.contacts.save(null, person('Marie', 'Renard', ['+33144556677']), 'FR');
    this.service = this.make();
  }

  private make(): MessageService {
    const signalling: Partial<Signalling> = {
      onEvent: (listener) => ((this.signal = listener), () => {}),
      registration: () => (this.ready ? { kind: 'ready', sinceEpochMs: 0, expiresAtEpochMs: 0, server: 's' } : { kind: 'registering', sinceEpochMs: 0 }),
      messaging: {
        onMessage: (receiver) => ((this.receiver = receiver), () => {}),
        partyOf: (_account, target) => ({ number: target.includes('@') ? target : target.replace(/\s/g, ''), uri: `sip:${target.replace(/\s/g, '')}@pbx.test`, displayName: null }),
        largestTextBytes: () => this.largestBytes,
        capabilities: async () => (this.asked++, this.capable),
        send: async (_account, target, message) => {
          this.sent.push({ target, message });
          return message.kind === 'text' ? await (this.outcomes.shift() ?? { kind: 'accepted', status: 200 }) : { kind: 'accepted', status: 200 };
        },
      },
    };
    return new MessageService({
      signalling: signalling as Signalling, store: this.store.messages, contacts: this.store.contacts, accounts: () => this.store.accounts.list(), settings: () => this.settings, region: () => 'FR',
      clock: this.clock, log: silentLog, newId: () => MessageId.parse(`id-${++this.ids}`), onChanged: () => {}, onArrived: (conversation, message) => this.arrived.push([conversation, message]),
      onComposing: (id, composing) => this.composing.push([id, composing]), onReplyLost: (_conversation, message) => this.lost.push(message.text),
    });
  }

  /** The app dies and is started again. */
  restart(): void {
    this.service.dispose();
    this.service = this.make();
    this.service.start();
  }

  lineIsReady(): void {
    this.ready = true;
    this.signal({ kind: 'registration', accountId: line, state: { kind: 'ready', sinceEpochMs: 0, expiresAtEpochMs: 0, server: 's' } });
  }

  comes(content: Partial<ReceivedMessage['content']> & { kind: ReceivedMessage['content']['kind'] }, from = 'bob@pbx.test', copyKey = `copy-${++this.copies}`): void {
    const whole = content.kind === 'text' ? { text: 'hello', messageId: null, wantsDelivery: false, wantsDisplay: false, cpim: false, ...content } : content;
    this.receiver({ accountId: line, from: { number: from, uri: `sip:${from.includes('@') ? from : `${from}@pbx.test`}`, displayName: null }, direct: false, copyKey, content: whole as ReceivedMessage['content'] });
  }

  open(number = 'bob@pbx.test'): ConversationId {
    return this.service.open(number, null).id;
  }

  /** Newest last: text and state. */
  thread(id: ConversationId): string[] {
    return this.service.thread(id, { before: null, reach: null, limit: 100 }).toReversed().map(({ text, state }) => `${text}: ${state.kind === 'failed' ? state.code : state.kind}`);
  }

  texts(): string[] {
    return this.sent.flatMap(({ message }) => (message.kind === 'text' ? [message.text] : []));
  }

  others(): OutgoingMessage[] {
    return this.sent.map(({ message }) => message).filter(({ kind }) => kind !== 'text');
  }

  async settle(): Promise<void> {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  }

  dispose(): void {
    this.service.dispose();
    this.store.close();
  }
}
