import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactFields, redactText, REDACTED, shortenNumber } from '../../../../electron/main/log/redact';

const sip = [
  'REGISTER sip:pbx.test SIP/2.0', 'From: "Marie" <sip:+33144556677@pbx.test>;tag=1', 'To: <sip:0144556677@pbx.test>',
  'Authorization: Digest username="201", realm="r", nonce="n0nce-s3cret",', ' response="d1gest-s3cret"',
  'proxy-authorization:Digest response="pr0xy-s3cret"', 'Call-ID: abc', '', 'a=crypto:1 AES_CM_128 inline:c3J0cC1rZXk=|2^20', 'a=ice-pwd:ic3-s3cret',
].join('\r\n');

describe('what the log may hold', () => {
  it('takes every secret out of a SIP message and shortens its numbers', () => {
    const text = redactText(sip);
    for (const secret of ['s3cret', 'c3J0cC1rZXk', '33144556677', '0144556677']) expect(text).not.toContain(secret);
    expect(text).toContain('…677@pbx.test');
    expect(text).toContain('Call-ID: abc');
  });

  it.each(['password', 'Password', 'sipPassword', 'secret', 'clientSecret', 'Authorization', 'Proxy-Authorization', 'proxyAuthorization', 'key', 'masterKey', 'ha1', 'accessToken', 'passphrase'])('hides the field %s at any depth', (name) => {
    expect(JSON.stringify(redactFields({ [name]: 'hunter2', a: { b: [{ [name]: 'hunter2' }] } }))).not.toContain('hunter2');
  });

  it.each(['number', 'uri', 'from', 'to', 'target'])('keeps only the last three digits in the field %s', (name) => {
    const text = JSON.stringify(redactFields({ [name]: '+33 1 44 55 66 77', list: { [name]: ['sip:0144556677@pbx.test'] } }));
    expect(text).not.toMatch(/\d{4}/);
    expect(text.match(/…677/g)).toHaveLength(2);
  });

  it('keeps secrets out of errors, their causes and their stacks', () => {
    const error = Object.assign(new Error('Authorization: Digest response="hunter2"', { cause: new Error('password=hunter2') }), { password: 'hunter2' });
    const text = JSON.stringify(redactFields({ error }));
    expect(text).not.toContain('hunter2');
    expect(text).toContain('Error');
  });

  it('leaves harmless things readable', () => {
    expect(redactFields({ component: 'sip', delayMs: 1_500, ok: true, port: 5_060, state: null })).toEqual({ component: 'sip', delayMs: 1_500, ok: true, port: 5_060, state: null });
    expect(shortenNumber('201')).toBe('201');
    expect(redactText('key frame of monkey 12345')).toBe('key frame of monkey 12345');
    expect(redactFields({ hasPassword: true })).toEqual({ hasPassword: true });
  });

  it('survives rings, depth, bytes and odd values', () => {
    const ring: Record<string, unknown> = { name: 'a' };
    ring['self'] = ring;
    const fields = redactFields({ ring, pcm: new Float32Array(480), map: new Map([['password', 'hunter2']]), set: new Set([1]), big: 10n, f: () => 1, at: new Date(0) });
    expect(JSON.stringify(fields)).not.toContain('hunter2');
    expect(fields['pcm']).toBe('[1920 bytes]');
  });

  it('never lets a password through, wherever a message puts it', () => {
    const secret = fc.string({ minLength: 6, maxLength: 20, unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789+/='.split('')) }).map((text) => `Zq${text}`);
    fc.assert(fc.property(secret, fc.constantFrom(
      (s: string) => redactText(`Authorization: Digest username="a", response="${s}"\r\nX: y`),
      (s: string) => redactText(`got 401, sent Digest response="${s}"`),
      (s: string) => redactText(`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${s}`),
      (s: string) => redactText(`{"password": "${s}"}`),
      (s: string) => JSON.stringify(redactFields({ account: { password: s } })),
      (s: string) => JSON.stringify(redactFields({ error: new Error(`password: "${s}"`) })),
      (s: string) => JSON.stringify(redactFields({ headers: { Authorization: s, 'Proxy-Authorization': [s] } })),
    ), (text, write) => !write(text).includes(text)));
    expect(redactText('password="hunter2"')).toBe(`password=${REDACTED}`);
  });
});
