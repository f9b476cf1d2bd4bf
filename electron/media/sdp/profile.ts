/** What the protocol of an m-line says about the packets on it. */
export interface MediaProfile {
  /** plain: RTP. sdes: SRTP with keys in a=crypto (RFC 4568). dtls: SRTP with keys from DTLS (RFC 5764). */
  readonly security: 'plain' | 'sdes' | 'dtls';
  /** RTCP feedback timing (RFC 4585). */
  readonly feedback: boolean;
}

const profiles = new Map<string, MediaProfile>(Object.entries({
  'RTP/AVP': { security: 'plain', feedback: false },
  'RTP/AVPF': { security: 'plain', feedback: true },
  'RTP/SAVP': { security: 'sdes', feedback: false },
  'RTP/SAVPF': { security: 'sdes', feedback: true },
  'UDP/TLS/RTP/SAVP': { security: 'dtls', feedback: false },
  'UDP/TLS/RTP/SAVPF': { security: 'dtls', feedback: true },
}));

/** Null for a protocol that is not RTP over UDP as we know it. Case does not matter. */
export function profileOf(protocol: string): MediaProfile | null {
  return profiles.get(protocol.toUpperCase()) ?? null;
}
