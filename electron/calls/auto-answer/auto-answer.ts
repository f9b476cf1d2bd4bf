import type { CallId } from '../../contract/ids';
import type { Call } from '../call';
import type { CallList } from '../call-list';
import type { CallServiceOptions } from '../call-service-options';
import { toE164 } from '../numbers/numbers';
import type { SignallingEvent } from '../ports';
import { answersItself } from './auto-answer-policy';

/** Intercom: how a call that comes in wants to be taken, and whether it answers itself. */
export class AutoAnswer {
  private readonly timers = new Map<CallId, () => void>();

  constructor(
    private readonly options: Pick<CallServiceOptions, 'clock' | 'log' | 'region'>,
    private readonly list: CallList,
    private readonly answer: (callId: CallId, muted: boolean) => void,
  ) {}

  /** Before it rings for the first time. */
  take(call: Call, { ring, remote, direct }: SignallingEvent & { kind: 'incoming' }): void {
    const { clock, log, region } = this.options;
    if (ring?.source === 'internal') call.ring = 'internal';
    if (ring?.about != null) call.about = ring.about;
    const decision = answersItself({
      calling: call.account.calling, remote, ring, direct, otherCalls: this.list.running().filter(({ id }) => id !== call.id).length,
      same: (a, b) => a === b || (toE164(a, region()) !== null && toE164(a, region()) === toE164(b, region())),
    });
    if (decision === null) return;
    log.info('call answers itself', { callId: call.id, afterMs: decision.afterMs });
    call.ring = 'attention';
    call.answersAtEpochMs = clock.epochMs() + decision.afterMs;
    this.timers.set(call.id, clock.after(decision.afterMs, () => {
      this.timers.delete(call.id);
      // Who silenced it has said that it should not.
      if (call.state.kind === 'incoming' && !call.state.silenced) this.answer(call.id, decision.muted);
    }));
  }

  /** It is answered or over: nothing will happen by itself any more. */
  close(call: Call): void {
    this.timers.get(call.id)?.();
    this.timers.delete(call.id);
    delete call.answersAtEpochMs;
  }

  dispose(): void {
    for (const stop of this.timers.values()) stop();
    this.timers.clear();
  }
}
