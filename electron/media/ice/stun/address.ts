import { isIPv4, isIPv6 } from 'node:net';
import { canonicalAddress, type Endpoint } from '../../transport/endpoint';

/** For maps and sets. */
export function keyOf({ address, port }: Endpoint): string {
  return `${address}|${port}`;
}

/** 4 or 16 bytes; null where it is no literal address. */
export function addressBytes(address: string): Uint8Array | null {
  if (isIPv4(address)) return Uint8Array.from(address.split('.').map(Number));
  const [literal = ''] = address.split('%');
  return isIPv6(literal) ? ipv6Bytes(literal) : null;
}

/** Text of 4 or 16 bytes, spelt as the sockets spell it. */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  // RFC 4291 2.5.5.2: sockets for both families tell IPv4 sources so; it is the IPv4 address that is meant.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return bytes.subarray(12).join('.');
  return canonicalAddress(groups.map((group) => group.toString(16)).join(':'));
}

function ipv6Bytes(literal: string): Uint8Array {
  const [head = '', tail] = literal.split('::');
  const first = groupsOf(head);
  const last = tail === undefined ? [] : groupsOf(tail);
  const groups = [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function groupsOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
