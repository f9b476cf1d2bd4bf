import { describe, expect, test } from 'vitest';
import type { DnsResolver } from '../../../../electron/sip/transport/dns';
import { HomeHops } from '../../../../electron/sip/transport/home-hops';
import { orderByWeight, resolveTarget } from '../../../../electron/sip/transport/resolve';
import { FakeClock } from '../../../support/fake-clock';
import { seededRandom } from '../../../support/random';

function zone(records: { naptr?: Record<string, [string, string, number][]>; srv?: Record<string, [string, number, number][]>; a?: Record<string, string[]> }): DnsResolver & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    naptr: async (domain) => (asked.push(`naptr ${domain}`), (records.naptr?.[domain] ?? []).map(([service, replacement, order]) => ({ service, replacement, order, preference: 0 }))),
    srv: async (name) => (asked.push(`srv ${name}`), (records.srv?.[name] ?? []).map(([host, port, priority]) => ({ name: host, port, priority, weight: 0 }))),
    addresses: async (host) => (asked.push(`a ${host}`), records.a?.[host] ?? []),
  };
}

describe('RFC 3263', () => {
  test('a literal needs no question, IPv6 included', async () => {
    const dns = zone({});
    expect(await resolveTarget({ host: '192.0.2.1', port: null }, dns)).toMatchObject({ hops: [{ host: '192.0.2.1', port: 5060 }], how: 'literal' });
    expect((await resolveTarget({ host: '2001:db8::1', port: 5080 }, dns)).hops).toEqual([{ host: '2001:db8::1', port: 5080 }]);
    expect(dns.asked).toEqual([]);
  });

  test('a port given means addresses only', async () => {
    const dns = zone({ a: { 'sip.example.com': ['192.0.2.1', '192.0.2.2'] }, srv: { '_sip._udp.sip.example.com': [['wrong.example.com', 1, 1]] } });
    expect((await resolveTarget({ host: 'sip.example.com', port: 5070 }, dns)).hops).toEqual([{ host: '192.0.2.1', port: 5070 }, { host: '192.0.2.2', port: 5070 }]);
  });

  test('NAPTR for UDP names the SRV record; other transports are passed over', async () => {
    const dns = zone({
      naptr: { 'example.com': [['SIPS+D2T', '_sips._tcp.example.com', 1], ['SIP+D2U', '_sip._udp.other.example.com', 5]] },
      srv: { '_sip._udp.other.example.com': [['b.example.com', 5062, 20], ['a.example.com', 5061, 10]] },
      a: { 'a.example.com': ['192.0.2.10'], 'b.example.com': ['192.0.2.20'] },
    });
    expect(await resolveTarget({ host: 'example.com', port: null }, dns)).toEqual({ hops: [{ host: '192.0.2.10', port: 5061 }, { host: '192.0.2.20', port: 5062 }], ranks: [10, 20], how: 'srv', server: { host: 'a.example.com', port: 5061 } });
  });

  test('no records: the address with 5060; nothing at all: none', async () => {
    expect(await resolveTarget({ host: 'pbx.example.com', port: null }, zone({ a: { 'pbx.example.com': ['192.0.2.9'] } }))).toMatchObject({ hops: [{ host: '192.0.2.9', port: 5060 }], how: 'address' });
    expect(await resolveTarget({ host: 'pbx.example.com', port: null }, zone({}))).toMatchObject({ hops: [], how: 'none' });
  });

  test('each transport asks for its own service, has its own port, and TLS is to be checked for the name asked for', async () => {
    const dns = zone({
      srv: { '_sip._tcp.example.com': [['t.example.com', 5062, 1]], '_sips._tcp.example.com': [['s.example.com', 5063, 1]] },
      a: { 't.example.com': ['192.0.2.1'], 's.example.com': ['192.0.2.2'], 'pbx.example.com': ['192.0.2.3'] },
    });
    const target = { host: 'Example.com', port: null };
    expect((await resolveTarget(target, dns, 'tcp')).hops).toEqual([{ host: '192.0.2.1', port: 5062, protocol: 'tcp' }]);
    expect((await resolveTarget(target, dns, 'tls')).hops).toEqual([{ host: '192.0.2.2', port: 5063, protocol: 'tls', serverName: 'example.com' }]);
    expect((await resolveTarget({ host: 'pbx.example.com', port: null }, dns, 'tls')).hops).toEqual([{ host: '192.0.2.3', port: 5061, protocol: 'tls', serverName: 'pbx.example.com' }]);
    expect((await resolveTarget({ host: '192.0.2.9', port: null }, dns, 'tls')).hops).toEqual([{ host: '192.0.2.9', port: 5061, protocol: 'tls', serverName: '192.0.2.9' }]);
  });

  test('automatic: NAPTR decides the order, without it TLS, TCP, UDP, without SRV as well UDP', async () => {
    const srv: Record<string, [string, number, number][]> = {
      '_sip._udp.example.com': [['u.example.com', 5060, 1]], '_sip._tcp.example.com': [['t.example.com', 5060, 1]], '_sips._tcp.example.com': [['s.example.com', 5061, 1]],
    };
    const a = { 'u.example.com': ['192.0.2.1'], 't.example.com': ['192.0.2.2'], 's.example.com': ['192.0.2.3'], 'pbx.example.com': ['192.0.2.4'] };
    const order = async (dns: DnsResolver, host = 'example.com'): Promise<string[]> => (await resolveTarget({ host, port: null }, dns, 'automatic')).hops.map(({ protocol = 'udp', host: to }) => `${protocol} ${to}`);
    expect(await order(zone({ srv, a }))).toEqual(['tls 192.0.2.3', 'tcp 192.0.2.2', 'udp 192.0.2.1']);
    const naptr: Record<string, [string, string, number][]> = { 'example.com': [['SIP+D2T', '_sip._tcp.example.com', 1], ['SIP+D2U', '_sip._udp.example.com', 2], ['SIP+D2W', '_sip._ws.example.com', 0]] };
    expect(await order(zone({ naptr, srv, a }))).toEqual(['tcp 192.0.2.2', 'udp 192.0.2.1']);
    expect(await order(zone({ a }), 'pbx.example.com')).toEqual(['udp 192.0.2.4']);
  });

  test('weights share a priority by chance, priorities never mix', () => {
    const records = [{ name: 'a', port: 1, priority: 1, weight: 10 }, { name: 'b', port: 1, priority: 1, weight: 90 }, { name: 'c', port: 1, priority: 2, weight: 100 }];
    expect(orderByWeight(records, () => 0.5).map(({ name }) => name)).toEqual(['b', 'a', 'c']);
    expect(orderByWeight(records, () => 0.05).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });
});

test('servers of one priority are drawn as often as their weights say, 0 hardly ever (RFC 2782)', () => {
  const records = [['a', 0], ['b', 10], ['c', 30], ['d', 60]].map(([name, weight]) => ({ name: String(name), port: 1, priority: 1, weight: Number(weight) }));
  const random = seededRandom(7);
  const firsts = new Map<string, number>();
  for (let draw = 0; draw < 20_000; draw++) {
    const first = orderByWeight(records, random)[0]?.name ?? '';
    firsts.set(first, (firsts.get(first) ?? 0) + 1);
  }
  const share = (name: string): number => (firsts.get(name) ?? 0) / 20_000;
  for (const [name, weight] of [['a', 0], ['b', 0.1], ['c', 0.3], ['d', 0.6]] as const) expect(Math.abs(share(name) - weight)).toBeLessThan(0.015);
});

describe('the servers of a line', () => {
  const dns = zone({ srv: { '_sip._udp.example.com': [['a.example.com', 5060, 1], ['b.example.com', 5060, 2]] }, a: { 'a.example.com': ['192.0.2.1'], 'b.example.com': ['192.0.2.2'] } });

  test('a failed server gives way to the next, and after the last the names are asked for again', async () => {
    const home = new HomeHops({ host: 'example.com', port: null }, dns, new FakeClock());
    expect(home.current).toBeNull();
    const first = await home.resolve();
    expect(first?.host).toBe('192.0.2.1');
    if (first === null) return;
    expect(home.failed(first)).toBe(true);
    expect(home.current?.host).toBe('192.0.2.2');
    expect(home.failed(first)).toBe(true);
    expect(home.failed({ host: '192.0.2.2', port: 5060 })).toBe(false);
    const before = dns.asked.length;
    await home.resolve();
    expect(dns.asked.length).toBeGreaterThan(before);
  });

  test('sticks to the server in use when names are asked for again, and trusts every address of the name', async () => {
    const clock = new FakeClock();
    const home = new HomeHops({ host: 'example.com', port: null }, dns, clock);
    const first = await home.resolve();
    if (first !== null) home.failed(first);
    clock.advance(10 * 60_000);
    expect((await home.resolve())?.host).toBe('192.0.2.2');
    expect(['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((address) => home.trusts(address))).toEqual([true, true, false]);
  });

  describe('a server that the domain prefers and that failed', () => {
    async function moved(answers: () => boolean) {
      const clock = new FakeClock();
      const looked: string[] = [];
      const home = new HomeHops({ host: 'example.com', port: null }, dns, clock, 'udp', async ({ host }) => (looked.push(host), answers()));
      const first = await home.resolve();
      if (first !== null) home.failed(first);
      return { clock, home, looked };
    }

    test('is used again as soon as it answers, but not looked at within a minute', async () => {
      let isBack = false;
      const { clock, home, looked } = await moved(() => isBack);
      expect((await home.resolve())?.host).toBe('192.0.2.2');
      expect(looked).toEqual([]);
      clock.advance(61_000);
      expect((await home.resolve())?.host).toBe('192.0.2.2');
      isBack = true;
      expect((await home.resolve())?.host).toBe('192.0.2.2');
      clock.advance(61_000);
      expect((await home.resolve())?.host).toBe('192.0.2.1');
      clock.advance(61_000);
      await home.resolve();
      expect(looked).toEqual(['192.0.2.1', '192.0.2.1']);
    });

    test('is left alone where the other is as good', async () => {
      const even = zone({ a: { 'example.com': ['192.0.2.1', '192.0.2.2'] } });
      const clock = new FakeClock();
      const home = new HomeHops({ host: 'example.com', port: 5060 }, even, clock, 'udp', async () => true);
      const first = await home.resolve();
      if (first !== null) home.failed(first);
      clock.advance(61_000);
      expect((await home.resolve())?.host).toBe('192.0.2.2');
    });
  });
});
