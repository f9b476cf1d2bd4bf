import { isIPv6 } from 'node:net';
import type { TraceMessage } from '../../contract/trace';

/** LINKTYPE_RAW: each packet begins with its IP header. */
const LINK_RAW = 101;
const TCP_PSH_ACK = 0x18;
/** So that the IP packet stays under 65,535 bytes. */
const LARGEST_PAYLOAD_BYTES = 65_000;

interface End { readonly address: Buffer; readonly port: number }

/**
 * A libpcap file that Wireshark opens as SIP. What travelled by TCP, TLS or WebSocket is shown as plain TCP with running
 * sequence numbers: the messages are what was sent, the segments around them are made up.
 */
export function pcapOf(messages: readonly TraceMessage[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(LINK_RAW, 20);
  const sequences = new Map<string, number>();
  return Buffer.concat([header, ...messages.flatMap((message) => packetsOf(message, sequences))]);
}

function packetsOf(message: TraceMessage, sequences: Map<string, number>): Buffer[] {
  const isV6 = isIPv6(endOf(message.remote).host);
  const own = end(message.local ?? (isV6 ? '[::]:5060' : '0.0.0.0:5060'), isV6);
  const peer = end(message.remote, isV6);
  const [source, destination] = message.direction === 'sent' ? [own, peer] : [peer, own];
  const bytes = Buffer.from(message.text);
  const packets: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += LARGEST_PAYLOAD_BYTES) {
    const payload = bytes.subarray(at, at + LARGEST_PAYLOAD_BYTES);
    const segment = message.protocol === 'UDP' ? udp(source, destination, payload) : tcp(source, destination, payload, sequences);
    const packet = Buffer.concat([isV6 ? ipv6(source, destination, segment, message.protocol) : ipv4(source, destination, segment, message.protocol), segment]);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(Math.floor(message.epochMs / 1000), 0);
    record.writeUInt32LE(Math.floor((message.epochMs % 1000) * 1000), 4);
    record.writeUInt32LE(packet.length, 8);
    record.writeUInt32LE(packet.length, 12);
    packets.push(record, packet);
  }
  return packets;
}

/** RFC 791 3.1. */
function ipv4(source: End, destination: End, segment: Buffer, protocol: string): Buffer {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + segment.length, 2);
  header[8] = 64;
  header[9] = protocolNumber(protocol);
  source.address.copy(header, 12);
  destination.address.copy(header, 16);
  header.writeUInt16BE(checksum([header]), 10);
  segment.writeUInt16BE(checksum([source.address, destination.address, Buffer.from([0, protocolNumber(protocol), segment.length >> 8, segment.length & 0xff]), segment]), protocol === 'UDP' ? 6 : 16);
  return header;
}

/** RFC 8200 3, 8.1. */
function ipv6(source: End, destination: End, segment: Buffer, protocol: string): Buffer {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(segment.length, 4);
  header[6] = protocolNumber(protocol);
  header[7] = 64;
  source.address.copy(header, 8);
  destination.address.copy(header, 24);
  segment.writeUInt16BE(checksum([source.address, destination.address, Buffer.from([0, 0, segment.length >> 8, segment.length & 0xff, 0, 0, 0, protocolNumber(protocol)]), segment]), protocol === 'UDP' ? 6 : 16);
  return header;
}

/** RFC 768. */
function udp(source: End, destination: End, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(source.port, 0);
  header.writeUInt16BE(destination.port, 2);
  header.writeUInt16BE(8 + payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** RFC 9293 3.1. */
function tcp(source: End, destination: End, payload: Buffer, sequences: Map<string, number>): Buffer {
  const key = (from: End, to: End): string => `${from.address.toString('hex')}:${from.port}>${to.address.toString('hex')}:${to.port}`;
  const sequence = sequences.get(key(source, destination)) ?? 1;
  sequences.set(key(source, destination), (sequence + payload.length) >>> 0);
  const header = Buffer.alloc(20);
  header.writeUInt16BE(source.port, 0);
  header.writeUInt16BE(destination.port, 2);
  header.writeUInt32BE(sequence, 4);
  header.writeUInt32BE(sequences.get(key(destination, source)) ?? 1, 8);
  header[12] = 0x50;
  header[13] = TCP_PSH_ACK;
  header.writeUInt16BE(0xffff, 14);
  return Buffer.concat([header, payload]);
}

const protocolNumber = (protocol: string): number => (protocol === 'UDP' ? 17 : 6);

/** RFC 1071; parts but the last have an even length. */
function checksum(parts: readonly Buffer[]): number {
  let sum = 0;
  for (const part of parts) for (let at = 0; at < part.length; at += 2) sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function endOf(text: string): { host: string; port: number } {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
}

function end(text: string, isV6: boolean): End {
  const { host, port } = endOf(text);
  return { address: isV6 ? ipv6Bytes(host) : Buffer.from(host.split('.').map(Number)), port };
}

function ipv6Bytes(host: string): Buffer {
  const bytes = Buffer.alloc(16);
  const plain = host.split('%')[0] ?? '';
  const [left = '', right] = plain.split('::', 2);
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [group];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [((a << 8) | b).toString(16), ((c << 8) | d).toString(16)];
  }));
  groups(left).forEach((group, index) => bytes.writeUInt16BE(Number.parseInt(group, 16) & 0xffff, index * 2));
  const tail = groups(right ?? '');
  tail.forEach((group, index) => bytes.writeUInt16BE(Number.parseInt(group, 16) & 0xffff, 16 - (tail.length - index) * 2));
  return bytes;
}
