import { describe, expect, it } from 'vitest';
import type { TraceMessage } from '../../../../electron/contract/trace';
import { pcapOf } from '../../../../electron/sip/trace/pcap';

const message = (more: Partial<TraceMessage> = {}): TraceMessage => ({
  epochMs: 1_700_000_000_123, direction: 'sent', protocol: 'UDP', local: '192.0.2.7:40000', remote: '198.51.100.1:5060', summary: 'INVITE', kind: 'request', repeated: false, text: 'INVITE sip:a@b SIP/2.0\r\n\r\n', ...more,
});

function packets(file: Buffer): { seconds: number; microseconds: number; data: Buffer }[] {
  const found = [];
  for (let at = 24; at < file.length;) {
    const length = file.readUInt32LE(at + 8);
    found.push({ seconds: file.readUInt32LE(at), microseconds: file.readUInt32LE(at + 4), data: file.subarray(at + 16, at + 16 + length) });
    at += 16 + length;
  }
  return found;
}
/** RFC 1071: right where the sum over everything, its own field included, is all ones. */
function sum(...parts: Buffer[]): number {
  let total = 0;
  const all = Buffer.concat(parts.map((part) => (part.length % 2 === 0 ? part : Buffer.concat([part, Buffer.alloc(1)]))));
  for (let at = 0; at < all.length; at += 2) total += all.readUInt16BE(at);
  while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
  return total;
}

describe('a trace for Wireshark', () => {
  it('a datagram has its addresses, ports, time and sums', () => {
    const [packet] = packets(pcapOf([message()]));
    expect(packet).toMatchObject({ seconds: 1_700_000_000, microseconds: 123_000 });
    const ip = packet?.data ?? Buffer.alloc(0);
    expect([...ip.subarray(12, 20)]).toEqual([192, 0, 2, 7, 198, 51, 100, 1]);
    expect(ip.readUInt16BE(2)).toBe(ip.length);
    expect([ip.readUInt16BE(20), ip.readUInt16BE(22)]).toEqual([40_000, 5_060]);
    expect(ip.subarray(28).toString()).toBe(message().text);
    expect(sum(ip.subarray(0, 20))).toBe(0xffff);
    expect(sum(ip.subarray(12, 20), Buffer.from([0, 17, 0, ip.length - 20]), ip.subarray(20))).toBe(0xffff);
  });

  it('a received one goes the other way, also over IPv6', () => {
    const [packet] = packets(pcapOf([message({ direction: 'received', local: '[::1]:5062', remote: '[2001:db8::7]:5060' })]));
    const ip = packet?.data ?? Buffer.alloc(0);
    expect(ip.subarray(8, 24).toString('hex')).toBe('20010db8000000000000000000000007');
    expect(ip.subarray(24, 40).toString('hex')).toBe('00000000000000000000000000000001');
    expect([ip.readUInt16BE(40), ip.readUInt16BE(42)]).toEqual([5_060, 5_062]);
  });

  it('what went by a stream has sequence numbers that follow each other', () => {
    const segments = packets(pcapOf([message({ protocol: 'TLS' }), message({ protocol: 'TLS', direction: 'received' }), message({ protocol: 'TLS' })])).map(({ data }) => data);
    const length = message().text.length;
    expect(segments.map((data) => [data.readUInt32BE(24), data.readUInt32BE(28)])).toEqual([[1, 1], [1, 1 + length], [1 + length, 1 + length]]);
    expect(segments[0]?.[9]).toBe(6);
  });

  it('a message larger than a packet is cut into several', () => {
    const text = 'x'.repeat(150_000);
    const all = packets(pcapOf([message({ protocol: 'TCP', text })]));
    expect(all).toHaveLength(3);
    expect(Buffer.concat(all.map(({ data }) => data.subarray(40))).toString()).toBe(text);
  });

  it('an unknown local address does not spoil the file', () => {
    expect(packets(pcapOf([message({ local: null }), message({ local: null, remote: '[::1]:5060' })]))).toHaveLength(2);
  });
});
