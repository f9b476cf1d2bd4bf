import type { Account } from '../contract/accounts';
import type { RemoteParty } from '../contract/calls';
import type { CallId } from '../contract/ids';
import { newCall, type Call } from './call';
import type { CallServiceOptions } from './call-service-options';
import { identify } from './caller';
import { CallError } from './errors';
import type { SignallingParty } from './ports';
import { lastSaid } from './encryption/security';

/** The calls there are, from their first moment until they leave the screen. */
export class CallList {
  private readonly calls = new Map<CallId, Call>();

  constructor(private readonly options: Pick<CallServiceOptions, 'signalling' | 'contacts' | 'region' | 'clock' | 'log' | 'newCallId'>) {}

  all(): readonly Call[] {
    return [...this.calls.values()];
  }

  /** Those that are not ended. */
  running(): Call[] {
    return [...this.calls.values()].filter((call) => call.state.kind !== 'ended');
  }

  find(callId: CallId): Call | undefined {
    return this.calls.get(callId);
  }

  /** Throws CallError CALL_NOT_FOUND. */
  get(callId: CallId): Call {
    const call = this.calls.get(callId);
    if (call === undefined) throw new CallError('CALL_NOT_FOUND', `no call ${callId}`);
    return call;
  }

  /** A call that begins now. Who calls is looked up later: nothing may delay the first ring. */
  add(account: Account, direction: Call['direction'], party: SignallingParty, id = this.options.newCallId()): Call {
    const { clock, signalling } = this.options;
    const bare: RemoteParty = { ...party, e164: null, contact: null };
    const call = newCall({
      id, account, direction, startedAtEpochMs: clock.epochMs(), isSignallingSecure: lastSaid(() => signalling.isSecure(id)), remote: direction === 'outgoing' ? this.identify(bare) : bare,
    });
    this.calls.set(id, call);
    return call;
  }

  remove(callId: CallId): void {
    this.calls.delete(callId);
  }

  identify(party: RemoteParty): RemoteParty {
    return identify(party, this.options.region(), this.options.contacts, this.options.log);
  }
}
