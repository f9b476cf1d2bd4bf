/** A held stream as the media engine understands it, and its answer as the far end expects it. */
export interface ClosedStream {
  readonly offer: string;
  /** Our answer, made for `offer`, fit for the offer as it came. */
  answer(sdp: string): string;
}

/**
 * The oldest way to put a running call on hold: its audio is offered with port 0, which by RFC 3264 8.2 takes the stream away until
 * it is offered again. It becomes an inactive one here, and port 0 is mirrored (RFC 3264 6). Null for any other offer.
 */
export function closedStream(offer: string): ClosedStream | null {
  const audio = [...offer.matchAll(/^m=audio (\S+) /gm)];
  if (audio.length === 0 || audio.some(([, port]) => port !== '0')) return null;
  const sections = offer.split(/^(?=m=)/m);
  const at = sections.findIndex((section) => section.startsWith('m=audio '));
  const held = sections.map((section, index) => (index === at ? inactive(section) : section)).join('');
  return { offer: held, answer: (sdp) => sdp.replace(/^m=audio \d+ /gm, 'm=audio 0 ') };
}

function inactive(section: string): string {
  const withoutDirection = section.replace(/^a=(?:sendrecv|sendonly|recvonly|inactive)\s*$\r?\n?/gm, '').replace(/\s*$/, '\r\n');
  // Port 9 discards (RFC 863): nothing is sent to an inactive stream.
  return `${withoutDirection.replace(/^m=audio 0 /, 'm=audio 9 ')}a=inactive\r\n`;
}
