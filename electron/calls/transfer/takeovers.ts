import type { CallId } from '../../contract/ids';
import type { Call } from '../call';
import type { CallState } from '../machine/call-state';
import type { SignallingEvent } from '../ports';
import { partyOf, partyText, type TransferHost } from './transfer-host';

type Incoming = SignallingEvent & { kind: 'incoming' };

/** What an INVITE says of who arranged it. */
export function noteIncoming(call: Call, { referredBy, joins, focus }: Pick<Incoming, 'referredBy' | 'joins' | 'focus'>): void {
  if (referredBy !== undefined) call.referredBy = { number: referredBy.number, name: referredBy.displayName };
  if (joins !== undefined) call.joins = joins;
  if (focus !== undefined) call.focus = focus;
}

/** Calls that come in to take the place of another, or to join one (RFC 3891 3, RFC 3911 4). */
export class Takeovers {
  constructor(private readonly host: TransferHost) {}

  /** Answers for the user, who talks to them already as far as they are concerned. False where it is a call like any other. */
  take(event: Incoming): boolean {
    const old = event.replaces === undefined ? undefined : this.host.list.find(event.replaces);
    if (event.replaces === undefined) return false;
    if (old === undefined || old.state.kind === 'ended') {
      this.host.signalling.reject(event.callId, 603);
      return true;
    }
    const call = this.host.takeOver(old.account, event, old);
    noteIncoming(call, event);
    call.replaces = old.id;
    this.host.flow.feed(call, { kind: 'answer' });
    return true;
  }

  entered(call: Call, state: CallState['kind']): void {
    if (state === 'established') this.established(call);
    // The one it was to replace is still there: nobody need hear of this.
    if (state === 'ended' && call.replaces !== undefined) this.host.clock.after(0, () => this.host.flow.dismiss(call.id));
  }

  private established(call: Call): void {
    const { list, flow, clock } = this.host;
    const conference = this.host.conference();
    const joined = call.joins === undefined ? undefined : list.find(call.joins);
    if (joined?.state.kind === 'established') this.join(joined.id, call.id);
    const old = call.replaces === undefined ? undefined : list.find(call.replaces);
    delete call.replaces;
    if (old === undefined) return;
    const wasHeld = old.state.kind === 'established' && old.state.wantHold;
    const others = conference.has(old.id) ? conference.members.filter((id) => id !== old.id) : [];
    flow.feed(old, { kind: 'hangUp', atEpochMs: clock.epochMs(), code: 'transferred', reason: partyText(partyOf(call.remote)) });
    flow.dismiss(old.id);
    if (others.length > 0) conference.merge([...others, call.id]);
    else if (wasHeld) flow.feed(call, { kind: 'hold' });
  }

  private join(running: CallId, joining: CallId): void {
    try {
      this.host.conference().merge([running, joining]);
    } catch (error) {
      this.host.log.warn('not joined', { callId: joining, error: error instanceof Error ? error.message : String(error) });
    }
  }
}
