import { describe, expect, test } from 'vitest';
import type { Hop } from '../../../../electron/sip/transport/hop';
import { UdpKeepAlive } from '../../../../electron/sip/transport/udp-keep-alive';
import { FakeClock } from '../../../support/fake-clock';

const server: Hop = { host: '192.0.2.77', port: 5060 };

/** An answer as RFC 8489 writes it: the address under the cookie and the transaction id. */
function answerTo(request: Buffer, host: string, port: number): Buffer {
  const answer = Buffer.alloc(32);
  request.copy(answer, 0, 0, 20);
  answer.writeUInt16BE(0x0101, 0);
  answer.writeUInt16BE(12, 2);
  answer.writeUInt16BE(0x0020, 20);
  answer.writeUInt16BE(8, 22);
  answer.writeUInt8(1, 25);
  answer.writeUInt16BE(port ^ 0x2112, 26);
  host.split('.').forEach((byte, index) => answer.writeUInt8(Number(byte) ^ (request[4 + index] ?? 0), 28 + index));
  return answer;
}

function stand() {
  const clock = new FakeClock();
  const sent: Buffer[] = [];
  const moved: Hop[] = [];
  const dead: Hop[] = [];
  const keepAlive = new UdpKeepAlive({
    clock, send: async (bytes) => void sent.push(bytes), onMoved: (_hop, seen) => void moved.push(seen), onDead: (hop) => void dead.push(hop),
  });
  const pingAnswered = async (host: string, port: number): Promise<void> => {
    await keepAlive.ping(server);
    const request = sent.at(-1) ?? Buffer.alloc(0);
    expect(keepAlive.receive(answerTo(request, host, port), server)).toBe(true);
  };
  return { clock, sent, moved, dead, keepAlive, pingAnswered };
}

describe('keep-alive on UDP (RFC 5626 4.4.2)', () => {
  test('a server that answers STUN is asked by STUN, once each time', async () => {
    const { clock, sent, moved, pingAnswered } = stand();
    await pingAnswered('203.0.113.5', 40_000);
    clock.advance(25_000);
    await pingAnswered('203.0.113.5', 40_000);
    clock.advance(25_000);
    expect(sent.map((bytes) => bytes.readUInt16BE(0))).toEqual([1, 1]);
    expect(moved).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('one that does not is asked three times in 3.5 s, and gets CRLF from then on', async () => {
    const { clock, sent, dead, keepAlive } = stand();
    await keepAlive.ping(server);
    clock.advance(3_500);
    expect(sent).toHaveLength(3);
    await keepAlive.ping(server);
    expect(sent.at(-1)?.toString()).toBe('\r\n\r\n');
    clock.advance(60_000);
    expect([sent.length, dead.length, clock.pending]).toEqual([4, 0, 0]);
  });

  test('another address or port than before is told', async () => {
    const { moved, pingAnswered } = stand();
    await pingAnswered('203.0.113.5', 40_000);
    await pingAnswered('203.0.113.5', 40_001);
    await pingAnswered('203.0.113.9', 40_001);
    expect(moved).toEqual([{ host: '203.0.113.5', port: 40_001 }, { host: '203.0.113.9', port: 40_001 }]);
  });

  test('a server that answered once and is silent now is given up after seven tries in 11.5 s', async () => {
    const { clock, sent, dead, keepAlive, pingAnswered } = stand();
    await pingAnswered('203.0.113.5', 40_000);
    await keepAlive.ping(server);
    clock.advance(11_400);
    expect(dead).toEqual([]);
    clock.advance(200);
    expect([sent.length, dead]).toEqual([8, [server]]);
    expect(clock.pending).toBe(0);
  });

  test('answers from elsewhere, to nothing, twice, or broken, change nothing, and none of it reaches the parser', async () => {
    const { moved, keepAlive, sent, pingAnswered } = stand();
    await pingAnswered('203.0.113.5', 40_000);
    await keepAlive.ping(server);
    const good = answerTo(sent.at(-1) ?? Buffer.alloc(0), '198.51.100.1', 1);
    const strange = answerTo(Buffer.from('000100002112a442ffffffffffffffffffffffff', 'hex'), '198.51.100.1', 1);
    expect(keepAlive.receive(good, { host: '198.51.100.9', port: 5060 })).toBe(true);
    for (const bytes of [strange, good.subarray(0, 24), Buffer.from([0]), Buffer.from([1, 1, 0, 255])]) expect(keepAlive.receive(bytes, server)).toBe(true);
    expect(moved).toEqual([]);
    expect(keepAlive.receive(Buffer.from('INVITE sip:a@b SIP/2.0\r\n'), server)).toBe(false);
  });
});
