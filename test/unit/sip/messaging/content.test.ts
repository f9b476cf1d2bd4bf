import { describe, expect, it } from 'vitest';
import { LARGEST_BODY_BYTES, readContent } from '../../../../electron/sip/messaging/content';
import { buildComposing } from '../../../../electron/sip/messaging/composing';
import { buildCpim } from '../../../../electron/sip/messaging/cpim';
import { buildNotice } from '../../../../electron/sip/messaging/notices';
import { parseMessage, type SipMessage } from '../../../../electron/sip/parser';

function message(type: string | null, body: string | Buffer, headers: readonly string[] = []): SipMessage {
  const bytes = Buffer.from(body);
  const head = [
    'MESSAGE sip:a@h SIP/2.0', 'Via: SIP/2.0/UDP h;branch=z9hG4bK1', 'From: <sip:b@h>;tag=1', 'To: <sip:a@h>', 'Call-ID: c', 'CSeq: 1 MESSAGE',
    ...(type === null ? [] : [`Content-Type: ${type}`]), ...headers, `Content-Length: ${bytes.length}`, '', '',
  ].join('\r\n');
  const parsed = parseMessage(Buffer.concat([Buffer.from(head), bytes]));
  if (!parsed.ok) throw new Error(parsed.failure.detail);
  return parsed.message;
}
const textOf = (type: string, body: string | Buffer): unknown => {
  const reading = readContent(message(type, body));
  return reading.kind === 'content' && reading.content.kind === 'text' ? reading.content.text : reading.kind;
};

describe('plain text', () => {
  it('is read by its charset, UTF-8 where none is named, and Windows-1252 where it is no UTF-8', () => {
    expect(textOf('text/plain', 'grüß dich 👋')).toBe('grüß dich 👋');
    expect(textOf('text/plain;charset=iso-8859-1', Buffer.from([0x67, 0x72, 0xfc, 0xdf]))).toBe('grüß');
    expect(textOf('text/plain; charset="UTF-16LE"', Buffer.from('hé', 'utf16le'))).toBe('hé');
    expect(textOf('text/plain; charset=klingon', 'plain')).toBe('plain');
    expect(textOf('text/plain', Buffer.from([0x63, 0x61, 0x66, 0xe9]))).toBe('café');
  });

  it('keeps its lines and loses what cannot be seen or turns text round', () => {
    expect(textOf('text/plain', 'one\r\ntwo\u0007\u202Eevil\u2066\n\n\n\n\n\nthree\u0000')).toBe('one\ntwoevil\n\n\nthree');
    expect(textOf('text/plain', ' \u200b \n')).toBe('nothing');
    expect(String(textOf('text/plain', 'x'.repeat(20_000)))).toHaveLength(10_000);
  });
});

describe('HTML', () => {
  it.each([
    ['<p>Hello <b>Bob</b></p><p>bye</p>', 'Hello Bob\n\nbye'],
    ['one<br>two<br/>three', 'one\ntwo\nthree'],
    ['<script>alert(1)</script>safe<style>p{}</style>', 'safe'],
    ['3 &lt; 4 &amp;&amp; 5 > 4 and 2 < 3', '3 < 4 && 5 > 4 and 2 < 3'],
    ['&#128075; <img src=x onerror=alert(1)> &bogus;', '👋  &bogus;'],
    ['<!-- <b>hidden</b> -->shown', 'shown'],
    ['<a href="https://x.test/?a=1">link</a>', 'link'],
    ['<script>never closed', 'nothing'],
    ['open <b', 'open'],
  ])('%j becomes %j', (html, text) => {
    expect(textOf('text/html', html)).toBe(text);
  });

  it('of the worst kind is read within milliseconds', () => {
    const worst = ['<script>'.repeat(4_000), '<'.repeat(32_000), '<!--'.repeat(8_000), '&#'.repeat(16_000), '<p>\n \n'.repeat(4_000), `<b${' '.repeat(32_000)}`];
    for (const body of worst) {
      const startedMs = performance.now();
      textOf('text/html', body.slice(0, LARGEST_BODY_BYTES));
      expect(performance.now() - startedMs).toBeLessThan(1_000);
    }
  });
});

describe('CPIM', () => {
  const parts = { from: 'sip:b@h', to: 'sip:a@h', atEpochMs: 0, messageId: 'id-1', type: 'text/plain;charset=UTF-8', text: 'hé' } as const;

  it('gives text, Message-ID and the notices that are wanted, and survives its own builder', () => {
    expect(readContent(message('message/cpim', buildCpim({ ...parts, notifications: ['positive-delivery', 'display'] })))).toEqual({
      kind: 'content', content: { kind: 'text', text: 'hé', messageId: 'id-1', wantsDelivery: true, wantsDisplay: true, cpim: true },
    });
    expect(readContent(message('message/cpim', buildCpim({ ...parts, notifications: ['negative-delivery'] })))).toMatchObject({ content: { wantsDelivery: false, wantsDisplay: false } });
  });

  it('is read with another prefix, lower-case names, bare line feeds, and a repeated Content-Type', () => {
    const text = 'From: <im:b@h>\nTo: <im:a@h>\nNS: MyImdn <urn:ietf:params:imdn>\nmyimdn.message-id: zz\nMyImdn.Disposition-Notification: display\n\ncontent-type: text/plain\n\nhello\n\nthere';
    expect(readContent(message('message/cpim', text))).toMatchObject({ content: { text: 'hello\n\nthere', messageId: 'zz', wantsDisplay: true } });
    expect(readContent(message('Message/CPIM', `Content-Type: message/cpim\r\n\r\n${buildCpim({ ...parts, notifications: [] })}`))).toMatchObject({ content: { text: 'hé' } });
  });

  it('asks for no notice without a Message-ID', () => {
    const text = 'From: <im:b@h>\r\nNS: imdn <urn:ietf:params:imdn>\r\nimdn.Disposition-Notification: display\r\n\r\nContent-Type: text/html\r\n\r\n<b>hi</b>';
    expect(readContent(message('message/cpim', text))).toMatchObject({ content: { text: 'hi', messageId: null, wantsDisplay: false } });
  });

  it('holds notices and is-composing as well; what else it holds is refused', () => {
    const within = (type: string, text: string) => readContent(message('message/cpim', buildCpim({ ...parts, notifications: [], type, text })));
    expect(within('message/imdn+xml', buildNotice('their-1', 'displayed', 0))).toEqual({ kind: 'content', content: { kind: 'notice', messageId: 'their-1', outcome: 'displayed' } });
    expect(within('application/im-iscomposing+xml', buildComposing(true, 90))).toEqual({ kind: 'content', content: { kind: 'composing', active: true, refreshSeconds: 90 } });
    expect(within('image/png', 'x')).toMatchObject({ kind: 'refuse', status: 415 });
    expect(readContent(message('message/cpim', 'no headers here'))).toMatchObject({ kind: 'refuse', status: 400 });
  });
});

describe('notices (RFC 5438)', () => {
  const imdn = (inner: string): unknown => readContent(message('message/imdn+xml', `<?xml version="1.0"?><i:imdn xmlns:i="urn:ietf:params:xml:ns:imdn"><i:message-id>a&amp;b</i:message-id>${inner}</i:imdn>`));

  it.each([
    ['<i:delivery-notification><i:status><i:delivered/></i:status></i:delivery-notification>', 'delivered'],
    ['<delivery-notification><status><failed/></status></delivery-notification>', 'failed'],
    ['<display-notification><status><displayed/></status></display-notification>', 'displayed'],
  ])('%s', (inner, outcome) => {
    expect(imdn(inner)).toEqual({ kind: 'content', content: { kind: 'notice', messageId: 'a&b', outcome } });
  });

  it.each(['<processing-notification><status><stored/></status></processing-notification>', '<display-notification><status><forbidden/></status></display-notification>', ''])('%j tells nothing of use', (inner) => {
    expect(imdn(inner)).toEqual({ kind: 'nothing' });
  });
});

describe('is-composing (RFC 3994)', () => {
  it('takes a missing or mad refresh for the usual one, and every other state for idle', () => {
    const read = (text: string): unknown => readContent(message('application/im-iscomposing+xml', text));
    expect(read('<isComposing><state>active</state></isComposing>')).toMatchObject({ content: { active: true, refreshSeconds: 120 } });
    expect(read('<isComposing><state>active</state><refresh>99999999999</refresh></isComposing>')).toMatchObject({ content: { refreshSeconds: 600 } });
    expect(read('<isComposing><state>dreaming</state></isComposing>')).toMatchObject({ content: { active: false } });
    expect(read('<other/>')).toEqual({ kind: 'nothing' });
  });
});

describe('what is refused', () => {
  it('in other types with 415 and what we take, coded with 415, too large with 413', () => {
    expect(readContent(message('image/png', 'x'))).toMatchObject({ kind: 'refuse', status: 415, extra: ['Accept: text/plain, text/html, message/cpim, application/im-iscomposing+xml, message/imdn+xml'] });
    expect(readContent(message('text/plain', 'x', ['Content-Encoding: gzip']))).toMatchObject({ status: 415, extra: ['Accept-Encoding: identity'] });
    expect(readContent(message('text/plain', 'x'.repeat(LARGEST_BODY_BYTES + 1)))).toMatchObject({ kind: 'refuse', status: 413 });
  });

  it('not: the text of a multipart, a body without a type, and none at all', () => {
    const multipart = '--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--';
    expect(textOf('multipart/mixed;boundary=b', multipart)).toBe('hello');
    expect(readContent(message('multipart/mixed;boundary=b', '--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--'))).toMatchObject({ status: 415 });
    expect(readContent(message(null, 'bare'))).toMatchObject({ content: { text: 'bare' } });
    expect(readContent(message('text/plain', ''))).toEqual({ kind: 'nothing' });
  });
});
