import { z } from 'zod';
import { CallCodes } from './call-codes';
import { AccountConnection, ConnectionProblem, ServerCertificate } from './connection';
import { AccountId } from './ids';
import { LineWatching } from './keys';
import { DialPlan, LinePolicy } from './line-policy';
import { LineCalling } from './line-calling';
import { AccountNetwork } from './network';
import { LineSharing } from './shared-lines';
import { ReachProblem, ReachProof } from './reach';

export const DtmfMethod = z.enum(['rfc4733', 'info']);
export type DtmfMethod = z.infer<typeof DtmfMethod>;

export const CodecName = z.enum(['opus', 'g722', 'pcma', 'pcmu', 'l16']);
export type CodecName = z.infer<typeof CodecName>;

/**
 * Encryption of audio. off: not offered, and taken only from a far end that has it no other way. preferred: wherever the far
 * end can. required: no call without.
 */
export const MediaEncryptionPolicy = z.enum(['off', 'preferred', 'required']);
export type MediaEncryptionPolicy = z.infer<typeof MediaEncryptionPolicy>;

/** What carries SIP to the server. automatic: what the domain offers by NAPTR and SRV (RFC 3263), else UDP. ws, wss: RFC 7118. */
export const AccountTransport = z.enum(['automatic', 'udp', 'tcp', 'tls', 'ws', 'wss']);
export type AccountTransport = z.infer<typeof AccountTransport>;

/** How we offer keys for audio: in the signalling (SDES, RFC 4568), or by a handshake beside the audio (DTLS-SRTP, RFC 5763). */
export const KeyExchange = z.enum(['sdes', 'dtls']);
export type KeyExchange = z.infer<typeof KeyExchange>;

/** What the user typed for a line, without the password: that one lives in the system keychain. */
export const Account = z.object({
  id: AccountId,
  /** Name of the line as the user calls it, e.g. "Reception". */
  label: z.string().max(80),
  /** Name shown to the people called (From display name). */
  displayName: z.string().max(120),
  username: z.string().min(1).max(200),
  /** Only where the server wants a user name of its own for digest; else null. */
  authUsername: z.string().max(200).nullable(),
  /** Domain of the address of record: host name or IP literal, optional port. */
  domain: z.string().min(1).max(255),
  /** host[:port] or a sip: URI through which every request goes; null = resolved from the domain. */
  outboundProxy: z.string().max(255).nullable(),
  transport: AccountTransport,
  registerExpiresSeconds: z.number().int().min(30).max(86_400),
  dtmfMethod: DtmfMethod,
  mediaEncryption: MediaEncryptionPolicy,
  keyExchange: KeyExchange,
  /** In order of preference; a codec left out is not offered. */
  codecs: z.array(CodecName).min(1),
  /** In pauses nothing but comfort noise is sent (RFC 3389; Opus: DTX). Left out: false. */
  silenceSuppression: z.boolean().optional(),
  /** Number dialled by the long press on 1. */
  voicemailNumber: z.string().max(80).nullable(),
  enabled: z.boolean(),
  /** True for the line of the built-in practice server. */
  practice: z.boolean(),
  /** Left out: defaultNetwork. */
  network: AccountNetwork.optional(),
  /** Left out: defaultConnection. */
  connection: AccountConnection.optional(),
  /** Left out: defaultDialPlan. */
  dialPlan: DialPlan.optional(),
  /** Left out: defaultWatching. */
  watching: LineWatching.optional(),
  /** Left out: defaultLineCalling. */
  calling: LineCalling.optional(),
  /** Left out: defaultLinePolicy. */
  policy: LinePolicy.optional(),
  /** Left out: defaultCallCodes. */
  callCodes: CallCodes.optional(),
  /** Left out: defaultSharing. */
  sharing: LineSharing.optional(),
});
export type Account = z.infer<typeof Account>;

/** An account as typed in the form: no id yet when new; password null = keep the stored one. */
export const AccountDraft = Account.omit({ id: true, practice: true }).extend({
  id: AccountId.nullable(),
  password: z.string().max(500).nullable(),
  /** Of the TURN server; null or left out = keep the stored one. */
  turnPassword: z.string().max(500).nullable().optional(),
  /** PEM, of the client certificate; null or left out = keep the stored one. */
  clientKey: z.string().max(20_000).nullable().optional(),
});
export type AccountDraft = z.infer<typeof AccountDraft>;

/** The state of one line, in the words the window shows (renderer turns `kind` and `error` into text). */
export const RegistrationState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('disabled') }),
  /** The password is needed from the user (no safe keychain, or none stored). */
  z.object({ kind: z.literal('locked') }),
  z.object({
    kind: z.literal('registering'),
    sinceEpochMs: z.number(),
    /** It was ready, and a look showed that calls do not reach it. */
    lost: z.object({ problem: ReachProblem, provenAtEpochMs: z.number().nullable() }).optional(),
  }),
  z.object({
    kind: z.literal('ready'),
    sinceEpochMs: z.number(),
    expiresAtEpochMs: z.number(),
    server: z.string(),
    /** Left out: none. */
    proof: ReachProof.optional(),
  }),
  z.object({
    kind: z.literal('failed'),
    sinceEpochMs: z.number(),
    /** null = not tried again before the user acts (wrong password). */
    nextTryAtEpochMs: z.number().nullable(),
    error: z.object({
      code: z.enum([
        'wrong-password', 'forbidden', 'unknown-user', 'not-listed', 'unreachable', 'not-resolved', 'timeout', 'server-error', 'network',
        'certificate-expired', 'certificate-name', 'certificate-issuer', 'certificate-client', 'no-tls', 'no-websocket',
      ]),
      sipStatus: z.number().int().nullable(),
      detail: z.string(),
    }),
  }),
]);
export type RegistrationState = z.infer<typeof RegistrationState>;

export const AccountWithState = z.object({ account: Account, registration: RegistrationState });
export type AccountWithState = z.infer<typeof AccountWithState>;

/** One step of the test of what was typed in the account form, told as it happens. */
export const AccountTestStep = z.object({
  step: z.enum(['resolve', 'reach', 'register', 'audio']),
  state: z.enum(['running', 'ok', 'failed']),
  /** Server address found, status line received, or what went wrong. */
  detail: z.string(),
  /** Of a reach that failed for want of a trusted connection. */
  problem: ConnectionProblem.optional(),
  /** What the server showed, where that is the problem. */
  certificate: ServerCertificate.optional(),
});
export type AccountTestStep = z.infer<typeof AccountTestStep>;
