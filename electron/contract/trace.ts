import { z } from 'zod';
import { CallId } from './ids';

/** One SIP message as it was sent or received, its secrets masked. */
export const TraceMessage = z.object({
  epochMs: z.number(),
  direction: z.enum(['sent', 'received']),
  protocol: z.string(),
  /** Address and port; local null where it was not known by then. */
  local: z.string().nullable(),
  remote: z.string(),
  /** Method, or status and reason phrase. */
  summary: z.string(),
  kind: z.enum(['request', 'provisional', 'success', 'failure']),
  /** Sent again because nothing came back (RFC 3261 17). */
  repeated: z.boolean(),
  /** The whole message, masked. */
  text: z.string(),
});
export type TraceMessage = z.infer<typeof TraceMessage>;

/** Messages with one Call-ID, in short. */
export const TraceDialog = z.object({
  /** The Call-ID. */
  id: z.string(),
  /** Method of its first message. */
  method: z.string(),
  /** From and To of its first message. */
  from: z.string(),
  to: z.string(),
  startedAtEpochMs: z.number(),
  messageCount: z.number().int(),
  /** The call it belongs to. */
  callId: CallId.nullable(),
});
export type TraceDialog = z.infer<typeof TraceDialog>;

/** What to show or export: one call with all its dialogs, one dialog, or everything that is kept. */
export const TraceSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), callId: CallId }),
  z.object({ kind: z.literal('dialog'), id: z.string().max(1_000) }),
  z.object({ kind: z.literal('all') }),
]);
export type TraceSubject = z.infer<typeof TraceSubject>;

export const TraceFormat = z.enum(['text', 'pcap']);
export type TraceFormat = z.infer<typeof TraceFormat>;

/** The messages of a subject, oldest first; `omitted` were more than is kept. */
export const Trace = z.object({ messages: z.array(TraceMessage), omitted: z.number().int() });
export type Trace = z.infer<typeof Trace>;
