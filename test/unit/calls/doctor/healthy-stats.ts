import type { MediaQuality, MediaStats } from '../../../../electron/calls/ports';

/** A call in which all is well. */
export const healthyStats: MediaStats & { quality: MediaQuality } = {
  codec: 'opus', packetsSent: 1_000, packetsReceived: 1_000, packetsLost: 0, packetsLate: 0, packetsDiscarded: 0, concealedMs: 0,
  lossInPercent: 0, lossOutPercent: 0, jitterMs: 2, roundTripMs: 20, playoutDelayMs: 25, silentForMs: null, levelIn: 0.2, levelOut: 0.2,
  firstPacketReceivedEpochMs: 1, security: { kind: 'none' }, path: { ice: 'off', local: null, remote: null, relayProtocol: null, roundTripMs: null, gatheringMs: null, problems: [] },
  quality: { mosListening: 4.4, mosConversational: 4.4, rFactor: 95, band: 'wide', concealedPercent: 0, burstRatio: 1, mouthToEarMs: 80 },
  symptoms: { localPort: 40_000, ptimeMs: 20, reportsReceived: 6, reportsAboutUs: 6, packetsUnexpected: 0, packetsUnauthentic: 0, mosReported: null },
};
