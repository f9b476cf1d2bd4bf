import { createSocket } from 'node:dgram';
import { isIPv4 } from 'node:net';
import { expect, test } from 'vitest';
import { LocalAddresses, refusesDatagrams, systemLocalAddress } from '../../../../electron/sip/transport/local-address';
import { freeUdpPort } from '../../../support/sip/kamailio';

test('the address towards loopback is loopback', async () => {
  expect(await systemLocalAddress({ host: '127.0.0.1', port: 5060 })).toBe('127.0.0.1');
});

test('where there is no way, a guess is answered, nothing is thrown', async () => {
  expect(isIPv4(await systemLocalAddress({ host: '255.255.255.255', port: 1 }))).toBe(true);
  expect(await refusesDatagrams({ host: '255.255.255.255', port: 1 }, 50)).toBe(false);
});

test('an answer is kept until the network changes', async () => {
  let asked = 0;
  const addresses = new LocalAddresses(async () => `10.0.0.${++asked}`);
  const hop = { host: '192.0.2.1', port: 5060 };
  expect(addresses.cached(hop)).toBeNull();
  expect([await addresses.towards(hop), await addresses.towards({ ...hop, port: 1 }), addresses.cached(hop)]).toEqual(['10.0.0.1', '10.0.0.1', '10.0.0.1']);
  addresses.forget();
  expect(await addresses.towards(hop)).toBe('10.0.0.2');
});

test('a port nobody listens on is known to refuse, one that is silent is not', async () => {
  expect(await refusesDatagrams({ host: '127.0.0.1', port: await freeUdpPort() }, 300)).toBe(true);
  const silent = createSocket('udp4');
  await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
  expect(await refusesDatagrams({ host: '127.0.0.1', port: silent.address().port }, 150)).toBe(false);
  silent.close();
});
