import type { Account } from '../../contract/accounts';
import type { CallId } from '../../contract/ids';
import type { AppearanceAction, LineSharing, SharedAppearance, SharedLineView } from '../../contract/shared-lines';
import type { Call } from '../call';
import { CallError } from '../errors';
import type { Clock, DialogPublication, Log, PublishedDialog, Signalling, SubscriptionEvent } from '../ports';
import { userOf } from '../presence/key-state';
import { ABOUT_TO_DIAL, type Claim, claim, type ClaimResult } from './claim';
import { actionOnOther, actionOnOwn, stateOfOwn } from './press';
import { type Seen, seenByCallInfo, seenByDialogs } from './seen';

/** What a shared line needs of whoever owns the calls. */
export interface SharedLineHost {
  readonly signalling: Pick<Signalling, 'subscriptions' | 'sharedLines'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly find: (callId: CallId) => Call | undefined;
  readonly running: () => readonly Call[];
  readonly changed: () => void;
}

/** A place nobody dials from is given back, ms. */
const HOLD_MS = 60_000;
/** A server that says nothing for so long does not keep a call from going out, ms. */
const CLAIM_WITHIN_MS = 4_000;
/** Other phones may be faster; then the next free place is tried. */
const MAX_TRIES = 3;

/** Whether the INVITE may go out. */
export type Admission = { readonly ok: true } | { readonly ok: false; readonly reason: string };

interface Own {
  readonly index: number;
  readonly publication: DialogPublication | null;
  told: string;
  /** Our user had it wait. */
  isHeld: boolean;
}

/** One line that several phones share: its places, which of them our calls are in, and how a new call gets one. */
export class SharedLine {
  /** Null before the server said anything, and while it cannot. */
  private seen: ReadonlyMap<number, Seen> | null = null;
  private reason: string | null = null;
  private isUnsupported = false;
  private readonly own = new Map<CallId, Own>();
  /** Taken by a press, not dialled from yet. */
  private held: { readonly claim: Claim; readonly stopTimer: () => void } | null = null;
  private readonly stop: () => void;

  constructor(private readonly host: SharedLineHost, public account: Account, readonly sharing: LineSharing) {
    const { subscriptions } = host.signalling;
    const listener = (event: SubscriptionEvent): void => this.onEvent(event);
    this.stop = sharing.style === 'broadsoft'
      ? subscriptions.watch(account.id, 'call-info', null, listener)
      : subscriptions.watch(account.id, 'dialog', null, listener, { shared: true });
  }

  view(): SharedLineView {
    const last = Math.max(this.sharing.appearances, ...(this.seen?.keys() ?? []), ...[...this.own.values()].map(({ index }) => index));
    return {
      accountId: this.account.id, label: this.account.label, reason: this.reason,
      appearances: Array.from({ length: last }, (_none, at) => this.appearance(at + 1)),
    };
  }

  appearance(index: number): SharedAppearance {
    const call = this.callAt(index);
    if (call !== null) {
      const { remote } = call;
      return {
        index, here: true, callId: call.id, state: stateOfOwn(call.state), action: actionOnOwn(call.state),
        who: remote.contact?.name ?? remote.displayName ?? remote.number,
      };
    }
    if (this.held?.claim.index === index) return { index, here: true, callId: null, state: 'seized', action: 'release', who: null };
    const seen = this.seen?.get(index);
    const state = seen?.state ?? (this.seen === null ? 'unknown' : 'idle');
    return {
      index, here: false, callId: null, state, who: seen?.who == null ? null : seen.who.displayName ?? seen.who.number,
      action: actionOnOther(state, { joining: this.sharing.joining, exclusive: seen?.exclusive ?? false }),
    };
  }

  seenAt(index: number): Seen | null {
    return this.seen?.get(index) ?? null;
  }

  placeOf(callId: CallId): number | null {
    return this.own.get(callId)?.index ?? null;
  }

  /** Takes a place for the number to be dialled next; it is given back after a minute. Throws CallError WRONG_PHASE where it is taken. */
  async seize(index: number): Promise<void> {
    this.release();
    const result = await this.ask(index, {});
    if (result.kind === 'taken') throw new CallError('WRONG_PHASE', `another phone was faster: ${result.reason}`);
    // Whether or not this server lets places be taken: a number can be dialled.
    if (result.kind !== 'granted') return;
    this.held = { claim: result.claim, stopTimer: this.host.clock.after(HOLD_MS, () => this.release()) };
    this.host.changed();
  }

  release(): void {
    const { held } = this;
    this.held = null;
    if (held === null) return;
    held.stopTimer();
    held.claim.release();
    this.host.changed();
  }

  /** An INVITE of ours is about to go out. Null = at once. */
  admit(call: Call): Promise<Admission> | null {
    if (this.own.has(call.id)) return null;
    // Who calls for help waits for nothing.
    return call.urgent === true || this.isUnsupported ? null : this.findPlace(call);
  }

  /** Goes into a place that is in use: to fetch the call that waits there, or to join the one that runs. */
  async take(call: Call, index: number, how: Extract<AppearanceAction, 'retrieve' | 'join'>): Promise<Admission> {
    const dialog = this.seenAt(index)?.dialog ?? null;
    if (this.sharing.style === 'broadsoft' || dialog === null) {
      // The INVITE itself names the place; there is nothing to be seized where a call is already.
      this.enter(call, index, null);
      return { ok: true };
    }
    const result = await this.ask(index, how === 'retrieve' ? { replaced: dialog } : { joined: dialog });
    if (result.kind === 'taken') return { ok: false, reason: result.reason };
    this.enter(call, index, result.kind === 'granted' ? result.claim.publication : null);
    return { ok: true };
  }

  /** A call came in. Where the server names no place it takes the first free one when it is answered. */
  arrived(call: Call, index: number | undefined): void {
    const place = index ?? this.ringing() ?? this.free(new Set());
    if (place !== null) this.enter(call, place, null, index !== undefined);
  }

  /** It is being answered: everything it sends from now on names its place, which must still be free. */
  answering(call: Call): void {
    // One that stands in for another of ours (RFC 3891) is where that one was.
    const index = this.placeOf(call.id) ?? (call.replaces === undefined ? null : this.placeOf(call.replaces));
    const isTaken = index !== null && this.taken(index, call);
    const place = index === null || isTaken ? this.free(new Set()) : index;
    if (place !== null) this.enter(call, place, null);
  }

  left(callId: CallId): void {
    const own = this.own.get(callId);
    this.own.delete(callId);
    own?.publication?.end();
    if (own !== undefined && this.sharing.style === 'broadsoft') this.host.signalling.sharedLines.occupy(callId, null);
  }

  /** Our user had this call wait when it was last looked at. */
  wasHeld(callId: CallId): boolean {
    return this.own.get(callId)?.isHeld === true;
  }

  /** After any change of a call: what ours look like now is told to the others (RFC 7463 5.4). */
  follow(): void {
    for (const [callId, own] of this.own) {
      const call = this.host.find(callId);
      own.isHeld = call?.state.kind === 'established' ? call.state.localHold : own.isHeld;
      if (this.sharing.style !== 'rfc7463' || call === undefined || call.state.kind === 'arriving' || call.state.kind === 'incoming' || call.state.kind === 'ended') continue;
      const dialog = publishedOf(call, own.index);
      const text = JSON.stringify(dialog);
      if (text === own.told) continue;
      const publication = own.publication ?? this.host.signalling.sharedLines.publication(this.account.id);
      this.own.set(callId, { ...own, publication, told: text });
      publication.set(dialog);
    }
  }

  dispose(): void {
    this.stop();
    this.release();
    for (const { publication } of this.own.values()) publication?.end();
    this.own.clear();
  }

  private callAt(index: number): Call | null {
    for (const [callId, own] of this.own) {
      const call = own.index === index ? this.host.find(callId) : undefined;
      if (call !== undefined && call.state.kind !== 'ended' && call.state.kind !== 'arriving') return call;
    }
    return null;
  }

  private taken(index: number, by?: Call): boolean {
    const isOldPlace = by?.replaces !== undefined && this.placeOf(by.replaces) === index;
    const state = isOldPlace ? 'idle' : this.seen?.get(index)?.state ?? 'idle';
    // A call that rings on all phones is the same call.
    if (state !== 'idle' && state !== 'ringing') return true;
    return [...this.own].some(([callId, own]) => callId !== by?.id && callId !== by?.replaces && own.index === index);
  }

  /** The server told of the ringing before the INVITE came. */
  private ringing(): number | null {
    for (const { index, state } of this.seen?.values() ?? []) if (state === 'ringing' && !this.taken(index)) return index;
    return null;
  }

  private free(tried: ReadonlySet<number>): number | null {
    for (let index = 1; index <= this.sharing.appearances; index += 1) {
      if (!tried.has(index) && !this.taken(index) && (this.seen?.get(index)?.state ?? 'idle') === 'idle' && this.held?.claim.index !== index) return index;
    }
    return null;
  }

  private async findPlace(call: Call): Promise<Admission> {
    const { held } = this;
    if (held !== null) {
      this.held = null;
      held.stopTimer();
      held.claim.used();
      this.enter(call, held.claim.index, held.claim.publication);
      return { ok: true };
    }
    const tried = new Set<number>();
    for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
      const index = this.free(tried);
      if (index === null) return { ok: false, reason: 'every place of the line is in use' };
      tried.add(index);
      const result = await this.ask(index, {});
      if (call.state.kind === 'ended') {
        if (result.kind === 'granted') result.claim.release();
        return { ok: false, reason: 'given up' };
      }
      if (result.kind === 'granted') {
        result.claim.used();
        this.enter(call, result.claim.index, result.claim.publication);
        return { ok: true };
      }
      this.isUnsupported ||= result.kind === 'unsupported';
      if (result.kind !== 'taken') return { ok: true };
    }
    return { ok: false, reason: 'other phones were faster' };
  }

  private async ask(index: number, more: Partial<PublishedDialog>): Promise<ClaimResult> {
    const { signalling, clock } = this.host;
    let stopTimer: () => void = () => {};
    let isLate = false;
    const late = new Promise<ClaimResult>((resolve) => {
      stopTimer = clock.after(CLAIM_WITHIN_MS, () => { isLate = true; resolve({ kind: 'failed', reason: 'no answer' }); });
    });
    const asked = claim(signalling.sharedLines, this.account.id, this.sharing.style, index, more, () => this.lost(index));
    void asked.then((result) => { if (isLate && result.kind === 'granted') result.claim.release(); });
    const result = await Promise.race([asked, late]);
    stopTimer();
    if (result.kind !== 'granted') this.host.log.info('no place on the shared line', { index, kind: result.kind, reason: result.reason });
    return result;
  }

  private lost(index: number): void {
    if (this.held?.claim.index !== index) return;
    this.held.stopTimer();
    this.held = null;
    this.host.changed();
  }

  private enter(call: Call, index: number, publication: DialogPublication | null, isNamed = true): void {
    this.own.set(call.id, { index, publication, told: '', isHeld: false });
    if (this.sharing.style === 'broadsoft' && isNamed) this.host.signalling.sharedLines.occupy(call.id, { index, isPrivate: false });
    this.host.changed();
  }

  private onEvent(event: SubscriptionEvent): void {
    if (event.kind === 'status') {
      const { status } = event;
      this.reason = status.kind === 'waiting' || status.kind === 'ended' ? status.reason : null;
      this.isUnsupported = status.kind === 'ended' && status.why === 'unsupported';
      // Nobody can tell now: better than a state of yesterday.
      if (status.kind === 'idle' || status.kind === 'waiting' || status.kind === 'ended') this.seen = null;
    } else if (event.kind === 'facts' && event.facts.package === 'call-info') this.seen = seenByCallInfo(event.facts.line);
    else if (event.kind === 'facts' && event.facts.package === 'dialog') {
      this.seen = seenByDialogs(event.facts.dialog.dialogs);
      this.adoptPlaces();
    }
    this.host.changed();
  }

  /** RFC 7463 5.2: the agent has the last word on which place a call is in. */
  private adoptPlaces(): void {
    for (const { index, dialog } of this.seen?.values() ?? []) {
      const callId = dialog === null ? null : this.host.signalling.sharedLines.callOf(dialog);
      const own = callId === null ? undefined : this.own.get(callId);
      if (callId !== null && own?.index !== index) this.own.set(callId, { publication: null, told: '', isHeld: false, ...own, index });
    }
  }
}

function publishedOf(call: Call, index: number): PublishedDialog {
  const { state, remote, direction } = call;
  return {
    ...ABOUT_TO_DIAL, appearance: index, callId: call.id, direction: direction === 'outgoing' ? 'initiator' : 'recipient',
    state: state.kind === 'established' ? 'confirmed' : state.kind === 'ringing' ? 'early' : 'trying',
    held: state.kind === 'established' && state.localHold, remote: { uri: uriOf(remote.uri, remote.number), displayName: remote.displayName },
  };
}

/** What was typed is no address yet. */
function uriOf(uri: string, number: string): string {
  return /^(?:sips?|tel):/i.test(uri) ? uri : `sip:${userOf(number)}`;
}
