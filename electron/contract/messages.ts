import { z } from 'zod';
import { AccountId, ContactId, ConversationId, MessageId } from './ids';

/** Longest text of one message, characters; longer ones are cut when they come in and refused when typed. */
export const MAX_MESSAGE_LENGTH = 10_000;

/** Why a message did not reach the other side, by the last status it got. */
export const MessageFailure = z.enum([
  'not-found', // 404, 410, 484, 604: nobody of that address
  'unavailable', // 480, 486, 600, 487: there, but not now
  'no-answer', // 408, 504
  'refused', // 403, 433, 603, 607
  'unsupported', // 405, 406, 415, 416, 488, 501: takes no messages of this kind
  'too-large', // 413, 513
  'auth-failed', // 401, 407
  'server', // other 5xx
  'rejected', // anything else
  'not-delivered', // told by a notice of failed delivery, RFC 5438
  'no-line', // the line is gone
]);
export type MessageFailure = z.infer<typeof MessageFailure>;

export const MessageState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('received') }),
  /** Kept until its line is ready. */
  z.object({ kind: z.literal('waiting') }),
  z.object({ kind: z.literal('sending') }),
  /** The next server or the other side took it. */
  z.object({ kind: z.literal('sent') }),
  /** The other side's phone has it, by its own word. */
  z.object({ kind: z.literal('delivered') }),
  z.object({ kind: z.literal('read') }),
  z.object({ kind: z.literal('failed'), code: MessageFailure, sipStatus: z.number().int().nullable(), reason: z.string().nullable() }),
]);
export type MessageState = z.infer<typeof MessageState>;

export const Message = z.object({
  id: MessageId,
  conversationId: ConversationId,
  /** Rises in the order in which messages were kept; the cursor of paging. */
  order: z.number().int(),
  direction: z.enum(['outgoing', 'incoming']),
  text: z.string(),
  atEpochMs: z.number(),
  state: MessageState,
});
export type Message = z.infer<typeof Message>;

/** All messages with one party on one line. */
export const Conversation = z.object({
  id: ConversationId,
  accountId: AccountId,
  /** What to show and call: a phone number or user@host. */
  number: z.string(),
  e164: z.string().nullable(),
  displayName: z.string().nullable(),
  contactId: ContactId.nullable(),
  contactName: z.string().nullable(),
  last: z.object({ text: z.string(), direction: z.enum(['outgoing', 'incoming']), atEpochMs: z.number(), state: MessageState }).nullable(),
  lastAtEpochMs: z.number(),
  unread: z.number().int(),
  /** What was typed and not sent. */
  draft: z.string(),
  /** They are writing just now. */
  composing: z.boolean(),
});
export type Conversation = z.infer<typeof Conversation>;

/** One message that search found; `ranges` are [start, end) of its text. */
export const MessageHit = z.object({
  message: Message,
  conversation: Conversation,
  ranges: z.array(z.tuple([z.number(), z.number()])),
});
export type MessageHit = z.infer<typeof MessageHit>;
