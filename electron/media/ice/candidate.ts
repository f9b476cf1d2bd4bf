import { isIP } from 'node:net';
import type { IceCandidateLine } from '../sdp/transport-attributes';
import { canonicalAddress, type Endpoint } from '../transport/endpoint';
import type { Component } from '../transport/media-path';

export type CandidateType = 'host' | 'srflx' | 'prflx' | 'relay';

/** Where checks and media leave from: a socket of ours, or a relay's. RFC 8445 5.1.1: the base. */
export interface IceBase {
  readonly component: Component;
  readonly kind: 'host' | 'relay';
  /** To the far end it is UDP always; this is how we reach the relay. */
  readonly protocol: 'udp' | 'tcp' | 'tls';
  readonly endpoint: Endpoint;
  send(bytes: Uint8Array, to: Endpoint): void;
  /** Much will go to this peer from now on. */
  prefer(to: Endpoint): void;
}

/** An address of ours that the far end may be told. */
export interface LocalCandidate {
  readonly type: CandidateType;
  readonly base: IceBase;
  readonly endpoint: Endpoint;
  /** For the far end's logs only (RFC 8839 5.1); null for host. */
  readonly related: Endpoint | null;
  readonly foundation: string;
  readonly priority: number;
}

export interface RemoteCandidate {
  readonly type: CandidateType;
  readonly component: Component;
  readonly endpoint: Endpoint;
  readonly foundation: string;
  readonly priority: number;
}

export const componentIds: Readonly<Record<Component, 1 | 2>> = { rtp: 1, rtcp: 2 };

/** RFC 8445 5.1.2.2. */
const typePreferences: Readonly<Record<CandidateType, number>> = { host: 126, prflx: 110, srflx: 100, relay: 0 };
/** RFC 8421 4: IPv6 a little before IPv4. */
const IPV6_PREFERENCE = 65_535;
const IPV4_PREFERENCE = 65_534;
const foundations: Readonly<Record<CandidateType, string>> = { host: '1', srflx: '2', prflx: '3', relay: '4' };

/** RFC 8445 5.1.2.1. */
export function candidatePriority(type: CandidateType, address: string, component: Component): number {
  const localPreference = isIP(address) === 6 ? IPV6_PREFERENCE : IPV4_PREFERENCE;
  return 2 ** 24 * typePreferences[type] + 2 ** 8 * localPreference + (256 - componentIds[component]);
}

export function localCandidate(type: CandidateType, base: IceBase, endpoint: Endpoint, related: Endpoint | null): LocalCandidate {
  return { type, base, endpoint, related, foundation: foundations[type], priority: candidatePriority(type, endpoint.address, base.component) };
}

/** As SDP says it. `hide`: without the address behind the candidate, which tells of the network at home. */
export function candidateLine({ type, base, endpoint, related, foundation, priority }: LocalCandidate, hide: boolean): IceCandidateLine {
  const shown = related === null || !hide ? related : { address: isIP(related.address) === 6 ? '::' : '0.0.0.0', port: 9 };
  return {
    foundation, component: componentIds[base.component], transport: 'udp', priority, address: endpoint.address, port: endpoint.port, type,
    relatedAddress: shown?.address ?? null, relatedPort: shown?.port ?? null,
  };
}

/** Null for what we do not check: TCP, names (mDNS), components of other kinds of media. */
export function remoteCandidate(line: IceCandidateLine): RemoteCandidate | null {
  const { type } = line;
  if (line.transport !== 'udp' || isIP(line.address) === 0 || line.port === 0) return null;
  if (line.component !== 1 && line.component !== 2) return null;
  if (type !== 'host' && type !== 'srflx' && type !== 'prflx' && type !== 'relay') return null;
  return {
    type, component: line.component === 1 ? 'rtp' : 'rtcp', endpoint: { address: canonicalAddress(line.address), port: line.port },
    foundation: line.foundation, priority: line.priority,
  };
}
