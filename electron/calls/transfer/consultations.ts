import type { CallId } from '../../contract/ids';
import type { Call } from '../call';
import { CallError } from '../errors';
import type { OutgoingTransfers } from './outgoing-transfers';
import type { TransferHost } from './transfer-host';

/** Speaking to somebody first, before a call is passed on to them. */
export class Consultations {
  /** The waiting call of each consultation. */
  private readonly waiting = new Map<CallId, CallId>();

  constructor(private readonly host: TransferHost, private readonly transfers: OutgoingTransfers) {}

  /** The call that waits for this one, while both are there. */
  of(callId: CallId): CallId | null {
    const waiting = this.waiting.get(callId);
    return waiting !== undefined && this.host.list.find(waiting)?.state.kind === 'established' ? waiting : null;
  }

  /** Calls `target` on the line of the call, which goes on hold. Throws CallError as dialling does, and WRONG_PHASE. */
  begin(callId: CallId, target: string): CallId {
    const call = this.host.list.get(callId);
    if (call.state.kind !== 'established') throw new CallError('WRONG_PHASE', `cannot ask around while ${call.state.kind}`);
    const consultation = this.host.dial(target, call.account.id);
    this.waiting.set(consultation, callId);
    this.host.changed();
    return consultation;
  }

  /**
   * Passes the waiting call on to the one consulted. Before they answered the consultation is given up and the far end calls
   * them itself, since only an answered call can be taken over everywhere (RFC 5589 7.6). Throws CallError WRONG_PHASE.
   */
  complete(callId: CallId): void {
    const waiting = this.of(callId);
    if (waiting === null) throw new CallError('WRONG_PHASE', 'no call waits for this one');
    const call = this.host.list.get(callId);
    if (call.state.kind === 'established') return this.transfers.toCall(waiting, callId);
    const target = call.remote.number;
    this.host.flow.hangUp(call);
    this.host.flow.dismiss(callId);
    this.transfers.toAddress(waiting, target);
  }

  /** Ends the consultation and goes back to the waiting call. Throws CallError WRONG_PHASE. */
  back(callId: CallId): void {
    const waiting = this.of(callId);
    if (waiting === null) throw new CallError('WRONG_PHASE', 'no call waits for this one');
    this.host.flow.hangUp(this.host.list.get(callId));
    this.host.flow.dismiss(callId);
    this.host.resume(waiting);
  }

  ended(call: Call): void {
    for (const [consultation, waiting] of [...this.waiting]) if (waiting === call.id) this.waiting.delete(consultation);
    if (!this.host.list.find(call.id)) this.waiting.delete(call.id);
  }
}
