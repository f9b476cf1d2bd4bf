import { describe, expect, test } from 'vitest';
import { headerValue, headerValues, listValues, parseHostPort, parseMessage, parseNameAddr, parseNameAddrList, parseUri, parseVia, parseViaList, type SipRequest, unescapeUser } from '../../../../electron/sip/parser';

/** A request with these header lines; those not given are added. */
function withHeaders(lines: readonly string[], start = 'OPTIONS sip:bob@192.0.2.4 SIP/2.0'): ReturnType<typeof parseMessage> {
  const method = start.split(' ')[0] ?? '';
  const own: Record<string, string> = { via: 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx', from: '<sip:a@h>;tag=1', to: '<sip:b@h>', 'call-id': '1', cseq: `1 ${method}` };
  const given = new Set(lines.map((line) => line.slice(0, line.indexOf(':')).trim().toLowerCase()));
  const kept = Object.entries(own).filter(([name]) => !given.has(name)).map(([name, value]) => `${name}: ${value}`);
  return parseMessage(Buffer.from(`${[start, ...kept, ...lines].join('\r\n')}\r\n\r\n`));
}

function request(lines: readonly string[], start?: string): SipRequest {
  const result = withHeaders(lines, start);
  if (!result.ok) throw new Error(result.failure.detail);
  if (result.message.kind !== 'request') throw new Error('not a request');
  return result.message;
}

const detail = (lines: readonly string[], start?: string): string => {
  const result = withHeaders(lines, start);
  return result.ok ? 'taken' : result.failure.detail;
};

describe('header lines', () => {
  test.each([
    ['a', 'accept-contact'], ['b', 'referred-by'], ['c', 'content-type'], ['d', 'request-disposition'], ['e', 'content-encoding'], ['j', 'reject-contact'],
    ['k', 'supported'], ['n', 'identity-info'], ['o', 'event'], ['r', 'refer-to'], ['s', 'subject'], ['u', 'allow-events'], ['x', 'session-expires'], ['y', 'identity'],
  ])('compact form %s is %s, in either case', (short, long) => {
    const message = request([`${short}: one`, `${short.toUpperCase()} : one`]);
    expect(headerValues(message, long)).toEqual(['one', 'one']);
  });

  test('the compact forms of what every message has are read like the long ones', () => {
    const result = parseMessage(Buffer.from('MESSAGE sip:b@h SIP/2.0\r\nV: SIP/2.0/UDP h\r\nF: <sip:a@h>\r\nT: <sip:b@h>\r\nI: 9\r\nCseq: 1 MESSAGE\r\nM: <sip:a@h>\r\nL: 2\r\n\r\nhi+'));
    expect(result).toMatchObject({ ok: true, message: { callId: '9', body: Buffer.from('hi'), contacts: [{ text: '<sip:a@h>' }] } });
  });

  test('a letter that is no compact form, an unknown name and a name of odd characters stay what they are', () => {
    const message = request(['Z: 1', 'X-Nobody-Knows: 2', "a-!.%*_+`'~: 3"]);
    expect(message.headers.slice(-3)).toEqual([{ name: 'z', value: '1' }, { name: 'x-nobody-knows', value: '2' }, { name: "a-!.%*_+`'~", value: '3' }]);
  });

  test('lines are joined with those that continue them, whatever they hold', () => {
    const message = request(['Subject:\r\n\t \r\n  one\r\n two', 'To:\r\n <sip:b@h>\r\n\t;tag\r\n =\r\n x', 'X-Long: a\r\n Via: no header']);
    expect(headerValue(message, 'subject')).toBe('one two');
    expect(message.to.params.get('tag')).toBe('x');
    expect(headerValue(message, 'x-long')).toBe('a Via: no header');
    expect(message.vias).toHaveLength(1);
    expect(detail([], 'OPTIONS sip:b@h SIP/2.0\r\n Folded: start line')).toBe('a header line without a name');
  });

  test('several values in one line are those of several lines', () => {
    const message = request(['Via: SIP/2.0/UDP a;branch=z9hG4bK1;x="a,b;c" , SIP / 2.0 / TCP b:5070', 'Via: SIP/2.0/TLS [2001:db8::1]', 'Supported: , 100rel,,timer ,', 'k: replaces', 'Contact: "a, <b>" <sip:a@h>;q=1, sip:b@h;q=0.5']);
    expect(message.vias.map(({ host, transport }) => `${transport} ${host}`)).toEqual(['UDP a', 'TCP b', 'TLS 2001:db8::1']);
    expect(listValues(message, 'supported')).toEqual(['100rel', 'timer', 'replaces']);
    expect(message.contacts.map(({ displayName, params }) => [displayName, params.get('q')])).toEqual([['a, <b>', '1'], [null, '0.5']]);
  });

  test.each([
    ['Max-Forwards: 256', 'bad Max-Forwards'], ['Max-Forwards: -1', 'bad Max-Forwards'], ['Max-Forwards: 7x', 'bad Max-Forwards'], ['Max-Forwards: 000255', 'taken'],
    ['CSeq: 2147483648 OPTIONS', 'bad CSeq'], ['CSeq: 2147483647 OPTIONS', 'taken'], ['CSeq: -1 OPTIONS', 'bad CSeq'], ['CSeq: 1e3 OPTIONS', 'bad CSeq'], ['CSeq: OPTIONS', 'bad CSeq'],
    ['CSeq: 1 options', 'CSeq names another method'], ['Content-Length: -1', 'bad Content-Length'], ['Content-Length: 1', 'Content-Length beyond the datagram'],
    ['Content-Length: 99999999999999999999', 'bad Content-Length'], ['Content-Length: 0x0', 'bad Content-Length'], ['Via: SIP/2.0/UDP h:0', 'bad Via'], ['Via: SIP/2.0/UDP h:65536', 'bad Via'],
    ['Via: SIP/3.0/UDP h', 'bad Via'], ['From: <sip:a@h:99999>', 'bad From'], ['From: "a <sip:a@h>', 'bad From'], ['To: <sip:b@h', 'bad To'], ['Call-ID:', 'empty Call-ID'], ['no colon', 'a header line without a name'],
    [': no name', 'a header line without a name'], ['Expires: 4294967296', 'taken'], ['Expires: -3', 'taken'],
  ])('%s: %s', (line, expected) => {
    expect(detail([line])).toBe(expected);
  });

  test('more lines, values or parameters than anybody means are refused', () => {
    expect(detail(Array.from({ length: 900 }, () => 'X: y'))).toBe('taken');
    expect(detail(Array.from({ length: 1_000 }, () => 'X: y'))).toBe('too many lines');
    expect(detail([`Contact: ${'<sip:a@h>,'.repeat(199)}<sip:a@h>`])).toBe('taken');
    expect(detail([`Contact: ${'<sip:a@h>,'.repeat(200)}<sip:a@h>`])).toBe('bad Contact');
    expect(detail(Array.from({ length: 300 }, () => 'Via: SIP/2.0/UDP h'))).toBe('too many Vias or Contacts');
    expect(detail([`From: <sip:a@h>${';a'.repeat(201)}`])).toBe('bad From');
  });
});

describe('start lines', () => {
  test.each(["!interesting-Method0123456789_*+`.%indeed'~", 'invite', 'PRACK', 'X'])('method %s', (method) => {
    expect(request([], `${method} sip:b@h SIP/2.0`).method).toBe(method);
  });
  test.each(['soap.beep://192.0.2.103:3002', 'nobodyKnowsThisScheme:totallyopaquecontent', 'urn:service:sos', 'im:a@h', 'h323:a@h', 'mailto:a@h?x=y'])('Request-URI %s is kept as it is', (uri) => {
    expect(request([], `OPTIONS ${uri} SIP/2.0`).uri).toMatchObject({ kind: 'other', text: uri });
  });
  test.each([
    ['OPTIONS sip:b@h', null], ['OPTIONS  sip:b@h SIP/2.0', 400], ['OPTIONS sip:b@h SIP/2.0 ', 400], ['OPTIONS sip:b @h SIP/2.0', 400], ['OP(IONS sip:b@h SIP/2.0', 400], ['OPTIONS <sip:b@h> SIP/2.0', 400],
    ['OPTIONS sip:b@h SIP/7.0', 505], ['OPTIONS sip:b@h SIP/2.1', 505], ['OPTIONS sip:b@h SIP/20', 400], ['SIP/2.0 99 x', null], ['SIP/2.0 700 x', null], ['SIP/3.0 200 x', null], ['SIP/2.0 -1 x', null],
  ])('%j is answered %s', (start, status) => {
    expect(withHeaders([], start)).toMatchObject({ ok: false, failure: { status } });
  });
  test.each([['SIP/2.0 200', 200, ''], ['SIP/2.0 200 ', 200, ''], ['sip/2.0 0180 Ringing', 180, 'Ringing'], ['SIP/2.0 699 Да, ça va: 好', 699, 'Да, ça va: 好']])('%j is a %i', (start, status, reason) => {
    expect(withHeaders(['CSeq: 1 INVITE'], start)).toMatchObject({ ok: true, message: { status, reason } });
  });
});

describe('addresses', () => {
  test.each([
    ['[2001:db8::9:255]', '2001:db8::9:255', null], ['[2001:DB8::10]:5070', '2001:db8::10', 5070], ['[::ffff:192.0.2.1]:5060', '::ffff:192.0.2.1', 5060], ['[fe80::1%eth0]', 'fe80::1%eth0', null],
    ['192.0.2.1:5061', '192.0.2.1', 5061], ['Example.COM.', 'example.com.', null], ['a_b.example', 'a_b.example', null], ['h : 5060', 'h', 5060],
  ])('%s', (text, host, port) => {
    expect(parseHostPort(text)).toEqual({ host, port });
  });
  test.each(['2001:db8::1', '[2001:db8::1', '[g::1]', '[]', 'h:', 'h:x', 'h:0', 'h:65536', '-h', 'h-', ' h', 'h/x', ''])('%j is none', (text) => {
    expect(parseHostPort(text)).toBeNull();
  });
  test('IPv6 references stand in URIs, Vias and their received', () => {
    expect(parseUri('sip:[2001:db8::10]:5070;transport=tcp')).toMatchObject({ user: null, host: '2001:db8::10', port: 5070 });
    expect(parseVia('SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111')?.params.get('received')).toBe('[2001:db8::9:255]');
    expect(parseViaList('SIP/2.0/UDP [2001:db8::1]:5060,SIP/2.0/UDP [2001:db8::2]')?.map(({ host }) => host)).toEqual(['2001:db8::1', '2001:db8::2']);
  });
});

describe('URIs and names', () => {
  test.each([
    ['sip:%61lice%40home@example.com', '%61lice%40home', 'alice@home'], ['sip:%00@h', '%00', '\0'], ['sip:a%zz@h', 'a%zz', 'a%zz'], ['sip:%C3%A9@h', '%C3%A9', 'é'], ['sip:a;b=c?d/e@h', 'a;b=c?d/e', 'a;b=c?d/e'],
    ['sip:+1(555)123-45.67@h', '+1(555)123-45.67', '+1(555)123-45.67'], ['SIP:ünal@h', 'ünal', 'ünal'],
  ])('%s', (text, user, shown) => {
    const uri = parseUri(text);
    expect(uri).toMatchObject({ kind: 'sip', text, user });
    expect(unescapeUser(user)).toBe(shown);
  });
  test('parameters may be odd, stray semicolons are passed over, the first of two counts', () => {
    const uri = parseUri('sip:a@h;;%6C%72;n%61me=v%61lue%25%34%31;LR;x=1;X=2;m=[::1]:5;');
    expect(uri?.kind === 'sip' && [...uri.params]).toEqual([['%6c%72', null], ['n%61me', 'v%61lue%25%34%31'], ['lr', null], ['x', '1'], ['m', '[::1]:5']]);
    expect(parseUri('sip:a@h;x="1"')).toBeNull();
    expect(parseUri('sip:a@h;(x)')).toBeNull();
  });
  test('headers of a URI are kept apart and never mixed up with the user', () => {
    expect(parseUri('sip:a?b@h?Route=%3Csip:x%3E&Subject=y')).toMatchObject({ user: 'a?b', headers: 'Route=%3Csip:x%3E&Subject=y' });
  });
  test.each([
    ['"\\"\\\\\\a" <sip:a@h>', '"\\a'], ['"<sip:x@y>;tag=no, \\"z\\"" <sip:a@h>', '<sip:x@y>;tag=no, "z"'], ['"" <sip:a@h>', null], ['"日本 ❤" <sip:a@h>', '日本 ❤'], ['Bell, Alexander <sip:a@h>', 'Bell, Alexander'],
    ['caller<sip:a@h>', 'caller'], ["token1~` token2'+_ <sip:a@h>", "token1~` token2'+_"], ['  <sip:a@h>', null],
  ])('the name of %s', (text, name) => {
    expect(parseNameAddr(text)?.displayName).toBe(name);
    expect(parseNameAddr(text)?.uri.text).toBe('sip:a@h');
  });
  test('a parameter may be a quoted string with anything in it', () => {
    const from = parseNameAddr('<sip:a@h>;x="a;b=c,\\"d>";tag=1;X=again');
    expect([...from?.params ?? []]).toEqual([['x', '"a;b=c,\\"d>"'], ['tag', '1']]);
  });
  test.each(['"a <sip:a@h>', '"a\\" <sip:a@h>', '<sip:a@h', 'sip:a@h?x=y', '<sip:a@h>;', '<sip:a@h>;;x', '<sip:a@h>;=x', '<sip:a@h> x', '< sip:a@h >', '<>', 'a@h', ''])('%j is none', (text) => {
    expect(parseNameAddr(text)).toBeNull();
  });
  test('a list with a broken part is broken', () => {
    expect(parseNameAddrList('<sip:a@h>, sip:')).toBeNull();
    expect(parseNameAddrList('<sip:a@h>,"')).toBeNull();
  });
});
