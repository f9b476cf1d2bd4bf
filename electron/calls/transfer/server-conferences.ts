import type { CallId } from '../../contract/ids';
import type { ServerConference, TransferFailure } from '../../contract/transfer';
import type { Call } from '../call';
import type { CallState } from '../machine/call-state';
import { CallError } from '../errors';
import type { ConferenceUser } from '../ports';
import { refusalOf, type TransferHost } from './transfer-host';

/** More than anybody looks at. */
const MAX_SHOWN = 50;

interface Watched {
  conference: ServerConference;
  readonly stop: () => void;
}

/** Calls to a conference of a server: who is in it, and adding somebody (RFC 4579 5.2, 5.5; RFC 4575). */
export class ServerConferences {
  private readonly watched = new Map<CallId, Watched>();

  constructor(private readonly host: TransferHost) {}

  /** Null where the far end is none. */
  of(callId: CallId): ServerConference | null {
    return this.watched.get(callId)?.conference ?? null;
  }

  entered(call: Call, state: CallState['kind']): void {
    if (state === 'established' && call.focus !== undefined) this.watch(call, call.focus);
    if (state === 'ended') this.leave(call.id);
  }

  /** A call became one with a conference, with another one, or with a single far end again. */
  focusChanged(call: Call, focus: string | null): void {
    this.leave(call.id);
    if (focus === null) delete call.focus;
    else call.focus = focus;
    if (focus !== null && call.state.kind === 'established') this.watch(call, focus);
    this.host.changed();
  }

  /** Asks the conference to call somebody in. Null = it will. Throws CallError: WRONG_PHASE, CALL_NOT_FOUND, INVALID_TARGET. */
  async add(callId: CallId, typed: string): Promise<TransferFailure | null> {
    const call = this.host.list.get(callId);
    if (call.state.kind !== 'established' || !this.watched.has(callId)) throw new CallError('WRONG_PHASE', 'this call is no conference of a server');
    if (typed.trim() === '') throw new CallError('INVALID_TARGET', 'nobody to add');
    const target = this.host.routed(typed.trim(), call.account.id);
    this.host.signalling.checkTarget(call.account.id, target);
    const answer = await this.host.signalling.transfer.refer(callId, { kind: 'address', target });
    return answer.ok ? null : refusalOf(answer.status);
  }

  dispose(): void {
    for (const { stop } of this.watched.values()) stop();
    this.watched.clear();
  }

  private leave(callId: CallId): void {
    this.watched.get(callId)?.stop();
    this.watched.delete(callId);
  }

  private watch(call: Call, focus: string): void {
    const watched: { -readonly [Name in keyof Watched]: Watched[Name] } = { conference: { people: [], count: null }, stop: () => {} };
    this.watched.set(call.id, watched);
    watched.stop = this.host.signalling.subscriptions.watch(call.account.id, 'conference', focus, (event) => {
      if (event.kind !== 'facts' || event.facts.package !== 'conference' || this.watched.get(call.id) !== watched) return;
      const { users, userCount } = event.facts.conference;
      watched.conference = { people: users.slice(0, MAX_SHOWN).map(personOf), count: userCount ?? users.length };
      this.host.changed();
    });
  }
}

function personOf({ entity, displayName }: ConferenceUser): ServerConference['people'][number] {
  return { number: entity.replace(/^(?:sips?|tel):/i, '').split(/[@;]/)[0] ?? entity, name: displayName };
}
