import type { Account } from '../../contract/accounts';
import type { CallId } from '../../contract/ids';
import { snapshotOf, type Call } from '../call';
import type { CallEffects } from '../call-effects';
import type { CallFlow } from '../call-flow';
import type { CallList } from '../call-list';
import { arrive } from '../machine/call-machine';
import type { CallRecorder } from '../call-recorder';
import type { CallServiceOptions } from '../call-service-options';
import { forwardedTo } from '../machine/end-cause';
import { receptionOf } from './incoming-policy';
import type { SignallingEvent, SignallingParty } from '../ports';
import { noteIncoming } from '../transfer/takeovers';

/** What takes in a call needs of whoever owns the calls. */
export interface IncomingCallsHost {
  readonly effects: CallEffects;
  readonly recorder: CallRecorder;
  /** The app is on its way out. */
  closing(): boolean;
  /** Help was called a short while ago: its call back must ring. */
  awaitsHelp(): boolean;
  /** It will ring. */
  prepare(call: Call, event: SignallingEvent & { kind: 'incoming' }): void;
  changed(): void;
}

/** Calls that come in: let ring, or turned away by the settings. */
export class IncomingCalls {
  constructor(
    private readonly options: Pick<CallServiceOptions, 'signalling' | 'accounts' | 'clock' | 'settings' | 'onEnded'>,
    private readonly list: CallList,
    private readonly flow: CallFlow,
    private readonly host: IncomingCallsHost,
  ) {}

  /** Takes in a call that stands in for another: it rings nobody, and is heard, muted and told as that one is. */
  takeOver(account: Account, event: { readonly callId: CallId; readonly remote: SignallingParty; readonly offer: string | null }, old: Call): Call {
    const call = this.list.add(account, 'incoming', event.remote, event.callId);
    call.state = { kind: 'incoming', silenced: true, offer: event.offer };
    call.remote = this.list.identify(call.remote);
    call.turnedTo = old.turnedTo;
    call.muted = old.muted;
    this.host.recorder.began(call);
    return call;
  }

  take(event: SignallingEvent & { kind: 'incoming' }): void {
    const { signalling, settings } = this.options;
    const account = this.options.accounts().find((candidate) => candidate.id === event.accountId);
    if (account === undefined) return signalling.reject(event.callId, 404);
    const reception = receptionOf({
      running: this.list.running().length, closing: this.host.closing(), settings: settings(), policy: account.policy, awaitsHelp: this.host.awaitsHelp(),
    });
    const call = this.list.add(account, 'incoming', event.remote, event.callId);
    noteIncoming(call, event);
    if (event.ringsWithOffer === true) call.ringsWithOffer = true;
    if (reception.kind === 'ring') this.host.prepare(call, event);
    const { state, effects } = arrive(event.offer);
    call.state = state;
    if (reception.kind === 'ring') {
      for (const effect of effects) this.host.effects.run(call, effect);
      this.flow.rings(call);
      this.host.changed();
    }
    call.remote = this.list.identify(call.remote);
    this.host.recorder.began(call);
    if (reception.kind !== 'ring') {
      const cause = reception.kind === 'refuse' ? reception.cause : forwardedTo(reception.to);
      call.state = { kind: 'ended', answeredAtEpochMs: null, endedAtEpochMs: this.options.clock.epochMs(), cause };
      if (reception.kind === 'refuse') signalling.reject(call.id, reception.cause.sipStatus);
      else signalling.redirect(call.id, reception.to);
      this.host.recorder.ended(call);
      this.list.remove(call.id);
      this.options.onEnded(snapshotOf(call));
      return;
    }
    this.host.changed();
  }
}
