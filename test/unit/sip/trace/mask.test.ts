import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../../../electron/sip/trace/mask';

const message = (head: readonly string[], body = ''): string => `${head.join('\r\n')}\r\n\r\n${body}`;

describe('secrets in a SIP message', () => {
  it('digest values are masked, what is needed to find a fault stays', () => {
    const text = message([
      'REGISTER sip:pbx.test SIP/2.0',
      'Authorization: Digest username="201",realm="pbx",nonce="n0nce",uri="sip:pbx.test",response="0123456789abcdef",cnonce="c0", qop=auth,nc=00000001',
      'CSeq: 2 REGISTER',
    ]);
    const masked = maskSecrets(text);
    expect(masked).not.toContain('0123456789abcdef');
    expect(masked).toContain('response="****************"');
    expect(masked).toContain('cnonce="**"');
    expect(masked).toContain('username="201",realm="pbx",nonce="n0nce"');
    expect(masked).toHaveLength(text.length);
  });

  it('a folded header is masked as well', () => {
    const masked = maskSecrets(message(['INVITE sip:a@b SIP/2.0', 'Proxy-Authorization: Digest username="201",', ' response="feedface"', 'CSeq: 1 INVITE']));
    expect(masked).not.toContain('feedface');
  });

  it('keys of audio are masked without changing the length of the body', () => {
    const body = 'v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^31\r\na=ice-ufrag:abcd\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\nk=base64:c2VjcmV0\r\n';
    const masked = maskSecrets(message(['INVITE sip:a@b SIP/2.0', 'Content-Type: application/sdp'], body));
    expect(masked).not.toMatch(/d0Rmdm|asd88|c2Vjcm/);
    expect(masked).toContain('|2^31');
    expect(masked).toContain('a=ice-ufrag:abcd');
    expect(masked.split('\r\n\r\n')[1]).toHaveLength(body.length);
  });

  it('what people write to each other is masked byte for byte', () => {
    const body = 'Schlüssel liegt unter der Matte';
    const masked = maskSecrets(message(['MESSAGE sip:a@b SIP/2.0', 'CSeq: 1 MESSAGE', 'Content-Type: text/plain'], body));
    expect(masked).not.toContain('Matte');
    expect(Buffer.byteLength(masked.split('\r\n\r\n')[1] ?? '')).toBe(Buffer.byteLength(body));
  });

  it.each([['application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n'], ['application/dtmf', '5']])('a digit in %s is masked', (type, body) => {
    const masked = maskSecrets(message(['INFO sip:a@b SIP/2.0', `Content-Type: ${type}`], body)).split('\r\n\r\n')[1] ?? '';
    expect(masked).not.toContain('5');
    expect(masked).toHaveLength(body.length);
  });

  it('a password in a URI is masked', () => {
    expect(maskSecrets(message(['INVITE sip:201:geheim@pbx.test SIP/2.0']))).toBe(message(['INVITE sip:201:******@pbx.test SIP/2.0']));
  });

  it('any text at all passes without a throw', () => {
    for (const text of ['', '\r\n\r\n', ':', 'Authorization:', 'Authorization: Digest response="', '\u0000\uffff'.repeat(1_000)]) expect(() => maskSecrets(text)).not.toThrow();
  });
});
