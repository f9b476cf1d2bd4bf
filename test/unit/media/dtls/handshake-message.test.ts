import { describe, expect, it } from 'vitest';
import { fragmentsOf, MAX_MESSAGE_BYTES, Reassembler } from '../../../../electron/media/dtls/handshake-message';
import { seededRandom } from '../../../support/random';

const message = (messageSeq: number, length: number): { type: number; messageSeq: number; body: Uint8Array } =>
  ({ type: 11, messageSeq, body: Uint8Array.from({ length }, (_, i) => (i * 7 + messageSeq) & 0xff) });

describe('fragments of handshake messages', () => {
  it('come together in any order, with overlap and doubles, and are given out in the order of their messages', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 50; round++) {
      const messages = [message(0, 2000), message(1, 0), message(2, 700), message(3, 1)];
      const fragments = messages.flatMap((one) => [...fragmentsOf(one, 100), ...fragmentsOf(one, 333)]).sort(() => random() - 0.5);
      const reassembler = new Reassembler();
      const out = [];
      for (const fragment of fragments) {
        reassembler.add(fragment);
        for (let next = reassembler.take(); next; next = reassembler.take()) out.push(next);
      }
      expect(out).toEqual(messages);
    }
  });

  it('of a message that was given out already are told as repeated', () => {
    const reassembler = new Reassembler();
    const [fragment = new Uint8Array(0)] = fragmentsOf(message(0, 10), 100);
    expect(reassembler.add(fragment).repeated).toBe(false);
    reassembler.take();
    expect(reassembler.add(fragment).repeated).toBe(true);
    expect(reassembler.take()).toBeNull();
  });

  it('are left alone where they are too long, too far ahead, or do not fit their message', () => {
    const reassembler = new Reassembler();
    for (const fragment of fragmentsOf(message(0, MAX_MESSAGE_BYTES + 1), 1000)) reassembler.add(fragment);
    for (const fragment of fragmentsOf(message(100, 10), 1000)) reassembler.add(fragment);
    const [good = new Uint8Array(0)] = fragmentsOf(message(0, 10), 100);
    const beyond = Uint8Array.from(good);
    beyond[8] = 5;
    reassembler.add(beyond);
    reassembler.add(good.subarray(0, 15));
    expect(reassembler.take()).toBeNull();
    reassembler.add(good);
    expect(reassembler.take()?.body).toEqual(message(0, 10).body);
  });
});
