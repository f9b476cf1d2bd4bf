import type { Clock, DialogPublication, Log, Seizure, SeizeResult, SharedLineSignalling, WatchedDialog } from '../../calls/ports';
import type { AccountId, CallId } from '../../contract/ids';
import type { SipCall } from '../sipjs/call';
import { eventRequests } from '../sipjs/event-requests';
import type { LineCore } from '../sipjs/line-core';
import { callInfoHeader } from './appearance-of';
import { OwnDialogPublication } from './dialog-publication';
import { LineSeizure } from './line-seizure';

export interface SharedLinesOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Null while the line is not in use. */
  readonly line: (accountId: AccountId) => SharingLine | null;
  readonly calls: () => ReadonlyMap<CallId, { readonly call: SipCall }>;
}

/** What of a line matters here. */
export interface SharingLine {
  readonly core: LineCore;
  /** Its Contact, empty before anything was sent. */
  readonly reachableAt: string;
}

interface Place { readonly index: number; readonly isPrivate: boolean }

/** Places on shared lines: taken before dialling, named in the requests of a call, told to the others. */
export class SharedLines implements SharedLineSignalling {
  private readonly places = new Map<CallId, Place>();
  private readonly seizures = new Set<LineSeizure>();
  private readonly publications = new Set<OwnDialogPublication>();

  constructor(private readonly options: SharedLinesOptions) {}

  seize(accountId: AccountId, index: number, onResult: (result: SeizeResult) => void, onLost: () => void): Seizure {
    const line = this.options.line(accountId)?.core;
    if (line === undefined) {
      onResult({ kind: 'failed', reason: 'this line is not in use' });
      return { release: () => {}, used: () => {} };
    }
    const { wire } = eventRequests(line);
    const seizure: LineSeizure = new LineSeizure({
      wire, aor: line.aor, host: hostOf(line), index, clock: this.options.clock, onResult, onLost, onOver: () => this.seizures.delete(seizure),
    });
    this.seizures.add(seizure);
    return seizure;
  }

  occupy(callId: CallId, place: Place | null): void {
    if (place === null) this.places.delete(callId);
    else this.places.set(callId, place);
  }

  /** What each request and 2xx of this call says of its place. */
  headersOf(callId: CallId, line: LineCore): readonly string[] {
    const place = this.places.get(callId);
    return place === undefined ? [] : [callInfoHeader(hostOf(line), place.index, place.isPrivate)];
  }

  publication(accountId: AccountId): DialogPublication {
    const line = this.options.line(accountId);
    if (line === null) return { set: (_dialog, told) => told?.({ kind: 'failed', reason: 'this line is not in use' }), end: () => {} };
    const publication: OwnDialogPublication = new OwnDialogPublication({
      entity: line.core.aor.text, contact: () => line.reachableAt, clock: this.options.clock, log: this.options.log,
      send: eventRequests(line.core).publish, onOver: () => this.publications.delete(publication),
      dialogOf: (callId) => this.options.calls().get(callId)?.call.dialogs().at(-1) ?? null,
    });
    this.publications.add(publication);
    return publication;
  }

  callOf({ callId }: WatchedDialog): CallId | null {
    if (callId === null) return null;
    for (const [id, { call }] of this.options.calls()) if (call.dialogs().some((dialog) => dialog.callId === callId)) return id;
    return null;
  }

  /** The call is over for good. */
  forget(callId: CallId): void {
    this.places.delete(callId);
  }

  dispose(): void {
    for (const seizure of this.seizures) seizure.dispose();
    for (const publication of this.publications) publication.dispose();
    this.seizures.clear();
    this.publications.clear();
    this.places.clear();
  }
}

function hostOf({ aor }: LineCore): string {
  return aor.text.replace(/^sips?:/i, '').replace(/^.*@/, '').replace(/[;?].*$/, '');
}
