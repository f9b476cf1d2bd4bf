import { z } from 'zod';
import { KeyExchange } from './accounts';
import { AccountId, CallId, ContactId } from './ids';
import { CallFinding, MosEstimate } from './quality';
import { CallTransfer, ServerConference, TransferParty } from './transfer';

export const EndCode = z.enum([
  'hung-up', // established call ended by BYE
  'busy', // 486, 600
  'declined', // 603, 403 on INVITE; or we declined
  'no-answer', // 408, 480, our ring time-out
  'not-found', // 404, 484, 604
  'unavailable', // 5xx, 503
  'cancelled', // we gave up before an answer
  'missed', // they gave up before we answered
  'forwarded', // sent on to another number by us (302)
  'answered-elsewhere', // CANCEL with Reason 200, RFC 3326; or another phone of a shared line has it
  'continued-elsewhere', // it waited, and another phone of the shared line fetched it
  'line-in-use', // every place of the shared line is taken by other phones
  'moved', // 3xx that was not followed
  'rejected', // any other 4xx/6xx
  'auth-failed', // 401/407 twice
  'media-failed', // 488, no common codec, no socket
  'encryption-refused', // the line requires it, the far end takes no such offer
  'encryption-failed', // agreed on, but its keys did not come or were somebody else's
  'network', // transport lost, timers B/F/H
  'transferred', // passed on to somebody else, or continued with them; `reason` says with whom
  'interrupted', // the app stopped during the call
]);
export type EndCode = z.infer<typeof EndCode>;

export const EndCause = z.object({
  code: EndCode,
  by: z.enum(['local', 'remote', 'network']),
  sipStatus: z.number().int().nullable(),
  /** Reason phrase or Reason header text as received; shown under Details only. */
  reason: z.string().nullable(),
  /** The far end, or a server, asks for so much patience before another try (RFC 3261 20.33). */
  retryAfterSeconds: z.number().int().optional(),
  /** Text of its Warning; shown under Details only. */
  warning: z.string().optional(),
});
export type EndCause = z.infer<typeof EndCause>;

export const CallQuality = z.object({
  word: z.enum(['good', 'fair', 'poor', 'unknown']),
  codec: z.string().nullable(),
  lossInPercent: z.number(),
  lossOutPercent: z.number().nullable(),
  jitterMs: z.number(),
  roundTripMs: z.number().nullable(),
  playoutDelayMs: z.number(),
  packetsSent: z.number().int(),
  packetsReceived: z.number().int(),
  packetsLost: z.number().int(),
  /** Nothing has arrived for this long; null while audio flows. */
  silentForMs: z.number().nullable(),
  /** By the E-model; null before there is enough. */
  mos: MosEstimate.nullable().optional(),
  /** Mouth to ear, as far as it can be known from here. */
  mouthToEarMs: z.number().nullable().optional(),
  /** Share of the last seconds that had to be made up, percent. */
  concealedPercent: z.number().optional(),
  packetsLate: z.number().int().optional(),
  /** What the doctor says, the gravest first. */
  findings: z.array(CallFinding).optional(),
});
export type CallQuality = z.infer<typeof CallQuality>;

/** One who sent a call on to us, and why (Diversion, History-Info). */
export const Forwarder = z.object({
  number: z.string(), displayName: z.string().nullable(), reason: z.enum(['busy', 'no-answer', 'always', 'unavailable']).nullable(),
});
export type Forwarder = z.infer<typeof Forwarder>;

/** The other side, as well as it is known by now; the contact lookup fills in later. */
export const RemoteParty = z.object({
  /** What to show and dial back: a phone number or the SIP user, cleaned of control characters. */
  number: z.string(),
  uri: z.string(),
  e164: z.string().nullable(),
  displayName: z.string().nullable(),
  /** Who sent the call on to us, the last one first (Diversion, History-Info). */
  forwardedBy: z.array(Forwarder).readonly().optional(),
  contact: z.object({
    id: ContactId,
    name: z.string(),
    company: z.string().nullable(),
    /** "work", "mobile", ... of the number that matched. */
    label: z.string().nullable(),
    photo: z.string().nullable(),
  }).nullable(),
});
export type RemoteParty = z.infer<typeof RemoteParty>;

/** What is known of whether the caller may use the number shown. */
export const CallerVerification = z.object({
  /** partly: the caller is known to its network, the number is not. */
  verdict: z.enum(['verified', 'partly', 'failed']),
  /** How far the first network answers for it (RFC 8588). */
  attestation: z.enum(['A', 'B', 'C']).nullable(),
  /** Our server said so, or this phone checked the signature. */
  by: z.enum(['network', 'signature']),
});
export type CallerVerification = z.infer<typeof CallerVerification>;

export const CallPhase = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dialling') }),
  /** The far end rings; earlyMedia = the network's own tones or announcements are heard. */
  z.object({ kind: z.literal('ringing'), earlyMedia: z.boolean() }),
  z.object({ kind: z.literal('incoming'), silenced: z.boolean() }),
  z.object({ kind: z.literal('answering') }),
  z.object({
    kind: z.literal('established'),
    answeredAtEpochMs: z.number(),
    localHold: z.boolean(),
    remoteHold: z.boolean(),
  }),
  z.object({ kind: z.literal('ended'), endedAtEpochMs: z.number(), answeredAtEpochMs: z.number().nullable(), cause: EndCause }),
]);
export type CallPhase = z.infer<typeof CallPhase>;

export const CallSnapshot = z.object({
  id: CallId,
  accountId: AccountId,
  accountLabel: z.string(),
  direction: z.enum(['outgoing', 'incoming']),
  startedAtEpochMs: z.number(),
  remote: RemoteParty,
  /** Who was called, or called, where our server says that `remote` is somebody else (RFC 4916). */
  firstRemote: RemoteParty.nullable().optional(),
  phase: CallPhase,
  muted: z.boolean(),
  /** A hold or resume has been sent and is not answered yet. */
  holdPending: z.boolean(),
  /** The lock is closed only when both are true. */
  security: z.object({
    signalling: z.boolean(),
    /** True only while packets of both directions are really encrypted. */
    audio: z.boolean(),
    /** starting: keys are on their way. failed: agreed on, but the keys do not work and nothing passes. */
    audioState: z.enum(['open', 'starting', 'encrypted', 'failed']),
    keyExchange: KeyExchange.nullable(),
    /** SRTP suite, e.g. AEAD_AES_128_GCM; null unless encrypted. */
    suite: z.string().nullable(),
  }),
  quality: CallQuality.nullable(),
  /** The one called sends the call there. asking: it waits for the user's word. */
  forwardedTo: z.object({ target: z.string(), asking: z.boolean() }).nullable().optional(),
  /** It answers by itself then, since its caller asked and the user lets (intercom). */
  answersAtEpochMs: z.number().nullable().optional(),
  /** What it is about, in the caller's words. */
  about: z.string().nullable().optional(),
  /** Fills in while it rings; null where nothing is known. */
  callerVerification: CallerVerification.nullable().optional(),
  /** We sent this caller on there a moment ago, and the server brought the call back. */
  backFrom: z.string().nullable().optional(),
  /** DTMF digits sent in this call, as shown above the keypad. */
  digitsSent: z.string(),
  /** Joined to microphone and speaker now: one call, or all of a conference. */
  heard: z.boolean(),
  /** Member of the conference; there is one at most, and it has at least two. */
  conference: z.boolean(),
  /** The far end spoke within the last second; told in a conference only. */
  speaking: z.boolean(),
  /** Being recorded, since then. */
  recording: z.object({ startedAtEpochMs: z.number() }).nullable(),
  /** We pass it on to somebody else. */
  transfer: CallTransfer.nullable().optional(),
  /** Whether its far end says that it can be passed on; null where it says nothing. */
  takesTransfer: z.boolean().nullable().optional(),
  /** The far end passes us on to somebody else. */
  referral: CallTransfer.nullable().optional(),
  /** Who arranged this call: the one who passed us on, or passed the far end on to us. */
  referredBy: TransferParty.nullable().optional(),
  /** The call that waits while this one is to find out whether it may be passed on here. */
  consultsFor: CallId.nullable().optional(),
  /** The running call that this caller wants to be joined to (RFC 3911). */
  joins: CallId.nullable().optional(),
  /** The far end is a conference of a server (RFC 4579). */
  focus: ServerConference.nullable().optional(),
  /** Name of the file that is played into the call. */
  playing: z.string().nullable(),
});
export type CallSnapshot = z.infer<typeof CallSnapshot>;
