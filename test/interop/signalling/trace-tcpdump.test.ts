import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TraceMessage } from '../../../electron/contract/trace';
import { pcapOf } from '../../../electron/sip/trace/pcap';

const hasTcpdump = spawnSync('tcpdump', ['--version']).status === 0;

describe.skipIf(!hasTcpdump)('a trace read by tcpdump', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'trace-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What it says of each packet, sums looked at. */
  function read(messages: readonly TraceMessage[]): string[] {
    const file = path.join(folder, 'trace.pcap');
    writeFileSync(file, pcapOf(messages));
    const { status, stdout, stderr } = spawnSync('tcpdump', ['-n', '-vvv', '-tt', '-r', file], { encoding: 'utf8', maxBuffer: 1 << 26 });
    expect(status, stderr).toBe(0);
    expect(stderr).not.toMatch(/truncated|bogus|bad/i);
    // Each begins with its time; what follows is indented.
    return stdout.split(/\n(?=\d+\.\d{6} )/).filter((packet) => packet.trim() !== '');
  }

  const message = (more: Partial<TraceMessage>): TraceMessage => ({
    epochMs: 1_700_000_000_123, direction: 'sent', protocol: 'UDP', local: '192.0.2.7:40000', remote: '198.51.100.1:5060', summary: 'OPTIONS', kind: 'request', repeated: false,
    text: 'OPTIONS sip:b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\n', ...more,
  });
  const IPV6 = { local: '[2001:db8::2]:5062', remote: '[2001:db8::7]:5060' };

  test.each([['IPv4', {}], ['IPv6', IPV6]])('every datagram over %s decodes with right sums, whatever its length', (_family, ends) => {
    const packets = read(Array.from({ length: 64 }, (_, length) => message({ ...ends, direction: length % 3 === 0 ? 'received' : 'sent', text: 'é'.repeat(length % 2) + 'x'.repeat(length) })));
    expect(packets).toHaveLength(64);
    for (const packet of packets) expect(packet).toContain('[udp sum ok]');
    expect(packets.join('\n')).not.toMatch(/bad (?:udp )?cksum/);
  });

  test.each([['IPv4', 'TCP', {}], ['IPv6', 'TLS', IPV6], ['a WebSocket, whose own end has no address', 'WSS', { local: 'x1y2.invalid' }]] as const)(
    'every segment over %s decodes with right sums (%s)', (_family, protocol, ends) => {
      const packets = read(Array.from({ length: 64 }, (_, length) => message({ ...ends, protocol, direction: length % 3 === 0 ? 'received' : 'sent', text: 'x'.repeat(length * 1_100) })));
      expect(packets.length).toBeGreaterThan(64);
      for (const packet of packets) expect(packet).toMatch(/cksum 0x[0-9a-f]{4} \(correct\)/);
      expect(packets.join('\n')).not.toMatch(/bad cksum|incorrect/);
    },
  );

  test('it sees SIP in it, with the time and both ends', () => {
    const [packet] = read([message({})]);
    expect(packet).toMatch(/^1700000000\.123000 IP/);
    expect(packet).toContain('192.0.2.7.40000 > 198.51.100.1.5060');
    expect(packet).toContain('SIP, length: 45');
    expect(packet).toContain('OPTIONS sip:b SIP/2.0');
  });
});
