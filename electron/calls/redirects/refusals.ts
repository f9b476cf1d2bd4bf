import type { CallId } from '../../contract/ids';
import type { Call } from '../call';
import type { CallFlow } from '../call-flow';
import type { CallList } from '../call-list';
import type { CallServiceOptions } from '../call-service-options';
import { nextOffer, refusalCode } from '../encryption/encryption-offers';
import { CallError } from '../errors';
import type { SignallingEvent } from '../ports';
import { redirectDecision } from './redirect-policy';

/** How long the user may think about a forwarding, ms. */
const ASK_FOR_MS = 30_000;

type Failed = SignallingEvent & { kind: 'failed' };

/** Final refusals of our INVITEs: another offer may do, or another address; else the call is over. */
export class Refusals {
  private readonly open = new Map<CallId, { readonly refusal: Failed; readonly stopTimer: () => void }>();

  constructor(
    private readonly options: Pick<CallServiceOptions, 'clock' | 'log' | 'settings'>,
    private readonly list: CallList,
    private readonly flow: CallFlow,
    private readonly changed: () => void,
  ) {}

  take(call: Call, refusal: Failed): void {
    const placing = call.state.kind === 'dialling' || call.state.kind === 'ringing';
    const next = placing ? nextOffer(call, refusal.status) : null;
    if (next !== null) {
      this.options.log.info('offer refused, another is made', { callId: call.id, policy: next.policy });
      call.offered = next;
      return this.flow.feed(call, { kind: 'offerRefused' });
    }
    if (placing && refusal.redirectTo !== undefined) return this.redirected(call, refusal, refusal.redirectTo);
    this.end(call, refusal);
  }

  /** The user's word on a forwarding. Throws CallError WRONG_PHASE where nothing was asked. */
  answer(callId: CallId, follow: boolean): void {
    const call = this.list.get(callId);
    const asked = this.open.get(callId);
    if (asked === undefined || call.forwarding === undefined) throw new CallError('WRONG_PHASE', 'no forwarding to decide');
    this.close(callId);
    if (follow) return this.follow(call, call.forwarding.target);
    delete call.forwarding;
    this.end(call, asked.refusal);
  }

  /** The call is over: no question about it is left. */
  close(callId: CallId): void {
    this.open.get(callId)?.stopTimer();
    this.open.delete(callId);
  }

  dispose(): void {
    for (const callId of [...this.open.keys()]) this.close(callId);
  }

  private redirected(call: Call, refusal: Failed, targets: readonly string[]): void {
    const decision = redirectDecision({
      status: refusal.status, targets, domain: call.account.domain, tried: [(call.firstRemote ?? call.remote).uri, ...(call.forwardings ?? [])], policy: this.options.settings().followRedirects,
    });
    if (decision.kind === 'end') return this.end(call, refusal);
    if (decision.kind === 'follow') return this.follow(call, decision.target);
    call.forwarding = { target: decision.target, asking: true };
    this.open.set(call.id, {
      refusal,
      stopTimer: this.options.clock.after(ASK_FOR_MS, () => { if (this.open.has(call.id)) this.answer(call.id, false); }),
    });
    this.changed();
  }

  private follow(call: Call, target: string): void {
    this.options.log.info('call forwarded', { callId: call.id });
    call.forwarding = { target, asking: false };
    call.forwardings = [...(call.forwardings ?? []), target];
    this.flow.feed(call, { kind: 'offerRefused' });
  }

  private end(call: Call, { status, reason, retryAfterSeconds, warning }: Failed): void {
    const code = refusalCode(call, status);
    this.flow.feed(call, {
      kind: 'failed', status, reason, atEpochMs: this.options.clock.epochMs(), ...(code !== undefined && { code }),
      ...(retryAfterSeconds !== null && { retryAfterSeconds }), ...(warning !== undefined && { warning }),
    });
  }
}
