import { z } from 'zod';
import { AccountId, ContactId } from './ids';

/** A key of the Keys page as stored. */
export const KeyId = z.string().min(1).max(64).brand<'KeyId'>();
export type KeyId = z.infer<typeof KeyId>;

/**
 * person: shows whether they are on the phone; calls them, or takes the call that rings there. park: a parking place of the
 * server; shows whether somebody waits in it and fetches them. speed-dial: calls. feature: dials a code of the server. trunk: an
 * outside line that several phones share by an extension of the server (Asterisk's SLA); shows how it stands, and dials it: that
 * takes the line, answers it, or fetches the call that waits there.
 */
export const KeyKind = z.enum(['person', 'park', 'speed-dial', 'feature', 'trunk']);
export type KeyKind = z.infer<typeof KeyKind>;

export const KeyFields = z.object({
  kind: KeyKind,
  label: z.string().max(80),
  /** Extension, number, user@host or feature code. */
  target: z.string().min(1).max(255),
  /** The line it watches and calls from; null = the first that is on. */
  accountId: AccountId.nullable(),
});
export type KeyFields = z.infer<typeof KeyFields>;

export const PhoneKey = KeyFields.extend({ id: KeyId });
export type PhoneKey = z.infer<typeof PhoneKey>;

/** What presence says of somebody, in one word. */
export const Availability = z.enum(['available', 'on-the-phone', 'busy', 'do-not-disturb', 'away', 'offline', 'unknown']);
export type Availability = z.infer<typeof Availability>;

/** What a key shows. none: nothing is watched. unknown: the server has not said, or will not. */
export const KeyState = z.object({
  id: KeyId,
  /** held: a call waits there; told of trunks only. */
  state: z.enum(['none', 'unknown', 'idle', 'ringing', 'talking', 'held', 'offline']),
  /** Who rings there, or who they talk to, where the server tells. */
  who: z.string().nullable(),
  availability: Availability,
  /** Why it is unknown, for Details; null where there is nothing to say. */
  reason: z.string().nullable(),
});
export type KeyState = z.infer<typeof KeyState>;

/** As many keys as the page holds. */
export const MAX_KEYS = 1_000;

/** Messages that wait in the voicemail of one line; null = the server does not say how many. */
export const VoicemailState = z.object({
  accountId: AccountId,
  waiting: z.boolean(),
  newCount: z.number().int().nullable(),
  oldCount: z.number().int().nullable(),
});
export type VoicemailState = z.infer<typeof VoicemailState>;

export const PersonPresence = z.object({ contactId: ContactId, availability: Availability, note: z.string().nullable() });
export type PersonPresence = z.infer<typeof PersonPresence>;

/** What a line watches and tells. */
export const LineWatching = z.object({
  /** Messages that wait. auto: where a voicemail number is set; what the server tells unasked is taken in any case. */
  messages: z.enum(['auto', 'on', 'off']),
  /** Tells the server whether we are on the phone, away or not to be disturbed, and asks it the same of others. */
  presence: z.boolean(),
  /** Resource list (RFC 4662) at the server with all keys of this line, so that one subscription serves them; null = one each. */
  keyList: z.string().max(255).nullable(),
  /** Dialled before an extension to take the call that rings there. */
  pickupCode: z.string().regex(/^[0-9*#]{0,8}$/),
});
export type LineWatching = z.infer<typeof LineWatching>;
