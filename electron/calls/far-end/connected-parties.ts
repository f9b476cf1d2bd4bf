import type { RemoteParty } from '../../contract/calls';
import type { Call } from '../call';
import type { CallList } from '../call-list';
import type { CallRecorder } from '../call-recorder';
import { matchKey } from '../numbers/numbers';
import type { SignallingParty } from '../ports';

/** Who a call is really with, as the line's server tells while it runs: a call picked up, forwarded, parked or passed on elsewhere (RFC 4916). */
export class ConnectedParties {
  constructor(
    private readonly list: Pick<CallList, 'identify'>,
    private readonly recorder: Pick<CallRecorder, 'noted'>,
    private readonly changed: () => void,
  ) {}

  /** null = nothing was said, which changes nothing. */
  take(call: Call, party: SignallingParty | null): void {
    if (party === null || party.number === '' || call.state.kind === 'ended') return;
    const now = this.list.identify({ ...party, e164: null, contact: null });
    if (isSameParty(now, call.remote)) return this.name(call, party.displayName);
    const first = call.firstRemote ?? call.remote;
    call.remote = now;
    delete call.firstRemote;
    if (!isSameParty(now, first)) {
      call.firstRemote = first;
      this.recorder.noted(call, { connected: { number: now.number, e164: now.e164, displayName: now.displayName, contactName: now.contact?.name ?? null } });
    }
    this.changed();
  }

  private name(call: Call, displayName: string | null): void {
    if (displayName === null || displayName === call.remote.displayName) return;
    const wasUnnamed = call.remote.displayName === null && call.firstRemote === undefined;
    call.remote = { ...call.remote, displayName };
    if (wasUnnamed) this.recorder.noted(call, { displayName });
    this.changed();
  }
}

/** Servers write one number in several ways: with and without country code, prefix or domain. */
export function isSameParty(one: RemoteParty, other: RemoteParty): boolean {
  if (one.e164 !== null && one.e164 === other.e164) return true;
  if (one.contact !== null && one.contact.id === other.contact?.id) return true;
  const names = new Set([userOf(other.number), userOf(other.uri)]);
  if (names.has(userOf(one.number)) || names.has(userOf(one.uri))) return true;
  const key = matchKey(one.e164 ?? one.number);
  return key !== null && key === matchKey(other.e164 ?? other.number);
}

function userOf(address: string): string {
  return (address.replace(/^(?:sips?|tel):/i, '').split(/[@;?]/)[0] ?? '').replace(/[\s().-]/g, '').toLowerCase();
}
