import { describe, expect, test } from 'vitest';
import { bodyParts } from '../../../../electron/sip/parser';

const message = (type: string, body: string | Buffer, disposition?: string) => ({
  headers: [...(type === '' ? [] : [{ name: 'content-type', value: type }]), ...(disposition === undefined ? [] : [{ name: 'content-disposition', value: disposition }])],
  body: Buffer.from(body),
});
const read = (type: string, body: string | Buffer, disposition?: string) =>
  bodyParts(message(type, body, disposition))?.map((part) => [part.type, part.bytes.toString('latin1'), ...(part.optional ? ['optional'] : [])]);

describe('bodyParts', () => {
  test('gives a plain body as it is, and none where there is none', () => {
    expect(read('Application/SDP ;charset=utf-8', 'v=0\r\n')).toEqual([['application/sdp', 'v=0\r\n']]);
    expect(read('application/isup', 'x', 'signal;handling=optional')).toEqual([['application/isup', 'x', 'optional']]);
    expect(read('', 'v=0\r\n')).toEqual([['', 'v=0\r\n']]);
    expect(read('application/sdp', '')).toEqual([]);
  });

  test('takes a multipart apart: preamble, parameters, folded and compact headers, epilogue', () => {
    const body = 'to be ignored\r\n--a b\r\nContent-Type: text/plain;\r\n charset=utf-8\r\nContent-Disposition: render;\r\n handling=optional\r\n\r\nhello\r\n--a b  \r\nc: application/sdp\r\n\r\nv=0\r\ns=-\r\n\r\n--a b--\r\nnot this\r\n--a b\r\n\r\nnor this';
    expect(read('multipart/mixed; boundary="a b"', body)).toEqual([['text/plain', 'hello', 'optional'], ['application/sdp', 'v=0\r\ns=-\r\n']]);
  });

  test('keeps octets as they are', () => {
    const octets = Buffer.from([0, 255, 13, 10, 45, 45, 119, 13, 10, 0]);
    const body = Buffer.concat([Buffer.from('--x\r\nContent-Type: application/octet-stream\r\n\r\n'), octets, Buffer.from('\r\n--x--')]);
    expect(bodyParts(message('multipart/signed;boundary=x', body))?.[0]?.bytes.equals(octets)).toBe(true);
  });

  test('does not stumble over what only begins like the delimiter, nor over its absence at the end', () => {
    expect(read('multipart/mixed;boundary=x', '--x\n\none --x two\n--xylophone\n--x\n\nrest\n')).toEqual([['text/plain', 'one --x two\n--xylophone'], ['text/plain', 'rest\n']]);
    expect(read('multipart/mixed;boundary=x', '--x')).toBeUndefined();
    expect(read('multipart/mixed;boundary=x', '--x--')).toBeUndefined();
  });

  test('opens parts within parts, three deep', () => {
    const wrap = (mark: string, type: string, inner: string): string => `--${mark}\r\nContent-Type: ${type}\r\n\r\n${inner}\r\n--${mark}--`;
    expect(read('multipart/mixed;boundary=a', wrap('a', 'multipart/alternative;boundary=b', wrap('b', 'application/sdp', 'v=0')))).toEqual([['application/sdp', 'v=0']]);
    const deep = ['b', 'c', 'd', 'e'].reduceRight((inner, mark) => wrap(mark, `multipart/mixed;boundary=${String.fromCharCode(mark.charCodeAt(0) + 1)}`, inner), 'x');
    expect(read('multipart/mixed;boundary=b', deep)?.map(([type]) => type)).toEqual(['multipart/mixed']);
  });

  test('says so where a multipart cannot be taken apart', () => {
    expect(read('multipart/mixed', '--x\r\n\r\nhi\r\n--x--')).toBeUndefined();
    expect(read('multipart/mixed;boundary=y', '--x\r\n\r\nhi\r\n--x--')).toBeUndefined();
  });
});
