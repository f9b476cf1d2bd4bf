/** Figures of one jitter buffer. Counts of sound in samples at 48 kHz. */
export interface JitterStats {
  /** Packets that came after their sound had been played or concealed past. */
  late: number;
  /** Packets that came after their moment and were still played. */
  lateUsed: number;
  /** Duplicates, damaged ones and those dropped to catch up. */
  discarded: number;
  /** Made up by the decoder. */
  concealed: number;
  /** How often concealment began, pauses of the sender not counted. */
  concealmentEvents: number;
  /** Got back from the redundancy of a later packet (Opus in-band FEC, RFC 2198). */
  recoveredByFec: number;
  /** Comfort noise and what filled a sender's silence. */
  noise: number;
  /** Taken out (accelerated) and put in (decelerated) to move the delay. */
  removed: number;
  added: number;
  /** Mean wait of a packet before it is heard. */
  delay: number;
  /** The wait that is aimed at for a packet that comes early. */
  targetDelay: number;
}

export function newJitterStats(): JitterStats {
  return {
    late: 0, lateUsed: 0, discarded: 0, concealed: 0, concealmentEvents: 0, recoveredByFec: 0, noise: 0,
    removed: 0, added: 0, delay: 0, targetDelay: 0,
  };
}
