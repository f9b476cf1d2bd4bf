import type { CallId } from '../contract/ids';
import { snapshotOf, type Call } from './call';
import type { CallEffects } from './call-effects';
import type { CallList } from './call-list';
import { transition } from './machine/call-machine';
import type { CallServiceOptions } from './call-service-options';
import type { CallEvent, CallState } from './machine/call-state';
import { CallError } from './errors';
import { withoutSleep } from './sleep';
import { wantsSound } from './sound/sound';

/** How long an ended call stays on the screen, ms. Failures stay longer: there is something to read. */
const ENDED_SHOWN_MS = 4_000;
const FAILURE_SHOWN_MS = 30_000;

/** Whoever has to know what becomes of a call. */
export interface CallFlowHost {
  effects(): CallEffects;
  /** It entered this state; told before `changed`. */
  entered(call: Call, state: CallState['kind']): void;
  changed(): void;
}

/** Leads each call through its machine, and keeps the others in step: only one is spoken to at a time. */
export class CallFlow {
  /** Counts dials, answers and resumes; see Call.turnedTo. */
  private turns = 0;

  constructor(
    private readonly options: Pick<CallServiceOptions, 'clock' | 'log' | 'media' | 'settings' | 'onEnded'>,
    private readonly list: CallList,
    private readonly host: CallFlowHost,
  ) {}

  /** The one place where a call changes state. */
  feed(call: Call, event: CallEvent): void {
    let next;
    try {
      next = transition(call.state, withoutSleep(call, event));
    } catch (error) {
      // What a network or a process tells out of turn is a fault of theirs; the call stays as it is.
      this.options.log.error('event out of turn', { callId: call.id, error: error instanceof Error ? error.message : String(error) });
      return;
    }
    const entered = next.state.kind === call.state.kind ? null : next.state.kind;
    call.state = next.state;
    const effects = this.host.effects();
    for (const effect of next.effects) effects.run(call, effect);
    if (entered !== null) this.entered(call, entered);
    this.host.changed();
  }

  /** As feed, for what the user asked: an impossible wish is told, not swallowed. Throws CallError WRONG_PHASE. */
  command(call: Call, event: CallEvent): void {
    try {
      transition(call.state, event);
    } catch (error) {
      throw new CallError('WRONG_PHASE', error instanceof Error ? error.message : String(error), { cause: error });
    }
    this.feed(call, event);
  }

  /** From the moment it rings it does so for as long as the settings say. */
  rings(call: Call): void {
    const { clock, settings } = this.options;
    if (call.state.kind !== 'incoming') return;
    const sentOn = call.account.policy?.forwarding.noAnswer ?? null;
    const ringsForSeconds = settings().ringTimeoutSeconds;
    if (sentOn !== null && sentOn.afterSeconds < ringsForSeconds) {
      call.stopRingTimer = clock.after(sentOn.afterSeconds * 1000, () => this.feed(call, { kind: 'forward', to: sentOn.to, atEpochMs: clock.epochMs() }));
      return;
    }
    call.stopRingTimer = clock.after(ringsForSeconds * 1000, () => this.feed(call, { kind: 'ringTimeout', atEpochMs: clock.epochMs() }));
  }

  /** The user turns to these; the others wait. */
  turnTo(calls: readonly Call[]): void {
    for (const call of calls) call.turnedTo = ++this.turns;
    for (const call of this.list.running()) {
      if (!calls.includes(call) && call.state.kind === 'established' && !call.state.wantHold) this.feed(call, { kind: 'hold' });
    }
  }

  hangUp(call: Call): void {
    if (call.state.kind !== 'ended') this.feed(call, { kind: 'hangUp', atEpochMs: this.options.clock.epochMs() });
  }

  /** Without the user's word on this very call: one that rings was missed, not declined, and may go on ringing elsewhere. */
  leave(call: Call): void {
    if (call.state.kind === 'incoming' || call.state.kind === 'arriving') this.feed(call, { kind: 'ringTimeout', atEpochMs: this.options.clock.epochMs() });
    else this.hangUp(call);
  }

  /** Takes an ended call off the screen; a running one stays. */
  dismiss(callId: CallId): void {
    const call = this.list.find(callId);
    if (call === undefined || call.state.kind !== 'ended') return;
    call.stopLeaving();
    this.list.remove(callId);
    this.host.changed();
  }

  private entered(call: Call, kind: CallState['kind']): void {
    this.host.entered(call, kind);
    if (kind === 'incoming') this.rings(call);
    if (kind === 'established') this.established(call);
    if (kind === 'ended') this.ended(call);
  }

  private established(call: Call): void {
    if (call.muted) this.options.media.setMuted(call.id, true);
    // Answered while the user has turned to another call: it waits, since only one can be spoken to.
    const behind = this.list.running().some((other) => other.turnedTo > call.turnedTo && wantsSound(other.state));
    if (behind) this.feed(call, { kind: 'hold' });
  }

  private ended(call: Call): void {
    call.stopRingTimer();
    call.stopRetry();
    const failed = call.state.kind === 'ended' && (call.state.cause.code === 'encryption-failed' || call.state.cause.code === 'encryption-refused'
      || (call.direction === 'outgoing' && call.state.answeredAtEpochMs === null && call.state.cause.by !== 'local'));
    call.stopLeaving = this.options.clock.after(failed ? FAILURE_SHOWN_MS : ENDED_SHOWN_MS, () => this.dismiss(call.id));
    this.options.onEnded(snapshotOf(call));
  }
}
