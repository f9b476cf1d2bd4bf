import { describe, expect, it } from 'vitest';
import { addressBytes, addressText } from '../../../../../electron/media/ice/stun/address';
import { StunTransactions, buildStun, looksLikeStun, method, parseStun, verifyIntegrity, type StunAttributes, type StunMessage } from '../../../../../electron/media/ice/stun';
import { FakeClock } from '../../../../support/fake-clock';
import { seededRandom } from '../../../../support/random';

const transactionId = '0102030405060708090a0b0c';
function read(bytes: Uint8Array): StunMessage {
  const result = parseStun(bytes);
  if (!result.ok) throw new Error(result.error);
  return result.message;
}
const request = (attributes: StunAttributes): Uint8Array => buildStun({ class: 'request', method: method.binding, transactionId, attributes });

describe('STUN messages', () => {
  it('come back as they were written, every attribute', () => {
    const attributes: StunAttributes = {
      mappedAddress: { address: '192.0.2.9', port: 1 }, username: 'a:b', errorCode: { code: 438, reason: 'Stale Nonce' }, unknownAttributes: [0x7001, 2],
      channelNumber: 0x4001, lifetimeSeconds: 600, xorPeerAddress: { address: '2001:db8::7', port: 65_535 }, data: Uint8Array.of(1, 2, 3), realm: 'r\u00e9alm', nonce: 'n',
      xorRelayedAddress: { address: '198.51.100.3', port: 49_152 }, requestedAddressFamily: 2, requestedTransport: 17, xorMappedAddress: { address: '::1', port: 5 },
      passwordAlgorithms: ['SHA-256', 'MD5'], passwordAlgorithm: 'SHA-256', priority: 0xffff_ffff, useCandidate: true, software: 'Sidetone',
      alternateServer: { address: '203.0.113.4', port: 3478 }, iceControlled: 2n ** 64n - 1n, iceControlling: 0n, userhash: new Uint8Array(32).fill(7),
    };
    for (const kind of ['request', 'indication', 'success', 'error'] as const) {
      const message = read(buildStun({ class: kind, method: method.channelBind, transactionId, attributes, fingerprint: true }));
      expect(message).toMatchObject({ class: kind, method: method.channelBind, transactionId, fingerprint: 'good' });
      expect({ ...message.attributes, data: Uint8Array.from(message.attributes.data ?? []), userhash: Uint8Array.from(message.attributes.userhash ?? []) }).toEqual(attributes);
    }
  });

  it('name the attributes that must be understood and are not, and let the others be', () => {
    const bytes = Buffer.concat([request({}), Buffer.from('7f110004aabbccdd', 'hex'), Buffer.from('ff110000', 'hex')]);
    bytes.writeUInt16BE(12, 2);
    expect(read(bytes).unknownRequired).toEqual([0x7f11]);
  });

  it('do not believe what follows the integrity', () => {
    const key = Buffer.from('secret');
    const bytes = Buffer.concat([buildStun({ class: 'request', method: method.binding, transactionId, attributes: { username: 'a:b' }, integrity: { key } }), Buffer.from('00250000', 'hex')]);
    bytes.writeUInt16BE(bytes.length - 20, 2);
    const message = read(bytes);
    expect(verifyIntegrity(message, key)).toBe('good');
    expect(message.attributes.useCandidate).toBeUndefined();
  });

  it('of an attribute that comes twice, take the first', () => {
    const bytes = Buffer.concat([request({ realm: 'one!' }), request({ realm: 'two!' }).subarray(20)]);
    bytes.writeUInt16BE(16, 2);
    expect(read(bytes).attributes.realm).toBe('one!');
  });

  it('are told from RTP, DTLS and ChannelData', () => {
    for (const first of [20, 64, 128, 200]) expect(looksLikeStun(Uint8Array.of(first, ...new Uint8Array(30)))).toBe(false);
    const noCookie = Uint8Array.from(request({}));
    noCookie[4] = 0;
    expect(parseStun(noCookie)).toEqual({ ok: false, error: 'not-stun' });
  });

  it.each([
    ['a length that is not its own', (bytes: Buffer) => bytes.writeUInt16BE(bytes.length - 16, 2)],
    ['an attribute that goes past the end', (bytes: Buffer) => bytes.writeUInt16BE(200, 22)],
    ['an address of no family', (bytes: Buffer) => bytes.writeUInt8(9, 25)],
  ])('refuse %s', (_, damage) => {
    const bytes = Buffer.from(request({ xorMappedAddress: { address: '192.0.2.1', port: 7 } }));
    damage(bytes);
    expect(parseStun(bytes)).toEqual({ ok: false, error: 'malformed' });
  });

  it('never throw, whatever comes', () => {
    const random = seededRandom(5);
    const good = request({ xorMappedAddress: { address: '192.0.2.1', port: 7 }, errorCode: { code: 401, reason: 'x' }, username: 'u' });
    for (let i = 0; i < 20_000; i++) {
      const bytes = Uint8Array.from(good).subarray(0, random() < 0.3 ? Math.floor(random() * good.length) : good.length);
      for (let changes = 0; changes < 4; changes++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      expect(() => parseStun(bytes)).not.toThrow();
    }
  });
});

describe('addresses', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'], ['::', '::'], ['::1', '::1'], ['2001:db8::', '2001:db8::'], ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'], ['fe80::1%eth0', 'fe80::1'], ['::ffff:192.0.2.7', '192.0.2.7'], ['1:0:3:4:5:6:7:8', '1:0:3:4:5:6:7:8'],
  ])('%s is read and written as %s', (typed, written) => {
    expect(addressText(addressBytes(typed) ?? new Uint8Array())).toBe(written);
  });
  it('a name is none', () => expect(addressBytes('stun.example.com')).toBeNull());
});

describe('a client transaction', () => {
  function started(reliable = false): { clock: FakeClock; sentAt: number[]; transactions: StunTransactions; outcome: string[] } {
    const clock = new FakeClock();
    const transactions = new StunTransactions(clock);
    const [sentAt, outcome]: [number[], string[]] = [[], []];
    transactions.start({
      transactionId, reliable, send: () => sentAt.push(clock.monotonicMs()),
      onResponse: (message) => { if (message.attributes.realm === 'forged') return false; outcome.push(message.class); return true; },
      onTimeout: () => outcome.push(`timeout at ${clock.monotonicMs()}`),
    });
    return { clock, sentAt, transactions, outcome };
  }
  const answer = (realm: string): StunMessage => read(buildStun({ class: 'success', method: method.binding, transactionId, attributes: { realm } }));
  const from = { address: '192.0.2.1', port: 3478 };

  it('retransmits at 500 ms, 1.5 s, 3.5 s ... seven requests in all, and gives up after 39.5 s', () => {
    const { clock, sentAt, outcome } = started();
    clock.advance(60_000);
    expect(sentAt).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    expect(outcome).toEqual(['timeout at 39500']);
    expect(clock.pending).toBe(0);
  });

  it('sends once over TCP', () => {
    const { clock, sentAt, outcome } = started(true);
    clock.advance(60_000);
    expect(sentAt).toEqual([0]);
    expect(outcome).toEqual(['timeout at 39500']);
  });

  it('ends with its response, and goes on past a forged one', () => {
    const { clock, sentAt, transactions, outcome } = started();
    transactions.handle(answer('forged'), from);
    clock.advance(500);
    expect(sentAt).toHaveLength(2);
    expect(transactions.handle(answer('true'), from)).toBe(true);
    expect(outcome).toEqual(['success']);
    expect(clock.pending).toBe(0);
    expect(transactions.handle(answer('true'), from)).toBe(false);
  });
});
