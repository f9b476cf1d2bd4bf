/*
 * The conference: a set of established calls that are held, resumed, muted and heard together. There is one at most;
 * with fewer than two members it is none. Everything else about a member (its dialog, its offer and answer) stays its own.
 */
import type { CallId } from '../contract/ids';
import type { Call } from './call';
import type { CallEvent } from './machine/call-machine';
import { CallError } from './errors';

/** What the conference asks of whoever owns the calls. */
export interface ConferenceHost {
  running(): readonly Call[];
  /** Throws CALL_NOT_FOUND. */
  get(callId: CallId): Call;
  feed(call: Call, event: CallEvent): void;
  hangUp(callId: CallId): void;
  setMuted(callId: CallId, muted: boolean): void;
  /** The user turns to these calls; all others go on hold. */
  turnTo(calls: readonly Call[]): void;
  changed(): void;
  /** The conference has other members now. */
  membersChanged(members: readonly Call[]): void;
}

export class Conference {
  #members: readonly CallId[] = [];

  constructor(private readonly host: ConferenceHost) {}

  get members(): readonly CallId[] { return this.#members; }

  has(callId: CallId): boolean {
    return this.#members.includes(callId);
  }

  /** The call and those it is joined with. */
  groupOf(call: Call): readonly Call[] {
    return this.has(call.id) ? this.host.running().filter(({ id }) => this.has(id)) : [call];
  }

  /**
   * Joins calls, and more calls to the conference; null = all established ones. Throws CallError: WRONG_PHASE where
   * there are fewer than two established calls among them, CALL_NOT_FOUND.
   */
  merge(callIds: readonly CallId[] | null): void {
    const wanted = callIds === null ? this.host.running() : callIds.map((callId) => this.host.get(callId));
    const joining = this.host.running().filter((call) => call.state.kind === 'established' && (wanted.includes(call) || this.has(call.id)));
    if (joining.length < 2 || (callIds !== null && wanted.some(({ state }) => state.kind !== 'established'))) {
      throw new CallError('WRONG_PHASE', 'a conference takes two established calls');
    }
    // Whoever was muted stays so: nobody wants to be heard by surprise.
    const muted = joining.some((call) => call.muted);
    this.#set(joining.map(({ id }) => id));
    this.host.turnTo(joining);
    for (const call of joining) {
      if (call.muted !== muted) this.host.setMuted(call.id, muted);
      this.host.feed(call, { kind: 'resume' });
    }
    this.host.changed();
  }

  /** Takes one out to speak to it alone; the others wait on hold. Throws CallError: WRONG_PHASE, CALL_NOT_FOUND. */
  split(callId: CallId): void {
    const call = this.host.get(callId);
    if (!this.has(callId)) throw new CallError('WRONG_PHASE', 'this call is in no conference');
    this.#set(this.#members.filter((id) => id !== callId));
    this.host.turnTo([call]);
    this.host.feed(call, { kind: 'resume' });
    this.host.changed();
  }

  /** Ends all its calls. Throws CallError WRONG_PHASE where there is none. */
  end(): void {
    if (this.#members.length === 0) throw new CallError('WRONG_PHASE', 'there is no conference');
    for (const callId of this.#members) this.host.hangUp(callId);
  }

  /** A call has ended, by whomever. */
  left(callId: CallId): void {
    if (this.has(callId)) this.#set(this.#members.filter((id) => id !== callId));
  }

  #set(members: readonly CallId[]): void {
    this.#members = members.length < 2 ? [] : members;
    this.host.membersChanged(this.host.running().filter(({ id }) => this.has(id)));
  }
}
