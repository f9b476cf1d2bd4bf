import type { AccountId, CommandName, CommandRequest, CommandResponse, Conversation, ConversationId, Message, MessageId, MessageState } from '../../../electron/contract';
import * as data from './fake-data';
import type { FakeState } from './fake-state';

/** Conversations that exist only in the page. */
export interface FakeMessages {
  conversations: Conversation[];
  messages: Message[];
}

type Said = readonly ['in' | 'out', string, number, (MessageState | undefined)?];

const failed: MessageState = { kind: 'failed', code: 'unavailable', sipStatus: 480, reason: 'Temporarily Unavailable' };

function talk(at: number, who: Partial<Conversation> & Pick<Conversation, 'number'>, said: readonly Said[]): FakeMessages {
  const id = `v${at}` as ConversationId;
  const messages = said.map(([direction, text, minutesAgo, state], index): Message => ({
    id: `${id}-${index}` as MessageId, conversationId: id, order: at * 1_000 + index, direction: direction === 'in' ? 'incoming' : 'outgoing', text,
    atEpochMs: data.now - data.minutes(minutesAgo), state: state ?? { kind: direction === 'in' ? 'received' : 'read' },
  }));
  const last = messages.at(-1);
  return {
    messages,
    conversations: [{
      id, accountId: 'reception' as AccountId, e164: null, displayName: null, contactId: null, contactName: null, unread: 0, draft: '', composing: false,
      last: last === undefined ? null : { text: last.text, direction: last.direction, atEpochMs: last.atEpochMs, state: last.state }, lastAtEpochMs: last?.atEpochMs ?? data.now, ...who,
    }],
  };
}

function withContact(name: string): Partial<Conversation> & Pick<Conversation, 'number'> {
  const { id, name: contactName, numbers } = data.person(name);
  const number = numbers[0]?.value ?? '';
  return { number, e164: number.startsWith('+') ? number : null, contactId: id, contactName };
}

export function someMessages(): FakeMessages {
  const parts = [
    talk(5, { ...withContact('Marie'), unread: 1 }, [
      ['out', 'Good morning Marie, the parcel for you is at the desk.', 26 * 60],
      ['in', 'Thank you! I will come by after lunch.', 26 * 60 - 4],
      ['in', 'Is the meeting room on the second floor free at three?', 42],
      ['out', 'Let me look.', 40],
      ['out', 'Yes, until half past four. I have put your name on it:\nhttps://rooms.renard.example/2f/booking?id=4471', 38, { kind: 'delivered' }],
      ['in', 'Perfect, merci 🙏', 3],
    ]),
    talk(4, withContact('Priya'), [['out', 'In a meeting, I call you back.', 70, { kind: 'sent' }]]),
    talk(3, { ...withContact('Björn'), draft: 'Could you send me the' }, [['in', 'The new headsets have arrived, three are yours.', 200]]),
    talk(2, { number: '+33187654321', e164: '+33187654321', displayName: 'Accueil Dupont' }, [['out', 'We are on our way, ten minutes.', 25 * 60, failed]]),
    talk(1, { number: 'concierge@renard.example' }, [['in', 'Fire drill on Thursday at 10:00. Please use the north stairs.', 3 * 24 * 60]]),
  ];
  return { conversations: parts.flatMap((part) => part.conversations), messages: parts.flatMap((part) => part.messages) };
}

type Handlers = { [N in CommandName]?: (request: CommandRequest<N>) => CommandResponse<N> | Promise<CommandResponse<N>> };
const plain = (value: string): string => value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What main would do with messages; sent ones are read a moment later. */
export function messageHandlers(state: FakeState, changed: () => void): Handlers {
  const find = (id: ConversationId): Conversation | undefined => state.conversations.find((one) => one.id === id);
  const patch = (id: ConversationId, change: Partial<Conversation>): void => { state.conversations = state.conversations.map((one) => (one.id === id ? { ...one, ...change } : one)); };
  const setState = (id: MessageId, next: MessageState): void => {
    state.messages = state.messages.map((one) => (one.id === id ? { ...one, state: next } : one));
    changed();
  };
  const removed = new Map<string, Pick<FakeState, 'conversations' | 'messages'>>();
  const remove = (keep: () => void): { undoToken: string } => {
    const undoToken = `m${removed.size}`;
    removed.set(undoToken, { conversations: state.conversations, messages: state.messages });
    keep();
    changed();
    return { undoToken };
  };
  return {
    'messages:conversations': ({ before, limit }) => state.conversations.filter((one) => before === null || one.lastAtEpochMs < before.lastAtEpochMs).toSorted((a, b) => b.lastAtEpochMs - a.lastAtEpochMs).slice(0, limit),
    'messages:conversation': ({ conversationId }) => find(conversationId) ?? null,
    'messages:open': ({ number }) => {
      const known = state.conversations.find((one) => one.number === number || one.e164 === number);
      if (known) return known;
      const [made] = talk(state.conversations.length + 10, { number }, []).conversations as [Conversation];
      state.conversations = [...state.conversations, made];
      changed();
      return made;
    },
    'messages:thread': ({ conversationId, before, limit }) => state.messages.filter((one) => one.conversationId === conversationId && (before === null || one.order < before)).toSorted((a, b) => b.order - a.order).slice(0, limit),
    'messages:search': ({ query }) => state.messages.flatMap((message) => {
      const at = plain(message.text).indexOf(plain(query));
      const conversation = find(message.conversationId);
      return at < 0 || !conversation ? [] : [{ message, conversation, ranges: [[at, at + query.length] as [number, number]] }];
    }),
    'messages:send': ({ conversationId, text }) => {
      const message: Message = { id: `n${state.messages.length}` as MessageId, conversationId, order: 100_000 + state.messages.length, direction: 'outgoing', text: text.trim(), atEpochMs: Date.now(), state: { kind: 'sending' } };
      state.messages = [...state.messages, message];
      patch(conversationId, { draft: '', last: { text: message.text, direction: 'outgoing', atEpochMs: message.atEpochMs, state: { kind: 'sent' } }, lastAtEpochMs: message.atEpochMs });
      changed();
      setTimeout(() => setState(message.id, { kind: 'delivered' }), 50);
      return [message];
    },
    'messages:sendAgain': ({ messageId }) => { setState(messageId, { kind: 'sent' }); return null; },
    'messages:markRead': ({ conversationId }) => { patch(conversationId, { unread: 0 }); changed(); return null; },
    'messages:setDraft': ({ conversationId, draft }) => { patch(conversationId, { draft }); changed(); return null; },
    'messages:remove': ({ ids }) => remove(() => { state.messages = state.messages.filter((one) => !ids.includes(one.id)); }),
    'messages:removeConversation': ({ conversationId }) => remove(() => { state.conversations = state.conversations.filter((one) => one.id !== conversationId); }),
    'messages:undo': ({ undoToken }) => { Object.assign(state, removed.get(undoToken)); changed(); return null; },
    'messages:unreadCount': () => state.conversations.reduce((count, one) => count + one.unread, 0),
  };
}
