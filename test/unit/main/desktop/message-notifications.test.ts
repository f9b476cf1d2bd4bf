import { beforeEach, expect, it } from 'vitest';
import type { Conversation, ConversationId, Message } from '../../../../electron/contract';
import { MessageNotifications } from '../../../../electron/main/desktop/message-notifications';
import type { NotificationRequest } from '../../../../electron/main/desktop/notifications';
import { wordsFor } from '../../../../electron/main/words';

const conversation = { id: 'v1' as ConversationId, contactName: 'Marie Renard', displayName: null, number: '201' } as Conversation;
const message = { text: 'Lunch?' } as Message;

let shown: Map<string, NotificationRequest>;
let opened: string[];
let settings: { doNotDisturb: boolean; showMessageText: boolean };
let onScreen: string | null;
let notifications: MessageNotifications;

beforeEach(() => {
  shown = new Map();
  opened = [];
  settings = { doNotDisturb: false, showMessageText: true };
  onScreen = null;
  notifications = new MessageNotifications({
    show: (key, request) => shown.set(key, request), close: (key) => shown.delete(key), words: () => wordsFor('en', 'en'), settings: () => settings,
    isOpen: (id) => onScreen === id, open: (id) => opened.push(id),
  });
});

it('says who and what, opens the conversation by a click, and goes when it was read', () => {
  notifications.arrived(conversation, message);
  const request = shown.get('message:v1');
  expect(request).toMatchObject({ title: 'Marie Renard', body: 'Lunch?', silent: false, lasting: false });
  request?.onClick();
  expect(opened).toEqual(['v1']);
  notifications.read(conversation.id);
  expect(shown.size).toBe(0);
});

it('says only who where the user wants it so, and cuts what is long', () => {
  settings.showMessageText = false;
  notifications.arrived(conversation, message);
  expect(shown.get('message:v1')?.body).toBe('New message');
  settings.showMessageText = true;
  notifications.arrived(conversation, { text: 'x'.repeat(5_000) } as Message);
  expect(shown.get('message:v1')?.body).toHaveLength(200);
});

it('is not given where the user is not to be disturbed, nor for what is on the screen', () => {
  settings.doNotDisturb = true;
  notifications.arrived(conversation, message);
  settings.doNotDisturb = false;
  onScreen = 'v1';
  notifications.arrived(conversation, message);
  expect(shown.size).toBe(0);
});
