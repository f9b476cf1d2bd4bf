import { z } from 'zod';

/** Our own identifier of a call. Not the SIP `Call-ID`, which one call may have several of. */
export const CallId = z.string().min(1).max(64).brand<'CallId'>();
export type CallId = z.infer<typeof CallId>;

/** An account (a line) as stored; stable over edits. */
export const AccountId = z.string().min(1).max(64).brand<'AccountId'>();
export type AccountId = z.infer<typeof AccountId>;

/** A contact as stored. */
export const ContactId = z.string().min(1).max(64).brand<'ContactId'>();
export type ContactId = z.infer<typeof ContactId>;

/** A recording as stored; its file may carry any name. */
export const RecordingId = z.string().min(1).max(64).brand<'RecordingId'>();
export type RecordingId = z.infer<typeof RecordingId>;

/** A row of the call history: the CallId of the call it records. */
export const HistoryId = z.string().min(1).max(64).brand<'HistoryId'>();
export type HistoryId = z.infer<typeof HistoryId>;

/** All messages with one party on one line, as stored. */
export const ConversationId = z.string().min(1).max(64).brand<'ConversationId'>();
export type ConversationId = z.infer<typeof ConversationId>;

/** A message as stored. Of one that we send it is also its Call-ID, and its Message-ID where notices are asked for (RFC 5438 6.3). */
export const MessageId = z.string().min(1).max(64).brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;
