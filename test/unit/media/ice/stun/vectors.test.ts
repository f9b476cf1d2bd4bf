import { describe, expect, it } from 'vitest';
import { buildStun, longTermKey, method, parseStun, shortTermKey, userhash, verifyIntegrity, type StunMessage } from '../../../../../electron/media/ice/stun';

const hex = (text: string): Uint8Array => Buffer.from(text.replace(/\s+/g, ''), 'hex');
function parsed(bytes: Uint8Array): StunMessage {
  const result = parseStun(bytes);
  if (!result.ok) throw new Error(result.error);
  return result.message;
}

const key = shortTermKey('VOkJxbRl1RmTxUk/WvJxBt');
const request = hex(`00010058 2112a442 b7e7a701bc34d686fa87dfae 80220010 5354554e207465737420636c69656e74 00240004 6e0001ff
  80290008 932ff9b151263b36 00060009 6576746a3a68367659202020 00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2 80280004 e57a3bcf`);
const ipv4Response = hex(`0101003c 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220 00200008 0001a147e112a643
  00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7 80280004 c07d4c96`);
const ipv6Response = hex(`01010048 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220 00200014
  0002a1470113a9faa5d3f179bc25f4b5bed2b9d9 00080014 a382954e4be67bf11784c97c8292c275bfe3ed41 80280004 c8fb0b4c`);
const longTerm = hex(`00010060 2112a442 78ad3433c6ad72c029da412e 00060012 e3839ee38388e383aae38383e382afe382b90000
  0015001c 662f2f3439396b39353464364f4c33346f4c39465354767936347341 0014000b 6578616d706c652e6f726700 00080014 f67024656dd64a3e02b8e0712e85c9a28ca89666`);
/** RFC 8489 B.1 with its verified erratum. */
const sha256 = hex(`00010090 2112a442 78ad3433c6ad72c029da412e 001e0020 4a3cf38fef6992bda952c6780417da0f24819415569e60b205c46e41407f1704
  00150029 6f624d61744a6f733241414143662f2f3439396b39353464364f4c33346f4c39465354767936347341000000 0014000b 6578616d706c652e6f726700
  001d0004 00020000 001c0020 b5c7bf005b6c52a21c51c5e892f81924136296cb927c43149309278cc6518e65`);
const matrix = '\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9';
/** As people type it, before SASLprep. */
const typedPassword = 'The\u00ADM\u00AAtr\u2168';

describe('the vectors of RFC 5769', () => {
  it('2.1: a request with short-term credentials', () => {
    const message = parsed(request);
    expect(message).toMatchObject({ class: 'request', method: method.binding, transactionId: 'b7e7a701bc34d686fa87dfae', fingerprint: 'good', unknownRequired: [] });
    expect(message.attributes).toEqual({ software: 'STUN test client', priority: 0x6e0001ff, iceControlled: 0x932ff9b151263b36n, username: 'evtj:h6vY' });
    expect(verifyIntegrity(message, key)).toBe('good');
    expect(verifyIntegrity(message, shortTermKey('VOkJxbRl1RmTxUk/WvJxBu'))).toBe('bad');
  });

  it.each([['2.2: an IPv4 response', ipv4Response, '192.0.2.1'], ['2.3: an IPv6 response', ipv6Response, '2001:db8:1234:5678:11:2233:4455:6677']])('%s', (_, bytes, address) => {
    const message = parsed(bytes);
    expect(message).toMatchObject({ class: 'success', fingerprint: 'good', attributes: { software: 'test vector', xorMappedAddress: { address, port: 32_853 } } });
    expect(verifyIntegrity(message, key)).toBe('good');
  });

  it('2.4: a request with long-term credentials, written byte for byte as well', () => {
    const message = parsed(longTerm);
    expect(message.attributes).toEqual({ username: matrix, nonce: 'f//499k954d6OL34oL9FSTvy64sA', realm: 'example.org' });
    const longTermMd5 = longTermKey(matrix, 'example.org', typedPassword);
    expect(verifyIntegrity(message, longTermMd5)).toBe('good');
    expect(buildStun({ class: 'request', method: method.binding, transactionId: message.transactionId, attributes: message.attributes, integrity: { key: longTermMd5 } })).toEqual(longTerm);
  });

  it('RFC 8489 B.1: SHA-256 and a hashed user name, written byte for byte as well', () => {
    const message = parsed(sha256);
    const longTermSha256 = longTermKey(matrix, 'example.org', typedPassword, 'SHA-256');
    expect(message.attributes.passwordAlgorithm).toBe('SHA-256');
    expect(Buffer.from(message.attributes.userhash ?? [])).toEqual(userhash(matrix, 'example.org'));
    expect(verifyIntegrity(message, longTermSha256)).toBe('good');
    expect(buildStun({ class: 'request', method: method.binding, transactionId: message.transactionId, attributes: message.attributes, integrity: { key: longTermSha256, algorithm: 'sha256' } })).toEqual(sha256);
  });

  it('any flipped bit is noticed', () => {
    for (const [bytes, credentials] of [[request, key], [ipv4Response, key], [sha256, longTermKey(matrix, 'example.org', typedPassword, 'SHA-256')]] as const) {
      for (let bit = 0; bit < 8 * bytes.length; bit++) {
        const damaged = Uint8Array.from(bytes);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const result = parseStun(damaged);
        if (result.ok) expect(verifyIntegrity(result.message, credentials) === 'good' && result.message.fingerprint === parsed(bytes).fingerprint).toBe(false);
      }
    }
  });
});
