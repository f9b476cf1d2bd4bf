import type { CallId } from '../../contract/ids';
import type { Call } from '../call';
import type { CallEvent, CallState } from '../machine/call-state';
import type { CallSnapshot } from '../../contract/calls';
import type { SignallingEvent } from '../ports';
import { Consultations } from './consultations';
import { OutgoingTransfers } from './outgoing-transfers';
import { Pickup } from './pickup';
import { Referrals } from './referrals';
import { ServerConferences } from './server-conferences';
import { Takeovers } from './takeovers';
import type { TransferHost } from './transfer-host';

/** Everything by which a call goes on with somebody else: passed on, passed to us, taken over, joined, picked up, parked. */
export class CallTransfers {
  readonly outgoing: OutgoingTransfers;
  readonly consultations: Consultations;
  readonly pickup: Pickup;
  readonly serverConferences: ServerConferences;
  private readonly referrals: Referrals;
  private readonly takeovers: Takeovers;
  private readonly stop: () => void;

  constructor(host: TransferHost) {
    this.outgoing = new OutgoingTransfers(host);
    this.consultations = new Consultations(host, this.outgoing);
    this.pickup = new Pickup(host, this.outgoing);
    this.serverConferences = new ServerConferences(host);
    this.referrals = new Referrals(host);
    this.takeovers = new Takeovers(host);
    this.stop = host.signalling.transfer.onEvent((event) => {
      if (event.kind === 'referProgress') this.outgoing.onProgress(event);
      else this.referrals.take(event);
    });
  }

  of(callId: CallId): Pick<CallSnapshot, 'transfer' | 'referral' | 'consultsFor' | 'focus' | 'takesTransfer'> {
    return { takesTransfer: this.outgoing.takes(callId), transfer: this.outgoing.of(callId), referral: this.referrals.of(callId), consultsFor: this.consultations.of(callId), focus: this.serverConferences.of(callId) };
  }

  /** True where the call that comes in is not one to ring for. */
  takes(event: SignallingEvent & { kind: 'incoming' }): boolean {
    return this.takeovers.take(event);
  }

  /** What a fact means while the call is being passed on. */
  reworded(call: Call, event: CallEvent): CallEvent {
    return this.outgoing.reworded(call, event);
  }

  entered(call: Call, state: CallState['kind']): void {
    this.referrals.entered(call, state);
    this.takeovers.entered(call, state);
    this.serverConferences.entered(call, state);
    if (state !== 'ended') return;
    this.outgoing.ended(call);
    this.consultations.ended(call);
  }

  /** After anything changed. */
  look(): void {
    this.outgoing.look();
  }

  dispose(): void {
    this.stop();
    this.outgoing.dispose();
    this.serverConferences.dispose();
  }
}
