import { z } from 'zod';
import { AccountId, ContactId, HistoryId } from './ids';
import { CallerVerification, EndCause, Forwarder } from './calls';
import { CallFinding, MosEstimate } from './quality';

export const ContactNumber = z.object({
  label: z.enum(['work', 'mobile', 'home', 'main', 'fax', 'pager', 'sip', 'other']),
  /** As typed; a phone number or a SIP URI. */
  value: z.string().min(1).max(255),
});
export type ContactNumber = z.infer<typeof ContactNumber>;

export const ContactFields = z.object({
  givenName: z.string().max(200),
  familyName: z.string().max(200),
  company: z.string().max(200),
  title: z.string().max(200),
  email: z.string().max(320),
  notes: z.string().max(20_000),
  favourite: z.boolean(),
  /** data: URL of a small square image, or null. */
  photo: z.string().max(400_000).nullable(),
  numbers: z.array(ContactNumber).max(50),
});
export type ContactFields = z.infer<typeof ContactFields>;

export const Contact = ContactFields.extend({
  id: ContactId,
  /** Given and family name, else company, else first number. */
  name: z.string(),
  updatedAtEpochMs: z.number(),
});
export type Contact = z.infer<typeof Contact>;

/** Who was spoken to in the end, where that was not the one called or calling. */
export const ConnectedParty = z.object({
  number: z.string(), e164: z.string().nullable(), displayName: z.string().nullable(), contactName: z.string().nullable(),
});
export type ConnectedParty = z.infer<typeof ConnectedParty>;

export const HistoryEntry = z.object({
  id: HistoryId,
  direction: z.enum(['outgoing', 'incoming']),
  accountId: AccountId,
  accountLabel: z.string(),
  numberAsDialled: z.string(),
  e164: z.string().nullable(),
  displayName: z.string().nullable(),
  contactId: ContactId.nullable(),
  contactName: z.string().nullable(),
  startedAtEpochMs: z.number(),
  answeredAtEpochMs: z.number().nullable(),
  endedAtEpochMs: z.number().nullable(),
  end: EndCause.nullable(),
  codec: z.string().nullable(),
  /** Loss, jitter, round trip at the end of the call, as stored JSON would hold it. */
  quality: z.object({
    lossInPercent: z.number(), lossOutPercent: z.number().nullable(), jitterMs: z.number(), roundTripMs: z.number().nullable(),
    packetsSent: z.number(), packetsReceived: z.number(), packetsLost: z.number(),
    /** Of calls since the estimate exists. */
    mos: MosEstimate.nullable().optional(), mouthToEarMs: z.number().nullable().optional(), concealedMs: z.number().optional(), packetsLate: z.number().optional(),
    /** What the doctor found during the call, each at its worst. */
    findings: z.array(CallFinding).optional(),
  }).nullable(),
  /** Incoming, not answered here nor elsewhere, and not declined by us. */
  missed: z.boolean(),
  seen: z.boolean(),
  /** There is a recording of it. */
  recorded: z.boolean(),
  /** Left out: nothing was known. */
  callerVerification: CallerVerification.optional(),
  /** Who sent it on to us, the last one first; left out: nobody. */
  forwardedBy: z.array(Forwarder).optional(),
  connected: ConnectedParty.optional(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

export const HistoryFilter = z.object({
  /** Name, number or T9 digits; empty = all. */
  query: z.string().max(200),
  only: z.enum(['all', 'missed']),
  /** Page after this entry (newest first); null = first page. */
  before: z.object({ startedAtEpochMs: z.number(), id: HistoryId }).nullable(),
  limit: z.number().int().min(1).max(500),
});
export type HistoryFilter = z.infer<typeof HistoryFilter>;

/** One line of search as you type. */
export const Suggestion = z.object({
  kind: z.enum(['contact', 'history']),
  number: z.string(),
  name: z.string().nullable(),
  label: z.string().nullable(),
  company: z.string().nullable(),
  contactId: ContactId.nullable(),
  photo: z.string().nullable(),
  /** Character ranges [start, end) of `name` and `number` that matched, for the highlight. */
  nameMatch: z.array(z.tuple([z.number(), z.number()])),
  numberMatch: z.array(z.tuple([z.number(), z.number()])),
  lastCallAtEpochMs: z.number().nullable(),
});
export type Suggestion = z.infer<typeof Suggestion>;

export const ImportReport = z.object({
  imported: z.number().int(),
  merged: z.number().int(),
  skipped: z.array(z.object({ line: z.number().int(), reason: z.string() })),
  /** Give it to contacts:undo to take the whole import back. */
  undoToken: z.string().nullable(),
});
export type ImportReport = z.infer<typeof ImportReport>;
