/** Seconds between 1900 (NTP) and 1970 (Unix), RFC 5905 6. */
const NTP_UNIX_OFFSET_SECONDS = 2_208_988_800;

export interface NtpTime {
  /** Seconds since 1900, modulo 2^32. */
  readonly seconds: number;
  /** 1/2^32 s. */
  readonly fraction: number;
}

export function ntpFromEpochMs(epochMs: number): NtpTime {
  const wholeSeconds = Math.floor(epochMs / 1000);
  const fraction = Math.floor(((epochMs - wholeSeconds * 1000) / 1000) * 4_294_967_296);
  return { seconds: (wholeSeconds + NTP_UNIX_OFFSET_SECONDS) >>> 0, fraction: fraction >>> 0 };
}

/** The middle 32 bits, as LSR carries them: units of 1/65536 s (RFC 3550 4). */
export function compactNtp(time: NtpTime): number {
  return (((time.seconds & 0xffff) << 16) | (time.fraction >>> 16)) >>> 0;
}

/** 1/65536 s, the unit of DLSR, to milliseconds. */
export function compactToMs(units: number): number {
  return (units / 65_536) * 1000;
}

export function msToCompact(ms: number): number {
  return Math.max(0, Math.min(0xffff_ffff, Math.round((ms / 1000) * 65_536)));
}
