import type { MediaDirection } from '../../calls/ports/media';

export function sends(direction: MediaDirection): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

export function receives(direction: MediaDirection): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}

export function directionOf(send: boolean, receive: boolean): MediaDirection {
  if (send) return receive ? 'sendrecv' : 'sendonly';
  return receive ? 'recvonly' : 'inactive';
}

/** What is left of our wish once the far end, from its own side, says `remote` (RFC 3264 6.1). */
export function narrow(wanted: MediaDirection, remote: MediaDirection): MediaDirection {
  return directionOf(sends(wanted) && receives(remote), receives(wanted) && sends(remote));
}
