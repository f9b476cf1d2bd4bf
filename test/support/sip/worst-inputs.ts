/** The largest UDP payload over IPv4. */
const LIMIT_BYTES = 65_507;
const ROOM = 64_000;

const filled = (unit: string, room = ROOM): string => unit.repeat(Math.max(1, Math.floor(room / Buffer.byteLength(unit))));
const numbered = (make: (i: number) => string): string => {
  let text = '';
  for (let i = 0; text.length < ROOM; i++) text += make(i);
  return text;
};

/** A request to `uri` that is well apart from what is put in. Header lines given take the place of ours. */
function requestText(uri: string, lines: string, body: string, method: string): string {
  const own = ['Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKworst', 'From: <sip:a@example.com>;tag=1', 'To: <sip:b@example.com>', 'Call-ID: worst', `CSeq: 1 ${method}`, 'Contact: <sip:a@192.0.2.77>'];
  const given = new Set(lines.split('\r\n').map((line) => (/^([\w-]+):/.exec(line)?.[1] ?? '').toLowerCase()));
  const kept = own.filter((line) => !given.has(line.slice(0, line.indexOf(':')).toLowerCase()));
  return `${method} ${uri} SIP/2.0\r\n${[...kept, lines].join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Datagrams of the largest size, each with too much of one thing; `uri` is what is called, `serial` makes them new ones. */
export function worstInputs(uri: string, serial = 0): ReadonlyMap<string, Buffer> {
  const request = (target: string, lines: string, body = '', method = 'INVITE'): string => requestText(target, lines, body, method).replaceAll('worst', `worst${serial}`);
  const multipart = (type: string, body: string): string => request(uri, `Content-Type: ${type}`, body);
  const texts: Record<string, string> = {
    'folded lines': request(uri, `Subject: a${filled('\r\n b')}`),
    'folded lines of nothing': request(uri, `Subject: a${filled('\r\n ')}`),
    'folded Via': request(uri, `Via: SIP/2.0/UDP 192.0.2.77${filled('\r\n ;a=b')}`),
    'folded To': request(uri, `To: <sip:b@example.com>${filled('\r\n\t;a')}`),
    'commas in Via': request(uri, `Via: SIP/2.0/UDP h${filled(',')}`),
    'commas in Require': request(uri, `Require: a${filled(',')}`),
    'extensions required': request(uri, `Require: ${filled('ab,')}c`),
    'commas in Contact': request(uri, `Contact: ${filled('<sip:a@h>,')}<sip:a@h>`),
    'commas in Record-Route': request(uri, `Record-Route: ${filled('<sip:h;lr>,')}<sip:h;lr>`),
    'commas in P-Asserted-Identity': request(uri, `P-Asserted-Identity: ${filled('sip:a@h,')}sip:a@h`),
    'commas in Accept': request(uri, `Accept: ${filled('a/b,')}application/sdp`),
    'quotes': request(uri, `Contact: ${filled('"')}`),
    'quoted pieces': request(uri, `From: ${filled('"a"')} <sip:a@example.com>;tag=1`),
    'backslashes': request(uri, `From: "${filled('\\\\')}" <sip:a@example.com>;tag=1`),
    'quoted brackets': request(uri, `From: "${filled('<>,;')}" <sip:a@example.com>;tag=1`),
    'parameters of From': request(uri, `From: <sip:a@example.com>;tag=1${numbered((i) => `;p${i}`)}`),
    'parameters of Via': request(uri, `Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKworst${numbered((i) => `;p${i}=${i}`)}`),
    'rport in Via': request(uri, `Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKworst${filled(';rport')}`),
    'received in Via': request(uri, `Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKworst${filled(';received=1')}`),
    'parameters of a URI': request(uri, `Contact: <sip:a@192.0.2.77${numbered((i) => `;p${i}`)}>`),
    'semicolons of a URI': request(uri, `Contact: <sip:a@192.0.2.77${filled(';')}>`),
    'parameters of a tel URI': request(uri, `From: <tel:+1${filled(';a=b')}>;tag=1`),
    'escapes in a user': request(uri, `From: <sip:${filled('%41')}@example.com>;tag=1`),
    'broken escapes in a user': request(uri, `From: <sip:${filled('%4')}@example.com>;tag=1`),
    'ats in a URI': request(uri, `From: <sip:${filled('@')}>;tag=1`),
    'dots in a host': request(uri, `Contact: <sip:a@${filled('a.')}!>`),
    'hyphens in a host': request(uri, `Contact: <sip:a@a${filled('-')}!>`),
    'colons in a host': request(uri, `Contact: <sip:a@[${filled(':')}]>`),
    'spaces in a host': request(uri, `Via: SIP/2.0/UDP h${filled(' ')}:${filled(' ', 100)}x`),
    'spaces in Via': request(uri, `Via: SIP${filled(' ')}/2.0/UDP h`),
    'spaces after a bracket': request(uri, `Contact: <sip:a@h>${filled(' ')}x`),
    'spaces before a colon': request(uri, `A${filled(' ')}x: b`),
    'spaces in CSeq': request(uri, `CSeq: 1${filled(' ')}INVITE x`),
    'spaces in Content-Type': request(uri, `Content-Type: multipart/mixed${filled('; ')}boundary`, 'x'),
    'digits of CSeq': request(uri, `CSeq: ${filled('1')} INVITE`),
    'zeros of Max-Forwards': request(uri, `Max-Forwards: ${filled('0')}1`),
    'brackets': request(uri, `Contact: ${filled('<')}`),
    'lists in lines': request(uri, filled(`Record-Route: ${'<sip:h>,'.repeat(180)}<sip:h>\r\n`) + 'A:c'),
    'Requires in lines': request(uri, filled(`Require: ${'ab,'.repeat(180)}ab\r\n`) + 'A:c'),
    'many Contacts in lines': request(uri, filled(`m: ${'sip:a@h,'.repeat(180)}sip:a@h\r\n`) + 'A:c'),
    'header lines, as many as are read': request(uri, `${`X-Some-Name: ${'v'.repeat(50)}\r\n`.repeat(980)}A:c`),
    'header lines of many names, as many as are read': request(uri, `${Array.from({ length: 980 }, (_, i) => `X-${i}: ${'v'.repeat(50)}\r\n`).join('')}A:c`),
    'folded lines, as many as are read': request(uri, `Subject: a${`\r\n ${'b'.repeat(60)}`.repeat(980)}`),
    'header lines': request(uri, `${filled('A:b\r\n')}A:c`),
    'header lines of many names': request(uri, `${numbered((i) => `x${i}:\r\n`)}A:c`),
    'header lines with a space': request(uri, `${filled('A :b\r\n')}A:c`),
    'lines that are no header': request(uri, `${filled('b\r\n')}c`),
    'Vias line by line': request(uri, `${filled('v:SIP/2.0/UDP h\r\n')}A:c`),
    'Vias in a line': request(uri, `Via: ${filled('SIP/2.0/UDP h,')}SIP/2.0/UDP h`),
    'Contacts line by line': request(uri, `${filled('m:sip:a@h\r\n')}A:c`),
    'empty lines first': `${filled('\r\n', 60_000)}${request(uri, 'A: b')}`,
    'carriage returns': request(uri, `A: ${filled('\r')}`),
    'carriage returns and spaces': request(uri, `A: ${filled('\r ')}b`),
    'letters of two bytes': request(uri, `Subject: ${filled('é')}`),
    'letters of four bytes in a name': request(uri, `From: "${filled('\u{1f600}')}" <sip:a@example.com>;tag=1`),
    'marks upon a letter of a name': request(uri, `From: "a${filled('\u0330')}" <sip:a@example.com>;tag=1`),
    'directions in a name': request(uri, `From: "a${filled('\u202e')}" <sip:a@example.com>;tag=1`),
    'one long line': filled('a'), 'words of a start line': filled('a '), 'spaces of a start line': `INVITE ${filled(' ')}`,
    'digits of a version': `INVITE sip:a@h SIP/${filled('1')}`, 'a long method': request(uri, 'A: b', '', filled('M', 30_000)),
    'a long Request-URI': request(`sip:a@example.com${filled(';a=b')}`, 'A: b'),
    'a long phrase': `SIP/2.0 200 ${filled('a')}`, 'digits of a status': `SIP/2.0 ${filled('2')} x`,
    'parts of a multipart': multipart('multipart/mixed;boundary=a', `${filled('--a\n\nb\n', 60_000)}--a--`),
    'delimiters of a multipart': multipart('multipart/mixed;boundary=a', filled('--a\n', 60_000)),
    'hyphens of a multipart': multipart('multipart/mixed;boundary=-', filled('-', 60_000)),
    'near delimiters of a multipart': multipart('multipart/mixed;boundary=a', filled('--ab\n', 60_000)),
    'headers of a part': multipart('multipart/mixed;boundary=a', `--a\n${filled('c\n :', 60_000)}\n--a--`),
    'spaces of a part': multipart('multipart/mixed;boundary=a', `--a\nc:${filled(' ', 60_000)}\n\nb`),
    'multiparts in multiparts': multipart('multipart/mixed;boundary=a', filled('--a\nc:multipart/mixed;boundary=a\n\n', 60_000)),
    'lines of SDP': request(uri, 'Content-Type: application/sdp', `v=0\r\n${filled('m=audio 1 RTP/AVP 0\r\n', 60_000)}`),
  };
  return new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text).subarray(0, LIMIT_BYTES)]));
}
