import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { lookup as systemLookup } from 'node:dns';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CertificateCache } from '../../../../../electron/sip/identity/stir/certificate-cache';
import { fetchCertificate, isFetchable } from '../../../../../electron/sip/identity/stir/certificate-fetch';
import { isPublicAddress } from '../../../../../electron/sip/identity/stir/public-address';
import { FakeClock } from '../../../../support/fake-clock';
import { hasOpenssl, makeAuthority, type TestAuthority } from '../../../../support/sip/certificates';

describe('an address of the public internet', () => {
  test.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '193.0.0.1', '2606:4700::1111', '2a00:1450::1'])('is %s', (address) => { expect(isPublicAddress(address)).toBe(true); });
  test.each([
    '127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '192.0.2.1',
    '::1', '::', '::ffff:192.168.1.1', '::ffff:8.8.8.8', 'fe80::1', 'fe80::1%eth0', 'fd00::1', 'ff02::1', '64:ff9b::c0a8:101', '2002:c0a8:101::1', '2001::1', '2001:db8::1', 'example.org', '',
  ])('is not %s', (address) => { expect(isPublicAddress(address)).toBe(false); });
});

describe('what an Identity header may make this phone ask', () => {
  test.each(['https://certificates.example.org/a.pem', 'https://cr.example.com:8443/x', 'https://8.8.8.8/x'])('%s', (url) => { expect(isFetchable(new URL(url))).toBe(true); });
  test.each([
    'http://certificates.example.org/a.pem', 'https://example.org:22/', 'https://user:word@example.org/', 'https://192.168.1.1/', 'https://[::1]/', 'https://[::ffff:10.0.0.1]/', 'https://0x7f.1/', 'https://2130706433/',
    'https://printer/', 'https://printer.local/', 'https://printer.local./', 'https://localhost:8443/', 'https://box.home.arpa/', 'file:///etc/passwd', 'ftp://example.org/',
  ])('never %s', (url) => { expect(isFetchable(new URL(url))).toBe(false); });
});

describe.skipIf(!hasOpenssl)('fetching a certificate', () => {
  let authority: TestAuthority;
  let server: Server;
  let url: string;
  let answer: RequestListener;
  let asked: number;
  const clock = new FakeClock();
  const lookup = ((_name: string, _options: object, callback: (error: null, addresses: object[]) => void) => { callback(null, [{ address: '127.0.0.1', family: 4 }]); }) as unknown as typeof systemLookup;
  const ask = (change: Partial<Parameters<typeof fetchCertificate>[2]> = {}, signal = new AbortController().signal): Promise<Buffer | null> =>
    fetchCertificate(url, signal, { clock, lookup, ca: authority.cert, isAllowed: () => true, isAllowedUrl: () => true, ...change });

  beforeAll(async () => {
    authority = makeAuthority();
    const { cert, key } = authority.issue(['DNS:certificates.example.org']);
    server = createServer({ cert, key }, (request, response) => { asked++; answer(request, response); });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    url = `https://certificates.example.org:${(server.address() as AddressInfo).port}/a.pem`;
  });
  afterEach(() => { asked = 0; });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
    authority?.dispose();
  });

  test('answers its bytes', async () => {
    answer = (_request, response) => response.end('PEM');
    expect((await ask())?.toString()).toBe('PEM');
  });

  test('asks nobody where the name leads into the local network', async () => {
    asked = 0;
    expect(await ask({ isAllowed: isPublicAddress })).toBeNull();
    expect(asked).toBe(0);
  });

  test('asks nobody by an address that may not be asked, and trusts nobody unknown', async () => {
    asked = 0;
    expect(await fetchCertificate(url, new AbortController().signal, { clock, lookup, ca: authority.cert, isAllowed: () => true })).toBeNull();
    expect(await fetchCertificate('not a URL', new AbortController().signal, { clock })).toBeNull();
    expect(await fetchCertificate(url, new AbortController().signal, { clock, lookup, isAllowed: () => true, isAllowedUrl: () => true })).toBeNull();
    expect(asked).toBe(0);
  });

  test('follows no redirect, and takes nothing but 200', async () => {
    answer = (_request, response) => response.writeHead(302, { location: url }).end();
    expect(await ask()).toBeNull();
    expect(asked).toBe(1);
  });

  test('takes no more than 64 KB', async () => {
    answer = (_request, response) => response.end(Buffer.alloc(65_537));
    expect(await ask()).toBeNull();
  });

  test('gives up after 5 s, and at once when told to', async () => {
    let told = (): void => {};
    const arrived = (): Promise<void> => new Promise((resolve) => { told = resolve; });
    answer = () => told();
    let there = arrived();
    const slow = ask();
    await there;
    clock.advance(5_000);
    expect(await slow).toBeNull();
    there = arrived();
    const stop = new AbortController();
    const broken = ask({}, stop.signal);
    await there;
    stop.abort();
    expect(await broken).toBeNull();
    expect(await ask({}, stop.signal)).toBeNull();
  });

  test('happens once for all calls of one signer, and again after a day; a failure is kept for a minute', async () => {
    let result: Buffer | null = Buffer.from(authority.cert);
    let count = 0;
    const cache = new CertificateCache(async () => { count++; return result; }, clock);
    expect(await Promise.all([cache.get('a'), cache.get('a')])).toMatchObject([{ length: 1 }, { length: 1 }]);
    await cache.get('a');
    expect(count).toBe(1);
    clock.advance(24 * 60 * 60_000);
    await cache.get('a');
    expect(count).toBe(2);
    result = null;
    expect([await cache.get('b'), await cache.get('b'), count]).toEqual([null, null, 3]);
    clock.advance(60_000);
    await cache.get('b');
    expect(count).toBe(4);
  });

  test('is not asked for by many calls at a time, and is broken off when checking is switched off', async () => {
    const signals: AbortSignal[] = [];
    const cache = new CertificateCache((_url, signal) => {
      signals.push(signal);
      return new Promise((resolve) => { signal.addEventListener('abort', () => resolve(Buffer.from(authority.cert))); });
    }, clock);
    const waiting = ['a', 'b', 'c', 'd'].map((name) => cache.get(name));
    expect(await cache.get('e')).toBeNull();
    expect(signals).toHaveLength(4);
    cache.clear();
    expect(await Promise.all(waiting)).toEqual([null, null, null, null]);
  });
});
