import { isIPv6 } from 'node:net';
import type { Endpoint } from '../transport/endpoint';
import type { IceBase, LocalCandidate, RemoteCandidate } from './candidate';

/** RFC 8445 6.1.2.6. */
export type PairState = 'frozen' | 'waiting' | 'in-progress' | 'succeeded' | 'failed';

/** A way that may work: one of our bases and one address of the far end. */
export interface CandidatePair {
  /** The candidate whose base it is: host or relay. */
  readonly local: LocalCandidate;
  readonly base: IceBase;
  readonly remote: RemoteCandidate;
  priority: bigint;
  state: PairState;
  /** The far end (or we) chose it. */
  nominated: boolean;
  /** Ask for nomination with the next check; as controlled: the far end asked, once a check of ours succeeds. */
  nominating: boolean;
  /** The address the far end sees us under here; null before the first response. */
  mapped: Endpoint | null;
  /** Of the last check, ms; null before the first response. */
  roundTripMs: number | null;
  /** Monotonic time of the last response. */
  answeredAtMs: number;
  transactionId: string | null;
}

/** RFC 8445 6.1.2.3; BigInt as it has 64 bits. */
export function pairPriority(local: number, remote: number, controlling: boolean): bigint {
  const [g, d] = controlling ? [local, remote] : [remote, local];
  return (BigInt(Math.min(g, d)) << 32n) + 2n * BigInt(Math.max(g, d)) + (g > d ? 1n : 0n);
}

export function makePair(local: LocalCandidate, remote: RemoteCandidate, controlling: boolean): CandidatePair {
  return {
    local, base: local.base, remote, priority: pairPriority(local.priority, remote.priority, controlling), state: 'frozen',
    nominated: false, nominating: false, mapped: null, roundTripMs: null, answeredAtMs: 0, transactionId: null,
  };
}

/** RFC 8445 6.1.2.2: same component, same family; link-local only with link-local. */
export function fitTogether(local: LocalCandidate, remote: RemoteCandidate): boolean {
  const [a, b] = [local.base.endpoint.address, remote.endpoint.address];
  return local.base.component === remote.component && isIPv6(a) === isIPv6(b) && isLinkLocal(a) === isLinkLocal(b);
}

export function foundationOf(pair: CandidatePair): string {
  return `${pair.local.foundation}:${pair.remote.foundation}`;
}

function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address);
}
