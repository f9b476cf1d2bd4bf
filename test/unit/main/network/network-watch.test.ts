import { beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../../electron/calls/ports';
import { NetworkWatch, reachableAddresses, systemNetwork } from '../../../../electron/main/network/network-watch';
import { FakeClock } from '../../../support/fake-clock';

let clock: FakeClock;
let addresses: string[];
let nameServers: string[];
let told: (readonly string[])[];
let watch: NetworkWatch;

beforeEach(() => {
  clock = new FakeClock();
  [addresses, nameServers, told] = [['10.0.0.2', '2001:db8::2'], ['10.0.0.1'], []];
  watch = new NetworkWatch({ clock, log: silentLog, facts: { addresses: () => addresses, nameServers: () => nameServers }, onChanged: (gone) => told.push(gone) });
});

describe('the network', () => {
  test('that stays as it is, in whatever order it is told, is no news', () => {
    addresses = [...addresses].reverse();
    clock.advance(60_000);
    expect(told).toEqual([]);
  });

  test('with another address is told of within a second, once, with what went', () => {
    addresses = ['192.168.1.7', '2001:db8::2'];
    clock.advance(1_000);
    expect(told).toEqual([['10.0.0.2']]);
    clock.advance(30_000);
    expect(told).toHaveLength(1);
  });

  test('that goes away is not worth telling before it is back, and what was away is told even where it is the same again', () => {
    addresses = [];
    clock.advance(10_000);
    expect(told).toEqual([]);
    addresses = ['10.0.0.2'];
    clock.advance(1_000);
    expect(told).toEqual([['10.0.0.2', '2001:db8::2']]);
  });

  test('that gets an interface more loses nothing', () => {
    addresses = [...addresses, '172.17.0.1'];
    clock.advance(1_000);
    expect(told).toEqual([[]]);
  });

  test('with other name servers is told of within 5 s', () => {
    nameServers = ['10.0.0.53'];
    clock.advance(5_000);
    expect(told).toEqual([[]]);
  });

  test('that was looked at after sleep is the one to compare with', () => {
    addresses = ['192.168.1.7'];
    watch.lookAfresh();
    clock.advance(5_000);
    expect(told).toEqual([]);
  });

  test('whose system does not answer for a moment has not changed', () => {
    const before = addresses;
    watch.dispose();
    watch = new NetworkWatch({
      clock, log: silentLog, onChanged: (gone) => told.push(gone),
      facts: { addresses: () => { if (clock.monotonicMs() > 500) throw new Error('EBUSY'); return before; }, nameServers: () => nameServers },
    });
    clock.advance(10_000);
    expect(told).toEqual([]);
  });

  test('is not looked at any more once the watch is gone', () => {
    watch.dispose();
    expect(clock.pending).toBe(0);
  });
});

describe('addresses', () => {
  test('of loopback, and those that interfaces give themselves, do not count', () => {
    const at = (address: string, internal = false) => ({ address, internal, family: 'IPv4' as const, netmask: '', mac: '', cidr: null });
    expect(reachableAddresses({ lo: [at('127.0.0.1', true)], eth0: [at('169.254.3.4'), at('10.0.0.2')], wlan0: [at('fe80::1'), at('2001:db8::1')] })).toEqual(['10.0.0.2', '2001:db8::1']);
  });

  test('and name servers of this very machine can be asked for in well under a millisecond', () => {
    const from = performance.now();
    for (let i = 0; i < 100; i++) systemNetwork.addresses();
    expect((performance.now() - from) / 100).toBeLessThan(5);
    expect(Array.isArray(systemNetwork.nameServers())).toBe(true);
  });
});
