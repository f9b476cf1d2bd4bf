import type { TraceMessage } from '../../electron/contract';

/** More than this side by side cannot be told apart in a phone's window; the rest shares the last lane. */
const mostPeers = 3;

/** The other ends of a trace, in the order they came up: one lane each. */
export function peersOf(messages: readonly TraceMessage[]): readonly string[] {
  return [...new Set(messages.map(({ remote }) => remote))].slice(0, mostPeers);
}

/** Where an arrow begins and ends, as lane numbers; this phone is lane 0. */
export function arrowOf({ direction, remote }: TraceMessage, peers: readonly string[]): { from: number; to: number } {
  const at = peers.indexOf(remote);
  const peer = at < 0 ? peers.length : at + 1;
  return direction === 'sent' ? { from: 0, to: peer } : { from: peer, to: 0 };
}

/** Time since the first message: "+0.012", from a minute "+1:05.3". */
export function sinceStart(ms: number): string {
  if (ms < 60_000) return `+${(ms / 1000).toFixed(3)}`;
  const tenths = Math.floor(ms / 100);
  return `+${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, '0')}.${tenths % 10}`;
}
