import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BrokenStream, MAX_MESSAGE_BYTES, MessageStream } from '../../../../../electron/sip/transport/stream/message-stream';

const message = (body: string, length = `Content-Length: ${Buffer.byteLength(body)}`): string => `INVITE sip:a@b SIP/2.0\r\nCall-ID: x\r\n${length}\r\n\r\n${body}`;
const texts = (messages: readonly Buffer[]): string[] => messages.map((bytes) => bytes.toString());

describe('messages in a stream', () => {
  test('are cut by Content-Length, however they are split and whatever stands between them', () => {
    const sent = [message(''), message('v=0\r\n\r\nnot the end\r\n\r\n'), message('grüß', 'l :  6 '), `OPTIONS sip:a SIP/2.0\r\nCall-ID: y\r\n\r\n`];
    const bytes = Buffer.from(`\r\n${sent.join('\r\n\r\n')}\r\n`);
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 }), (sizes) => {
      const stream = new MessageStream();
      const got: string[] = [];
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const size = sizes[i % sizes.length] ?? 1;
        got.push(...texts(stream.push(bytes.subarray(at, at + size)).messages));
        at += size;
      }
      expect(got).toEqual(sent);
    }));
  });

  test('a double CRLF is a ping, a single one the answer to ours', () => {
    const stream = new MessageStream();
    expect(stream.push(Buffer.from('\r\n\r\n'))).toEqual({ messages: [], pinged: true, ponged: false });
    expect(stream.push(Buffer.from('\r\n'))).toEqual({ messages: [], pinged: false, ponged: true });
    expect(stream.push(Buffer.from(message('')))).toMatchObject({ pinged: false, ponged: false });
  });

  test('a message handed over does not change when the next one arrives', () => {
    const stream = new MessageStream();
    const [first] = stream.push(Buffer.from(message('one'))).messages;
    stream.push(Buffer.from(message('two')));
    expect(first?.toString()).toBe(message('one'));
  });
});

describe('a stream that cannot be read', () => {
  const broken = (...pieces: string[]) => () => {
    const stream = new MessageStream();
    for (const piece of pieces) stream.push(Buffer.from(piece));
  };

  test.each(['-1', 'abc', '1e3', '', '99999999999', '5, 5'])('Content-Length "%s" ends it', (value) => {
    expect(broken(message('', `Content-Length: ${value}`))).toThrow(BrokenStream);
  });

  test('two lengths that differ end it, since what follows could be taken for a message', () => {
    expect(broken(message('hello', 'Content-Length: 5\r\nl: 2'))).toThrow(BrokenStream);
  });

  test('a body or headers beyond 64 KiB end it before they are held', () => {
    expect(broken(message('', `Content-Length: ${MAX_MESSAGE_BYTES}`))).toThrow(BrokenStream);
    expect(broken(...Array.from({ length: 100 }, () => 'x'.repeat(1_000)))).toThrow(BrokenStream);
  });

  test('64 KiB byte by byte costs no more than a moment', () => {
    const bytes = Buffer.from(message('x'.repeat(60_000)));
    const stream = new MessageStream();
    const startMs = performance.now();
    let got = 0;
    for (let at = 0; at < bytes.length; at++) got += stream.push(bytes.subarray(at, at + 1)).messages.length;
    expect(got).toBe(1);
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });

  test('any bytes at all either give messages or end it, and never hang', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('\r\n', '\r\n\r\n', 'Content-Length: 3\r\n', 'l: 0\r\n').map((text) => Buffer.from(text))), { maxLength: 40 }), (pieces) => {
      const stream = new MessageStream();
      try {
        for (const piece of pieces) stream.push(Buffer.from(piece));
      } catch (error) {
        expect(error).toBeInstanceOf(BrokenStream);
      }
    }));
  });
});
