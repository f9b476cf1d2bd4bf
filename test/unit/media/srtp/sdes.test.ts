import { describe, expect, it } from 'vitest';
import { parseTransportAttributes, writeTransportAttributes, noTransportAttributes, type CryptoAttribute } from '../../../../electron/media/sdp/transport-attributes';
import { readCrypto, type CryptoKey } from '../../../../electron/media/srtp/sdes';
import { SdesExchange } from '../../../../electron/media/srtp/sdes-exchange';
import { SrtpReceiver } from '../../../../electron/media/srtp/srtp-receiver';
import { SrtpSender } from '../../../../electron/media/srtp/srtp-sender';
import { srtpSuites, suitesInOrder } from '../../../../electron/media/srtp/suites';
import { buildRtp } from '../../../../electron/media/rtp/packet';

const KEY = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
const KEY_256 = Buffer.alloc(44, 3).toString('base64');

const attributes = (...lines: string[]): readonly CryptoAttribute[] => parseTransportAttributes(lines.map((line) => `crypto:${line}`), []).crypto;
const parseCrypto = (line: string): CryptoKey | null => attributes(line).map(readCrypto)[0] ?? null;
const text = (lines: readonly CryptoAttribute[]): string[] => writeTransportAttributes({ ...noTransportAttributes, crypto: lines }).map((line) => line.slice('crypto:'.length));

describe('a=crypto', () => {
  it('reads the example of RFC 4568 with lifetime and MKI', () => {
    const crypto = parseCrypto(`1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}|2^20|1:4 WSH=128`);
    expect(crypto?.tag).toBe(1);
    expect(crypto?.master.suite.name).toBe('AES_CM_128_HMAC_SHA1_80');
    expect(Buffer.concat([crypto?.master.key ?? Buffer.alloc(0), crypto?.master.salt ?? Buffer.alloc(0)]).toString('base64')).toBe(KEY);
    expect(crypto?.master.mki).toEqual(Uint8Array.of(0, 0, 0, 1));
  });

  it.each([
    `1 AES_CM_128_HMAC_SHA1_32 inline:${KEY}`,
    `12 aes_cm_128_hmac_sha1_80 inline:${KEY}|2^48`,
    `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}|1048576 -FOO=1`,
    `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}|7:1`,
    `1 AES_CM_128_HMAC_SHA1_80  inline:${KEY} KDR=0`,
    `3 AEAD_AES_256_GCM inline:${KEY_256}`,
    `3 AEAD_AES_256_GCM inline:${KEY_256.replace(/=+$/, '')}`,
  ])('takes %s', (line) => expect(parseCrypto(line)).not.toBeNull());

  it.each([
    '', '1', 'x AES_CM_128_HMAC_SHA1_80 inline:', `0 AES_CM_128_HMAC_SHA1_80 inline:${KEY}`,
    `1 F8_128_HMAC_SHA1_80 inline:${KEY}`, `1 constructor inline:${KEY}`, `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}AA`, `1 AEAD_AES_256_GCM inline:${KEY}`,
    `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY} UNENCRYPTED_SRTP`, `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY} UNENCRYPTED_SRTCP`,
    `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY} UNAUTHENTICATED_SRTP`, `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY} KDR=1`,
    `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY} FEC_ORDER=FEC_SRTP`, `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY} SOMETHING=1`,
    `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY} WSH=32`, `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}|0`, `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}|2^20|300:1`,
    `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY};inline:${KEY}`, `1 AES_CM_128_HMAC_SHA1_80 uri:https://x`, `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}|1:4|2^20`,
    `1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}${'A'.repeat(2000)}`,
  ])('passes over %s', (line) => expect(parseCrypto(line)).toBeNull());

  it('reads what it writes', () => {
    for (const suite of suitesInOrder) {
      const [line = ''] = text(new SdesExchange([suite]).offer());
      expect(line).toMatch(new RegExp(`^1 ${suite.name} inline:[A-Za-z0-9+/]+={0,2}$`));
      expect(parseCrypto(line)?.master.suite).toBe(suite);
    }
  });
});

describe('offer and answer of keys', () => {
  it('both sides end with the keys of each other, in the first suite of the offer that both know', () => {
    const offerer = new SdesExchange();
    const answerer = new SdesExchange([srtpSuites.AEAD_AES_128_GCM, srtpSuites.AES_CM_128_HMAC_SHA1_32]);
    const offer = offerer.offer();
    expect(offer.map(({ tag, suite }) => `${tag} ${suite}`)).toEqual(suitesInOrder.map(({ name }, i) => `${i + 1} ${name}`));
    const answer = answerer.answer([...attributes('9 NULL_HMAC_SHA1_80 inline:abcd'), ...offer]);
    const keys = offerer.accept(answer ? [answer.line] : []);
    expect(answer?.keys.local.suite.name).toBe('AEAD_AES_128_GCM');
    expect(keys?.local).toEqual(answer?.keys.remote);
    expect(keys?.remote).toEqual(answer?.keys.local);
    expect(keys?.local.key).not.toEqual(keys?.remote.key);
  });

  it('keeps our own key in new offers and answers', () => {
    const exchange = new SdesExchange();
    const first = exchange.offer();
    expect(exchange.offer()).toEqual(first);
    const answer = exchange.answer(new SdesExchange().offer());
    expect(answer?.line.keyParams).toBe(first[0]?.keyParams);
  });

  it('refuses an answer that was not offered, or that gives us back our own key', () => {
    const exchange = new SdesExchange([srtpSuites.AES_CM_128_HMAC_SHA1_80]);
    const own = exchange.offer();
    expect(exchange.accept(own)).toBeNull();
    expect(exchange.accept([])).toBeNull();
    expect(exchange.accept(attributes(`2 AES_CM_128_HMAC_SHA1_80 inline:${KEY}`))).toBeNull();
    expect(exchange.accept(attributes(`1 AES_CM_128_HMAC_SHA1_32 inline:${KEY}`))).toBeNull();
    expect(exchange.accept(attributes(`1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}`))).not.toBeNull();
    expect(exchange.answer([])).toBeNull();
  });
});

describe.each(suitesInOrder.map((suite) => [suite.name, suite] as const))('an MKI with %s', (_name, suite) => {
  it('is looked for where it must stand, and taken out', () => {
    const master = { suite, key: new Uint8Array(suite.keyBytes).fill(1), salt: new Uint8Array(suite.saltBytes).fill(2) };
    const mki = Uint8Array.of(0, 7);
    const packet = buildRtp({ payloadType: 0, sequenceNumber: 3, timestamp: 4, ssrc: 5, payload: new Uint8Array(20).fill(6) });
    const sealed = new SrtpSender(master).protectRtp(packet) ?? new Uint8Array(0);
    const tail = suite.cipher === 'aes-gcm' ? 0 : suite.rtpTagBytes;
    const marked = Buffer.concat([sealed.subarray(0, sealed.length - tail), mki, sealed.subarray(sealed.length - tail)]);
    expect(new SrtpReceiver({ ...master, mki: Uint8Array.of(0, 8) }).unprotectRtp(marked)).toBeNull();
    expect(new SrtpReceiver({ ...master, mki }).unprotectRtp(sealed)).toBeNull();
    expect(Buffer.from(new SrtpReceiver({ ...master, mki }).unprotectRtp(marked) ?? [])).toEqual(Buffer.from(packet));
  });
});
