/*
 * Passing a call on (RFC 5589). To an address (blind): the call goes on hold, REFER asks its far end to call the target, and
 * it waits on hold for what comes of it. To another call (attended): both stay as they are until the far ends are joined.
 *
 *   holding --held--> asking --202--> trying --NOTIFY 18x--> ringing --NOTIFY 2xx, or BYE of the far end--> answered: BYE
 *                        +--refused---------+------NOTIFY 3xx-6xx, no more news--> failed: the call is still there
 *
 * An attended transfer that is refused at the address of record is asked for once more, at the Contact (RFC 5589 7.3).
 */
import type { CallId } from '../../contract/ids';
import type { CallTransfer, TransferFailure, TransferParty, TransferProgress } from '../../contract/transfer';
import type { Call } from '../call';
import type { CallEvent } from '../machine/call-state';
import { CallError } from '../errors';
import type { ReferTarget, TransferEvent } from '../ports';
import { failureOf, partyOf, partyText, refusalOf, type TransferHost } from './transfer-host';

/** REFER goes out after this even where the hold is not agreed on, ms. */
const HOLD_WITHIN_MS = 2_500;
/** Without any news for so long nothing will come any more, ms: longer than phones ring. */
const NEWS_WITHIN_MS = 180_000;
/** The other call of an attended transfer is ended by its far end (RFC 3891 3), or by us after this, ms. */
const OTHER_ENDS_WITHIN_MS = 4_000;

/** Whoever says so at an address of record may do better at the Contact; the others have made up their mind. */
const ELSEWHERE = new Set([400, 403, 404, 408, 410, 480, 481, 482, 484, 485, 500, 501, 502, 503, 504, 604]);

interface Running {
  readonly call: Call;
  refer: ReferTarget;
  /** The call that the far end takes over. */
  readonly other: Call | null;
  readonly to: TransferParty;
  step: 'holding' | 'asked' | 'over';
  progress: TransferProgress;
  stopTimer: () => void;
}

export class OutgoingTransfers {
  private readonly running = new Map<CallId, Running>();
  /** Calls that their far ends took over, with whom they go on; until they end. */
  private readonly joined = new Map<CallId, string>();

  constructor(private readonly host: TransferHost) {}

  /** Null where the call is not passed on. */
  of(callId: CallId): CallTransfer | null {
    const transfer = this.running.get(callId);
    return transfer === undefined ? null : { to: transfer.to, progress: transfer.progress };
  }

  /** What the far end's Allow says of REFER (RFC 3515 4). */
  takes(callId: CallId): boolean | null {
    return this.host.signalling.transfer.takesRefer(callId);
  }

  /** Passes the call on to somebody, without speaking to them. Throws CallError: WRONG_PHASE, CALL_NOT_FOUND, INVALID_TARGET. */
  toAddress(callId: CallId, typed: string): void {
    const call = this.ready(callId);
    const number = typed.trim();
    if (number === '') throw new CallError('INVALID_TARGET', 'nobody to pass the call on to');
    const target = this.host.routed(number, call.account.id);
    this.host.signalling.checkTarget(call.account.id, target);
    const to = partyOf(this.host.list.identify({ number, uri: target, displayName: null, e164: null, contact: null }));
    this.start({ call, refer: { kind: 'address', target }, other: null, to, step: 'holding', progress: { kind: 'asking' }, stopTimer: () => {} });
  }

  /** Joins the far ends of two calls. Throws CallError: WRONG_PHASE, CALL_NOT_FOUND. */
  toCall(callId: CallId, otherId: CallId): void {
    const call = this.ready(callId);
    const other = this.ready(otherId);
    if (call === other) throw new CallError('WRONG_PHASE', 'a call cannot be passed on to itself');
    this.start({ call, refer: { kind: 'call', callId: otherId }, other, to: partyOf(other.remote), step: 'holding', progress: { kind: 'asking' }, stopTimer: () => {} });
  }

  /** Back to the far end, whether the transfer failed or is still under way. Throws CallError CALL_NOT_FOUND. */
  takeBack(callId: CallId): void {
    const transfer = this.running.get(callId);
    if (transfer !== undefined) this.forget(transfer);
    if (this.host.list.get(callId).state.kind === 'established') this.host.resume(callId);
    this.host.changed();
  }

  onProgress({ callId, status, reason, final }: TransferEvent & { kind: 'referProgress' }): void {
    const transfer = this.running.get(callId);
    if (transfer === undefined || transfer.step !== 'asked') return;
    this.host.log.info('transfer told', { callId, status, reason, final });
    if (status !== null && status >= 200 && status < 300) return this.answered(transfer);
    if (status !== null && status >= 300) return this.refused(transfer, status);
    if (final) return this.failed(transfer, 'no-news', status);
    this.expectNews(transfer);
    if (status !== null && status > 100) this.progressed(transfer, { kind: 'ringing' });
  }

  /** A far end that hangs up once it was asked has gone to the one it was passed on to; many do not wait for an answer. */
  reworded(call: Call, event: CallEvent): CallEvent {
    if (event.kind !== 'byeReceived') return event;
    const goesOnWith = this.joined.get(call.id);
    if (goesOnWith !== undefined) return { ...event, code: 'transferred', reason: goesOnWith };
    const transfer = [...this.running.values()].find((candidate) => (candidate.call === call || candidate.other === call) && candidate.step !== 'holding');
    if (transfer === undefined || transfer.progress.kind === 'failed' || transfer.progress.kind === 'asking') return event;
    return { ...event, code: 'transferred', reason: partyText(transfer.call === call ? transfer.to : partyOf(transfer.call.remote)) };
  }

  /** Of two calls that became one, the one passed on tells the story; the other leaves the screen. */
  ended(call: Call): void {
    const isTold = this.joined.delete(call.id) || [...this.running.values()].some(({ other }) => other === call);
    if (isTold && call.state.kind === 'ended' && call.state.cause.code === 'transferred') this.host.clock.after(0, () => this.host.flow.dismiss(call.id));
  }

  /** Looks at calls whose state changed. */
  look(): void {
    for (const transfer of [...this.running.values()]) {
      const { state } = transfer.call;
      if (state.kind !== 'established') this.forget(transfer);
      else if (transfer.step === 'holding' && (transfer.other !== null || (state.wantHold === state.localHold && state.exchange === 'none'))) this.ask(transfer);
      else if (transfer.step === 'over' && transfer.progress.kind === 'failed' && !state.wantHold) this.forget(transfer);
    }
  }

  dispose(): void {
    for (const { stopTimer } of this.running.values()) stopTimer();
    this.running.clear();
    this.joined.clear();
  }

  private ready(callId: CallId): Call {
    const call = this.host.list.get(callId);
    if (call.state.kind !== 'established') throw new CallError('WRONG_PHASE', `cannot pass on a call while ${call.state.kind}`);
    if (this.host.conference().has(callId)) throw new CallError('WRONG_PHASE', 'a member of a conference cannot be passed on');
    const under = this.running.get(callId);
    if (under !== undefined && under.step !== 'over') throw new CallError('WRONG_PHASE', 'this call is being passed on already');
    return call;
  }

  private start(transfer: Running): void {
    const { call } = transfer;
    const before = this.running.get(call.id);
    if (before !== undefined) this.forget(before);
    this.running.set(call.id, transfer);
    transfer.stopTimer = this.host.clock.after(HOLD_WITHIN_MS, () => this.ask(transfer));
    // RFC 5589 6.1: the far end is not to listen while it is passed on.
    if (transfer.other === null) this.host.flow.feed(call, { kind: 'hold' });
    this.look();
    this.host.changed();
  }

  /** `before`: what the first place said, which counts where there is no other. */
  private ask(transfer: Running, before: number | null = null): void {
    if (transfer.step !== 'holding') return;
    transfer.step = 'asked';
    // RFC 3515 4: a far end that names what it takes, and not this, is believed.
    if (this.takes(transfer.call.id) === false) return this.failed(transfer, 'not-supported', null);
    this.expectNews(transfer);
    this.host.signalling.transfer.refer(transfer.call.id, transfer.refer).then((answer) => {
      if (this.running.get(transfer.call.id) !== transfer || transfer.step !== 'asked') return;
      if (!answer.ok && before !== null) return this.failed(transfer, failureOf(before), before);
      if (!answer.ok) return this.failed(transfer, refusalOf(answer.status), answer.status === 0 ? null : answer.status);
      // RFC 4488: it took the request and will say no more; what it makes of it is its own affair.
      if (!answer.tells) return this.answered(transfer);
      if (transfer.progress.kind === 'asking') this.progressed(transfer, { kind: 'trying' });
    }, (error: unknown) => {
      this.host.log.warn('transfer not asked for', { callId: transfer.call.id, error: String(error) });
      this.failed(transfer, 'failed', null);
    });
  }

  /** The one to be called did not take the call. Some are known where they are, and not by their address (RFC 5589 7.3). */
  private refused(transfer: Running, status: number): void {
    const { refer, progress } = transfer;
    if (refer.kind !== 'call' || refer.at !== undefined || progress.kind === 'ringing' || !ELSEWHERE.has(status)) return this.failed(transfer, failureOf(status), status);
    transfer.refer = { ...refer, at: 'contact' };
    transfer.step = 'holding';
    this.host.log.info('transfer tried at the Contact', { callId: transfer.call.id, status });
    this.ask(transfer, status);
  }

  private progressed(transfer: Running, progress: TransferProgress): void {
    transfer.progress = progress;
    this.host.changed();
  }

  private expectNews(transfer: Running): void {
    transfer.stopTimer();
    transfer.stopTimer = this.host.clock.after(NEWS_WITHIN_MS, () => this.failed(transfer, 'no-news', null));
  }

  private answered(transfer: Running): void {
    const { call, other, to } = transfer;
    const { clock, flow } = this.host;
    transfer.stopTimer();
    transfer.step = 'over';
    transfer.progress = { kind: 'answered' };
    if (other !== null && other.state.kind !== 'ended') {
      const reason = partyText(partyOf(call.remote));
      this.joined.set(other.id, reason);
      clock.after(OTHER_ENDS_WITHIN_MS, () => { if (other.state.kind !== 'ended') flow.feed(other, { kind: 'hangUp', atEpochMs: clock.epochMs(), code: 'transferred', reason }); });
    }
    flow.feed(call, { kind: 'hangUp', atEpochMs: clock.epochMs(), code: 'transferred', reason: partyText(to) });
  }

  private failed(transfer: Running, why: TransferFailure, sipStatus: number | null): void {
    if (this.running.get(transfer.call.id) !== transfer) return;
    transfer.stopTimer();
    transfer.step = 'over';
    this.progressed(transfer, { kind: 'failed', why, sipStatus });
  }

  private forget(transfer: Running): void {
    transfer.stopTimer();
    if (this.running.get(transfer.call.id) === transfer) this.running.delete(transfer.call.id);
  }
}
