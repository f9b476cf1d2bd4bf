import { newCall, type Call } from '../../../../electron/calls/call';
import { SharedLines } from '../../../../electron/calls/shared-lines/shared-lines';
import { silentLog, type AppearanceFact, type PublishedDialog, type SeizeResult, type Signalling, type SignallingEvent, type SubscriptionEvent, type WatchedDialog } from '../../../../electron/calls/ports';
import type { EndCode, LineSharing } from '../../../../electron/contract';
import { type AccountId, CallId } from '../../../../electron/contract/ids';
import { FakeClock } from '../../../support/fake-clock';
import { accountFor } from '../../../support/sip/phone';

export const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
export const established = (localHold = false): Call['state'] => ({ kind: 'established', answeredAtEpochMs: 1, localHold, wantHold: localHold, offeredHold: localHold, remoteHold: false, exchange: 'none', refreshNeeded: false, backingOff: false });
export const ended = (code: EndCode, answeredAtEpochMs: number | null = null): Call['state'] => ({ kind: 'ended', endedAtEpochMs: 2, answeredAtEpochMs, cause: { code, by: 'remote', sipStatus: null, reason: null } });

/** A phone with one shared line, its server scripted. */
export class Desk {
  readonly clock = new FakeClock();
  readonly account;
  readonly calls = new Map<CallId, Call>();
  readonly seized: { index: number; result: (result: SeizeResult) => void; lost: () => void; state: 'asked' | 'released' | 'used' }[] = [];
  readonly published: { dialogs: PublishedDialog[]; told: ((result: SeizeResult) => void) | undefined; ended: boolean }[] = [];
  readonly occupied = new Map<CallId, number>();
  readonly placed: { uri: string; number: string; invitation: Call['invitation'] }[] = [];
  readonly amended: [CallId, EndCode][] = [];
  readonly done: string[] = [];
  readonly lines: SharedLines;
  watched: { package: string; shared: boolean }[] = [];
  ours: CallId | null = null;
  private tell: (event: SubscriptionEvent) => void = () => {};
  private serial = 0;

  constructor(sharing: Partial<LineSharing> = {}) {
    this.account = accountFor('desk', 'pbx.test', { sharing: { style: 'broadsoft', appearances: 2, joining: false, ...sharing } });
    const signalling = {
      subscriptions: {
        watch: (_id: AccountId, eventPackage: string, _target: string | null, listener: (event: SubscriptionEvent) => void, options?: { shared?: boolean }) => {
          this.watched.push({ package: eventPackage, shared: options?.shared ?? false });
          this.tell = listener;
          return () => { this.watched = []; };
        },
      },
      sharedLines: {
        seize: (_id: AccountId, index: number, result: (result: SeizeResult) => void, lost: () => void) => {
          const entry: Desk['seized'][number] = { index, result, lost, state: 'asked' };
          this.seized.push(entry);
          return { release: () => { entry.state = 'released'; }, used: () => { entry.state = 'used'; } };
        },
        occupy: (callId: CallId, place: { index: number } | null) => { if (place === null) this.occupied.delete(callId); else this.occupied.set(callId, place.index); },
        publication: () => {
          const entry: Desk['published'][number] = { dialogs: [], told: undefined, ended: false };
          this.published.push(entry);
          return { set: (dialog: PublishedDialog, told?: (result: SeizeResult) => void) => { entry.dialogs.push(dialog); entry.told = told ?? entry.told; }, end: () => { entry.ended = true; } };
        },
        callOf: () => this.ours,
      },
    } as unknown as Signalling;
    this.lines = new SharedLines({
      signalling, clock: this.clock, log: silentLog, accounts: () => [this.account], find: (callId) => this.calls.get(callId), running: () => [...this.calls.values()].filter(({ state }) => state.kind !== 'ended'), changed: () => this.lines?.changed(),
      place: (_account, party, more) => { this.placed.push({ uri: party.uri, number: party.number, invitation: more.invitation }); return this.call('outgoing'); },
      answer: (callId) => this.done.push(`answer ${callId}`), resume: (callId) => this.done.push(`resume ${callId}`),
      amend: (call, code) => this.amended.push([call.id, code]),
    });
    this.lines.accountsChanged();
  }

  call(direction: Call['direction'], state: Call['state'] = direction === 'outgoing' ? { kind: 'dialling', mediaFlows: false, mediaLost: false } : { kind: 'incoming', silenced: false, offer: null }): Call {
    const id = CallId.parse(`call${++this.serial}`);
    const call = newCall({ id, account: this.account, direction, startedAtEpochMs: 0, isSignallingSecure: () => false, remote: { number: '+33144556677', uri: 'sip:x@pbx.test', displayName: null, e164: null, contact: null } });
    call.state = state;
    this.calls.set(id, call);
    return call;
  }

  become(call: Call, state: Call['state']): void {
    call.state = state;
    this.lines.entered(call, state.kind);
    this.lines.changed();
  }

  incoming(call: Call, appearance?: number): void {
    this.lines.arrived(call, { kind: 'incoming', callId: call.id, ...(appearance === undefined ? {} : { appearance }) } as SignallingEvent & { kind: 'incoming' });
  }

  callInfo(...appearances: [number, AppearanceFact['state'], string?][]): void {
    this.tell({ kind: 'facts', resource: 'desk', facts: { package: 'call-info', line: { appearances: appearances.map(([index, state, who]) => ({ index, state, uri: who === undefined ? null : `sip:${who}@pbx.test`, displayName: null })) } } });
  }

  dialogs(...dialogs: Partial<WatchedDialog>[]): void {
    const usual = { state: 'confirmed', direction: 'initiator', callId: 'c', localTag: 'l', remoteTag: 'r', local: { uri: 'sip:desk@pbx.test', displayName: null }, remote: { uri: 'sip:carol@pbx.test', displayName: 'Carol' } } as const;
    this.tell({ kind: 'facts', resource: 'desk', facts: { package: 'dialog', dialog: { entity: 'sip:desk@pbx.test', dialogs: dialogs.map((dialog, at) => ({ ...usual, id: `d${at}`, ...dialog })) } } });
  }

  status(status: Extract<SubscriptionEvent, { kind: 'status' }>['status']): void { this.tell({ kind: 'status', status }); }

  place(index: number) {
    const place = this.lines.list()[0]?.appearances[index - 1];
    if (place === undefined) throw new Error(`no place ${index}`);
    return place;
  }

  press(index: number): Promise<CallId | null> { return this.lines.press(this.account.id, index, this.place(index).action); }
}
