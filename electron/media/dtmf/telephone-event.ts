/**
 * Payload of a telephone-event packet (RFC 4733 2.3)
 *
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     event     |E|R| volume    |          duration             |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export interface TelephoneEvent {
  /** 0..255; 0-9, 10 = *, 11 = #, 12-15 = A-D. */
  readonly event: number;
  readonly end: boolean;
  /** -dBm0, 0..63. */
  readonly volume: number;
  /** Since the packet's timestamp, in units of the event's clock rate. */
  readonly duration: number;
}

export const MAX_EVENT_DURATION = 0xffff;

const DIGITS = '0123456789*#ABCD';

/** The digit of an event number, null for flash, tones and the rest. */
export function digitOfEvent(event: number): string | null {
  return DIGITS[event] ?? null;
}

/** The event number of a digit, null if it is none. */
export function eventOfDigit(digit: string): number | null {
  const at = digit.length === 1 ? DIGITS.indexOf(digit.toUpperCase()) : -1;
  return at < 0 ? null : at;
}

/** Null where the payload is too short to be one. More than one block in a packet: the first counts. */
export function parseTelephoneEvent(payload: Uint8Array): TelephoneEvent | null {
  const [event, flags, high, low] = payload;
  if (event === undefined || flags === undefined || high === undefined || low === undefined) return null;
  return { event, end: (flags & 0x80) !== 0, volume: flags & 0x3f, duration: (high << 8) | low };
}

export function buildTelephoneEvent(event: TelephoneEvent): Uint8Array<ArrayBuffer> {
  const duration = Math.min(MAX_EVENT_DURATION, Math.max(0, Math.round(event.duration)));
  return Uint8Array.of(event.event & 0xff, (event.end ? 0x80 : 0) | (event.volume & 0x3f), duration >> 8, duration & 0xff);
}
