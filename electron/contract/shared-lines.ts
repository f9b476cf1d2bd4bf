import { z } from 'zod';
import { AccountId, CallId } from './ids';

/** More places than any phone has keys for. */
export const MAX_APPEARANCES = 16;

/** A line that several phones share. */
export const LineSharing = z.object({
  /** broadsoft: events call-info and line-seize. rfc7463: the dialog package with shared appearances. */
  style: z.enum(['off', 'broadsoft', 'rfc7463']),
  /** Places for calls on the line; what the server tells of more is shown as well. */
  appearances: z.number().int().min(1).max(MAX_APPEARANCES),
  /** A press on a place where somebody else talks may join in, after a question. Only where the server lets. */
  joining: z.boolean(),
});
export type LineSharing = z.infer<typeof LineSharing>;

/** seized: somebody is about to dial. held-private: only who holds the call may fetch it. unknown: the server has not said. */
export const AppearanceState = z.enum(['unknown', 'idle', 'seized', 'progressing', 'ringing', 'active', 'held', 'held-private']);
export type AppearanceState = z.infer<typeof AppearanceState>;

/**
 * What a press does now. seize: takes the place for the number to be dialled. release: gives it back. show: the call is ours
 * and running. join: goes into a call of somebody else; to be asked about. none: nothing can be done from here.
 */
export const AppearanceAction = z.enum(['seize', 'release', 'answer', 'show', 'resume', 'retrieve', 'join', 'none']);
export type AppearanceAction = z.infer<typeof AppearanceAction>;

/** One place for a call on a shared line. */
export const SharedAppearance = z.object({
  index: z.number().int(),
  state: AppearanceState,
  /** Ours, not another phone's. */
  here: z.boolean(),
  callId: CallId.nullable(),
  /** Who the line talks to there, where the server tells. */
  who: z.string().nullable(),
  action: AppearanceAction,
});
export type SharedAppearance = z.infer<typeof SharedAppearance>;

export const SharedLineView = z.object({
  accountId: AccountId,
  label: z.string(),
  /** Why nothing is known, for Details; null while the server tells. */
  reason: z.string().nullable(),
  appearances: z.array(SharedAppearance),
});
export type SharedLineView = z.infer<typeof SharedLineView>;
