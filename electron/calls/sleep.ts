import type { Call } from './call';
import type { CallEvent } from './machine/call-state';

/** A sleep of the machine during a call, wall clock. untilEpochMs null = it has not woken yet. */
export interface Sleep {
  readonly fromEpochMs: number;
  readonly untilEpochMs: number | null;
}

/** What is over so soon after waking was over before: the first sign of life of the far end would have come by then, ms. */
const NEWS_FOR_MS = 60_000;

/** The machine goes to sleep. */
export function fallAsleep(calls: readonly Call[], atEpochMs: number): void {
  for (const call of calls) if (call.state.kind === 'established') call.slept ??= { fromEpochMs: atEpochMs, untilEpochMs: null };
}

/** It is awake. */
export function wake(calls: readonly Call[], atEpochMs: number): void {
  for (const call of calls) if (call.slept?.untilEpochMs === null) call.slept = { ...call.slept, untilEpochMs: atEpochMs };
}

/**
 * The event as it really was. Nobody could speak while the machine slept: a call that turns out to be gone afterwards ended
 * when the sleep began, or the history would count the night as talk.
 */
export function withoutSleep(call: Call, event: CallEvent): CallEvent {
  const { slept } = call;
  if (slept === undefined) return event;
  // The far end has answered: the call goes on.
  if (event.kind === 'reinviteAccepted' || event.kind === 'remoteOffer') delete call.slept;
  if (event.kind !== 'lost' && event.kind !== 'byeReceived') return event;
  const isNews = slept.untilEpochMs === null || event.atEpochMs - slept.untilEpochMs < NEWS_FOR_MS;
  return isNews ? { ...event, atEpochMs: slept.fromEpochMs } : event;
}
