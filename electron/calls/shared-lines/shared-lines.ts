import type { Account } from '../../contract/accounts';
import type { EndCode } from '../../contract/calls';
import type { AccountId, CallId } from '../../contract/ids';
import type { AppearanceAction, LineSharing, SharedLineView } from '../../contract/shared-lines';
import type { Call } from '../call';
import type { CallState } from '../machine/call-state';
import { CallError, unreachable } from '../errors';
import type { SignallingEvent, SignallingParty } from '../ports';
import { type Admission, SharedLine, type SharedLineHost } from './shared-line';

/** What shared lines need of whoever owns the calls. */
export interface SharedLinesHost extends SharedLineHost {
  readonly accounts: () => readonly Account[];
  /** Makes a call to an address that is complete; throws CallError TOO_MANY_CALLS. */
  readonly place: (account: Account, party: SignallingParty, more: Pick<Call, 'invitation'>) => Call;
  readonly answer: (callId: CallId) => void;
  readonly resume: (callId: CallId) => void;
  /** What became of an ended call was something else than it seemed: shown and written anew. */
  readonly amend: (call: Call, code: EndCode) => void;
}

/** As long as the server may need to tell why a call of the line left us, ms. */
const EXPLAINED_WITHIN_MS = 3_000;

type Listener = (lines: SharedLineView[]) => void;

/** A call that left us and may run on at another phone of its line. */
interface Departed { readonly call: Call; readonly line: SharedLine; readonly index: number; readonly code: EndCode; readonly stopTimer: () => void }

/** Every line that is shared with other phones. */
export class SharedLines {
  private readonly lines = new Map<AccountId, { readonly line: SharedLine; readonly by: string }>();
  private readonly listeners = new Set<Listener>();
  private readonly entering = new Map<CallId, { readonly line: SharedLine; readonly index: number; readonly how: 'retrieve' | 'join' }>();
  private departed: Departed[] = [];
  private told = '[]';

  constructor(private readonly host: SharedLinesHost) {}

  list(): SharedLineView[] {
    return [...this.lines.values()].map(({ line }) => line.view());
  }

  onChanged(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Lines were added, changed or removed. */
  accountsChanged(): void {
    const wanted = new Map(this.host.accounts().flatMap((account) => {
      const { sharing } = account;
      return sharing === undefined || sharing.style === 'off' || !account.enabled ? [] : [[account.id, { account, sharing }] as const];
    }));
    for (const [id, { line, by }] of [...this.lines]) {
      const now = wanted.get(id);
      if (now !== undefined && keyOf(now) === by) {
        line.account = now.account;
        continue;
      }
      this.lines.delete(id);
      line.dispose();
    }
    for (const [id, { account, sharing }] of wanted) {
      if (!this.lines.has(id)) this.lines.set(id, { line: new SharedLine({ ...this.host, changed: () => this.lookAtDeparted() }, account, sharing), by: keyOf({ account, sharing }) });
    }
    this.changed();
  }

  /**
   * Does what the place was shown to do; that it still does is looked at first, so that a press which came late joins nobody.
   * The call it is about, null where it only took or gave back the place. Rejects with CallError WRONG_PHASE, and as dialling does.
   */
  async press(accountId: AccountId, index: number, action: AppearanceAction): Promise<CallId | null> {
    const line = this.lines.get(accountId)?.line;
    const place = line?.appearance(index);
    if (line === undefined || place === undefined || place.action !== action) throw new CallError('WRONG_PHASE', 'the place on the line has changed meanwhile');
    switch (action) {
      case 'none': throw new CallError('WRONG_PHASE', 'another phone has this call');
      case 'seize':
        await line.seize(index);
        return null;
      case 'release':
        line.release();
        return null;
      case 'answer':
        if (place.callId !== null) this.host.answer(place.callId);
        return place.callId;
      case 'resume':
        if (place.callId !== null) this.host.resume(place.callId);
        return place.callId;
      case 'show': return place.callId;
      case 'retrieve':
      case 'join':
        return this.enter(line, index, action).id;
      default: throw unreachable(action);
    }
  }

  /** Our running call to that number, back from hold where it waits; null where there is none. */
  turnTo(accountId: AccountId, number: string): CallId | null {
    const call = this.host.running().find((one) => one.account.id === accountId && one.direction === 'outgoing' && (one.firstRemote ?? one.remote).number === number);
    if (call === undefined) return null;
    if (call.state.kind === 'established' && call.state.wantHold) this.host.resume(call.id);
    return call.id;
  }

  /** An INVITE of ours is about to go out on this line. Null = it may, at once. */
  admit(call: Call): Promise<Admission> | null {
    const line = this.lines.get(call.account.id)?.line;
    if (line === undefined) return null;
    const entering = this.entering.get(call.id);
    this.entering.delete(call.id);
    return entering === undefined ? line.admit(call) : entering.line.take(call, entering.index, entering.how);
  }

  arrived(call: Call, { appearance }: SignallingEvent & { kind: 'incoming' }): void {
    this.lines.get(call.account.id)?.line.arrived(call, appearance);
  }

  /** It rang here and was withdrawn: the line shows whether another phone took it. */
  isTakenElsewhere(call: Call): boolean {
    const line = this.lines.get(call.account.id)?.line;
    const index = line?.placeOf(call.id) ?? null;
    const state = index === null ? undefined : line?.seenAt(index)?.state;
    return state === 'active' || state === 'held' || state === 'held-private';
  }

  /** A call of ours entered this state. */
  entered(call: Call, state: CallState['kind']): void {
    const line = this.lines.get(call.account.id)?.line;
    if (line === undefined) return;
    if (state === 'answering') line.answering(call);
    if (state !== 'ended') return;
    this.entering.delete(call.id);
    this.depart(call, line);
    line.left(call.id);
  }

  /** After any change of a call. */
  changed(): void {
    for (const { line } of this.lines.values()) line.follow();
    const views = this.list();
    const text = JSON.stringify(views);
    if (text === this.told) return;
    this.told = text;
    for (const listener of [...this.listeners]) listener(views);
  }

  dispose(): void {
    for (const { line } of this.lines.values()) line.dispose();
    for (const { stopTimer } of this.departed) stopTimer();
    this.departed = [];
    this.lines.clear();
    this.listeners.clear();
  }

  /** BroadSoft: an INVITE to the line itself that names the place. RFC 7463 5.6: Replaces to the far end, or Join to the phone that has the call. */
  private enter(line: SharedLine, index: number, how: 'retrieve' | 'join'): Call {
    const { account } = line;
    const seen = line.seenAt(index);
    const dialog = seen?.dialog ?? null;
    const party = { number: seen?.who?.number ?? account.username, displayName: seen?.who?.displayName ?? null };
    if (dialog === null) return this.noted(line, index, how, this.host.place(account, { ...party, uri: `sip:${account.username}@${account.domain}` }, {}));
    const { callId, localTag, remoteTag, remote, localTarget, local } = dialog;
    const target = how === 'retrieve' ? remote?.uri : localTarget ?? local?.uri;
    if (callId === null || localTag === null || remoteTag === null || target === undefined || [callId, localTag, remoteTag].some((part) => /[\s;,<>"\u0000-\u001f\u007f]/.test(part))) {
      throw new CallError('WRONG_PHASE', 'the server keeps back what is needed to take this call');
    }
    // Each as the one sees it who gets the INVITE: to-tag is theirs.
    const invitation = how === 'retrieve' ? { replaces: `${callId};to-tag=${remoteTag};from-tag=${localTag}` } : { join: `${callId};to-tag=${localTag};from-tag=${remoteTag}` };
    return this.noted(line, index, how, this.host.place(account, { ...party, uri: target }, { invitation }));
  }

  private noted(line: SharedLine, index: number, how: 'retrieve' | 'join', call: Call): Call {
    this.entering.set(call.id, { line, index, how });
    return call;
  }

  /** One that rang, or waited, and ended by their hand, may go on at another phone; the server may say so a moment later. */
  private depart(call: Call, line: SharedLine): void {
    const index = line.placeOf(call.id);
    if (index === null || call.state.kind !== 'ended' || call.state.cause.by !== 'remote') return;
    const wasRinging = call.direction === 'incoming' && call.state.answeredAtEpochMs === null && call.state.cause.code === 'missed';
    const wasHeld = line.wasHeld(call.id) && call.state.cause.code === 'hung-up';
    if (!wasRinging && !wasHeld) return;
    const departed: Departed = {
      call, line, index, code: wasRinging ? 'answered-elsewhere' : 'continued-elsewhere',
      stopTimer: this.host.clock.after(EXPLAINED_WITHIN_MS, () => { this.departed = this.departed.filter((one) => one !== departed); }),
    };
    this.departed.push(departed);
    this.host.clock.after(0, () => this.lookAtDeparted());
  }

  private lookAtDeparted(): void {
    for (const departed of [...this.departed]) {
      const state = departed.line.seenAt(departed.index)?.state;
      const goesOn = state === 'active' || (departed.code === 'answered-elsewhere' && (state === 'held' || state === 'held-private'));
      if (!goesOn) continue;
      departed.stopTimer();
      this.departed = this.departed.filter((one) => one !== departed);
      this.host.amend(departed.call, departed.code);
    }
    this.host.changed();
  }
}

/** What a watched line depends on. */
function keyOf({ account: { id, username, domain }, sharing }: { readonly account: Account; readonly sharing: LineSharing }): string {
  return JSON.stringify([id, username, domain, sharing]);
}
