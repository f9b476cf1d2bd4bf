import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headerValue, listValues, parseChallenges, parseMessage, parseNameAddr, parseUri, type SipRequest } from '../../../../electron/sip/parser';

const INVITE = [
  'INVITE sip:bob@192.0.2.4 SIP/2.0',
  'Via: SIP/2.0/UDP proxy.example.com:5080;branch=z9hG4bK1, SIP/2.0/TCP [2001:db8::9]:5060;branch=z9hG4bK0',
  'Max-Forwards: 70',
  'To: Bob <sip:bob@example.com>',
  'From: "Ána \\"x\\"" <sip:ana@example.com>;tag=1928',
  'Call-ID: a84b4c76e66710@pc33',
  'CSeq: 314159 INVITE',
  'Contact: <sip:ana@192.0.2.1:5062;transport=udp>',
  'Content-Type: application/sdp',
  'Content-Length: 5',
  '',
  'v=0\r\n',
].join('\r\n');

function request(text: string | Buffer): SipRequest {
  const result = parseMessage(Buffer.from(text));
  if (!result.ok) throw new Error(result.failure.detail);
  if (result.message.kind !== 'request') throw new Error('not a request');
  return result.message;
}

describe('parseMessage', () => {
  test('reads a request with several Vias, an IPv6 reference and UTF-8', () => {
    const message = request(INVITE);
    expect(message.method).toBe('INVITE');
    expect(message.vias.map((via) => [via.transport, via.host, via.port, via.params.get('branch')])).toEqual([
      ['UDP', 'proxy.example.com', 5080, 'z9hG4bK1'], ['TCP', '2001:db8::9', 5060, 'z9hG4bK0'],
    ]);
    expect(message.from.displayName).toBe('Ána "x"');
    expect(message.from.params.get('tag')).toBe('1928');
    expect(message.cseq).toEqual({ sequence: 314159, method: 'INVITE' });
    expect(message.body.toString()).toBe('v=0\r\n');
    expect(message.contacts[0]?.uri).toMatchObject({ host: '192.0.2.1', port: 5062 });
  });

  test('understands every compact form and odd case', () => {
    const message = request('MESSAGE sip:b@h SIP/2.0\r\nv: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nf: <sip:a@h>;tag=1\r\nt: sip:b@h\r\ni: 1\r\nCSEQ: 1 MESSAGE\r\nm: <sip:a@192.0.2.1>\r\nc: text/plain\r\nk: 100rel, replaces\r\ns: hi\r\no: presence\r\nx: 90\r\nl: 2\r\n\r\nhi');
    expect(message.headers.map((header) => header.name)).toEqual(['via', 'from', 'to', 'call-id', 'cseq', 'contact', 'content-type', 'supported', 'subject', 'event', 'session-expires', 'content-length']);
    expect(listValues(message, 'supported')).toEqual(['100rel', 'replaces']);
  });

  test('unfolds continuation lines', () => {
    const message = request(INVITE.replace('Max-Forwards: 70', 'Max-Forwards:\r\n 70\r\nSubject: one\r\n\ttwo\r\n   three'));
    expect(headerValue(message, 'subject')).toBe('one two three');
  });

  test('keeps a binary body byte for byte and drops bytes beyond Content-Length', () => {
    const bytes = Buffer.concat([Buffer.from(INVITE.replace('Length: 5', 'Length: 4').replace('v=0\r\n', '')), Buffer.from([0, 255, 13, 10, 1, 2])]);
    expect([...request(bytes).body]).toEqual([0, 255, 13, 10]);
  });

  test('takes the rest of the datagram as body where Content-Length is missing', () => {
    expect(request(INVITE.replace('Content-Length: 5\r\n', '')).body.toString()).toBe('v=0\r\n');
  });

  test('skips empty lines before the start line and accepts bare LF', () => {
    expect(request(`\r\n\r\n${INVITE}`).method).toBe('INVITE');
    expect(request(INVITE.replaceAll('\r\n', '\n').replace('Length: 5', 'Length: 4')).body.toString()).toBe('v=0\n');
  });

  test('asks for 505 on another version, for 400 where a request is broken, for silence on a response or an ACK', () => {
    const failure = (text: string) => {
      const result = parseMessage(Buffer.from(text));
      return result.ok ? 'parsed' : result.failure.status;
    };
    expect(failure(INVITE.replace('4 SIP/2.0', '4 SIP/3.0'))).toBe(505);
    expect(failure(INVITE.replace('CSeq: 314159', 'CSeq: 4294967296'))).toBe(400);
    expect(failure(INVITE.replace('Length: 5', 'Length: 500'))).toBe(400);
    expect(failure(INVITE.replaceAll('INVITE', 'ACK').replace('ACK\r\nContact', 'INVITE\r\nContact'))).toBe(null);
    expect(failure(INVITE.replace('INVITE sip:bob@192.0.2.4 SIP/2.0', 'SIP/2.0 999999 Odd'))).toBe(null);
    expect(failure('GET / HTTP/1.1\r\nHost: x\r\n\r\n')).toBe(null);
  });

  test('leaves a broken Contact out of a response but refuses it in a request', () => {
    const ok = INVITE.replace('INVITE sip:bob@192.0.2.4 SIP/2.0', 'SIP/2.0 200 OK').replace('<sip:ana@192.0.2.1:5062;transport=udp>', '<sip:ana@');
    expect(parseMessage(Buffer.from(ok))).toMatchObject({ ok: true, message: { contacts: [] } });
    expect(parseMessage(Buffer.from(INVITE.replace('<sip:ana@192.0.2.1:5062;transport=udp>', '<sip:ana@')))).toMatchObject({ ok: false, failure: { status: 400 } });
  });

  test('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => { parseMessage(bytes); }), { numRuns: 2000 });
  });

  test('never throws on a real message with bytes changed, cut or doubled', () => {
    const base = Buffer.from(INVITE);
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 12 }), fc.nat(base.length), (edits, cut) => {
      const bytes = Buffer.from(base);
      for (const [at, value] of edits) bytes[at] = value;
      const result = parseMessage(bytes.subarray(0, cut));
      if (result.ok) expect(result.message.vias.length).toBeGreaterThan(0);
    }), { numRuns: 3000 });
  });

  test('parses quickly enough that no flood of headers stalls the process', () => {
    const spaces = INVITE.replace('SIP/2.0/UDP proxy', `SIP/2.0/UDP ${' '.repeat(60_000)}proxy x`);
    const many = INVITE.replace('Max-Forwards: 70', Array.from({ length: 2000 }, (_, i) => `X-${i}: ${'a;,"'.repeat(5)}`).join('\r\n'));
    const startedAt = performance.now();
    parseMessage(Buffer.from(many));
    parseMessage(Buffer.from(spaces));
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});

describe('parseUri', () => {
  test('keeps ";" and "?" of the user part out of the parameters', () => {
    expect(parseUri('sip:+15551234;npdi;rn=5@gw.example.com:5070;user=phone')).toMatchObject({ user: '+15551234;npdi;rn=5', host: 'gw.example.com', port: 5070 });
  });
  test('reads tel, IPv6 and unknown schemes', () => {
    expect(parseUri('tel:+1-201-555-0123;ext=5')).toMatchObject({ kind: 'tel', number: '+1-201-555-0123' });
    expect(parseUri('sip:a@[2001:DB8::1]:5061')).toMatchObject({ host: '2001:db8::1', port: 5061 });
    expect(parseUri('isbn:2983792873')).toMatchObject({ kind: 'other', scheme: 'isbn' });
  });
  test.each(['sip:', 'sip:@h', 'sip:a@h:0', 'sip:a@h:70000', 'sip:a b@h', 'no scheme', ''])('refuses %j', (text) => {
    expect(parseUri(text)).toBeNull();
  });
});

describe('parseNameAddr', () => {
  test('gives parameters of a bare URI to the header and those in brackets to the URI', () => {
    expect(parseNameAddr('sip:a@h;x=1')?.params.get('x')).toBe('1');
    expect(parseNameAddr('<sip:a@h;x=1>;y')?.params.has('x')).toBe(false);
  });
  test('unescapes a quoted display name', () => {
    expect(parseNameAddr('"A \\"B\\" \\\\" <sip:a@h>')?.displayName).toBe('A "B" \\');
  });
});

describe('parseChallenges', () => {
  test('splits two challenges on one line', () => {
    const [first, second] = parseChallenges('Digest realm="a, b", nonce="1", algorithm=SHA-256, qop="auth,auth-int", Digest realm="a, b", nonce="2", algorithm=MD5');
    expect(first?.params.get('algorithm')).toBe('SHA-256');
    expect(first?.params.get('qop')).toBe('auth,auth-int');
    expect(second?.params.get('nonce')).toBe('2');
    expect(second?.params.get('realm')).toBe('a, b');
  });
  test('reads other schemes and rubbish without failing', () => {
    expect(parseChallenges('NoOneKnowsThisScheme opaque-data=here')[0]?.scheme).toBe('nooneknowsthisscheme');
    expect(parseChallenges('"')).toEqual([]);
  });
});
