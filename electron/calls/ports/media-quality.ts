/** How a call probably sounds on our side, by the E-model (ITU-T G.107, G.107.1, G.107.2). */
export interface MediaQuality {
  /** 1..4.5, without and with the delay; on the scale of the band. */
  mosListening: number;
  mosConversational: number;
  /** 0..100. */
  rFactor: number;
  band: 'narrow' | 'wide' | 'full';
  /** Share of the last seconds that had to be made up, after FEC, percent. */
  concealedPercent: number;
  /** 1 = losses lie as by chance; more = in rows. */
  burstRatio: number;
  /** Half the round trip, buffers, packet, codec and a usual sound device. */
  mouthToEarMs: number;
}

/** What the doctor looks at besides the figures. */
export interface MediaSymptoms {
  /** Where we listen for RTP. */
  localPort: number;
  ptimeMs: number;
  /** Reports of theirs that came at all, and those with a block about what we send. */
  reportsReceived: number;
  reportsAboutUs: number;
  /** Of theirs that came with a payload type that was never agreed; cumulative. */
  packetsUnexpected: number;
  /** That SRTP refused; cumulative. */
  packetsUnauthentic: number;
  /** How they say they hear us (MOS-LQ of their VoIP metrics, RFC 3611); null where they do not. */
  mosReported: number | null;
}
