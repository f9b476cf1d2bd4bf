import type { AccountId, CallId } from '../../contract/ids';
import type { Call } from '../call';
import type { CallFlow } from '../call-flow';
import type { CallList } from '../call-list';
import type { CallServiceOptions } from '../call-service-options';
import { CallError } from '../errors';
import { partyOf, partyText } from '../transfer/transfer-host';

/** A caller who rings again so soon after being sent on was brought back by the server, ms. */
const BACK_WITHIN_MS = 20_000;
/** Nobody sends on more calls than this in that time. */
const REMEMBERED = 16;

interface SentOn {
  readonly accountId: AccountId;
  readonly caller: string;
  readonly to: string;
  readonly atMs: number;
}

/** Calls that ring and are sent on by hand (302, RFC 3261 21.3.3). Whether the server follows shows only where the call comes back. */
export class Deflections {
  private sent: SentOn[] = [];

  constructor(
    private readonly options: Pick<CallServiceOptions, 'signalling' | 'clock'>,
    private readonly list: CallList,
    private readonly flow: CallFlow,
    private readonly routed: (typed: string, accountId: AccountId) => string,
  ) {}

  /** Sends the call on to a number. Throws CallError: CALL_NOT_FOUND, WRONG_PHASE, INVALID_TARGET (also for the line's own number). */
  sendOn(callId: CallId, typed: string): void {
    const call = this.list.get(callId);
    const number = typed.trim();
    if (call.state.kind !== 'incoming') throw new CallError('WRONG_PHASE', `cannot send on a call while ${call.state.kind}`);
    if (number === '') throw new CallError('INVALID_TARGET', 'nobody to send the call on to');
    const { account } = call;
    const target = this.routed(number, account.id);
    this.options.signalling.checkTarget(account.id, target);
    if (isOwn(target, account.username, account.domain)) throw new CallError('INVALID_TARGET', 'that is the number of this very line');
    const to = partyText(partyOf(this.list.identify({ number, uri: target, displayName: null, e164: null, contact: null })));
    const { clock } = this.options;
    this.flow.command(call, { kind: 'forward', to: target, named: to, atEpochMs: clock.epochMs() });
    if (call.remote.number !== '') this.sent = [...this.sent, { accountId: account.id, caller: call.remote.number, to, atMs: clock.monotonicMs() }].slice(-REMEMBERED);
  }

  /** A call that begins to ring: where its caller was sent on to a moment ago, it says so. */
  note(call: Call): void {
    const sinceMs = this.options.clock.monotonicMs() - BACK_WITHIN_MS;
    this.sent = this.sent.filter(({ atMs }) => atMs >= sinceMs);
    const back = this.sent.findLast(({ accountId, caller }) => accountId === call.account.id && caller === call.remote.number);
    if (back !== undefined) call.backFrom = back.to;
  }
}

function isOwn(target: string, username: string, domain: string): boolean {
  const [user = '', host] = target.replace(/^sip:/i, '').split(';')[0]?.toLowerCase().split('@') ?? [];
  return user === username.toLowerCase() && (host === undefined || host === domain.toLowerCase());
}
