import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OfflinePhone, SERVER } from '../../../support/sip/offline-phone';
import { sdp } from '../../../support/sip/phone';

let line: OfflinePhone;
let serial = 0;

beforeAll(async () => {
  line = await OfflinePhone.start();
});
afterAll(async () => {
  await line.stop();
});

/** An INVITE for us; header lines given take the place of ours. */
function invite(lines: readonly string[], body = ''): string {
  const own: Record<string, string> = {
    via: `SIP/2.0/UDP ${SERVER.address}:5080;branch=z9hG4bKanswers${++serial}`, from: '<sip:bob@example.com>;tag=1', to: '<sip:alice@example.com>', 'call-id': `answers${serial}`, cseq: '1 INVITE',
    contact: `<sip:bob@${SERVER.address}>`, 'content-length': String(Buffer.byteLength(body)),
  };
  const given = new Set(lines.map((each) => each.slice(0, each.indexOf(':')).toLowerCase()));
  return [`INVITE ${line.contact} SIP/2.0`, ...Object.entries(own).filter(([name]) => !given.has(name)).map(([name, value]) => `${name}: ${value}`), ...lines, '', body].join('\r\n');
}

const part = (type: string, body: string, more = ''): string => `--zz\r\nContent-Type: ${type}\r\n${more}\r\n${body}\r\n`;
const status = async (text: string): Promise<string | undefined> => /^SIP\/2\.0 (\d+)/.exec((await line.answersTo(text))[0]?.text ?? '')?.[1];
const lastCall = () => line.phone.events.filter((event) => event.kind === 'incoming').at(-1);

describe('bodies of an INVITE, from socket to socket', () => {
  const multipart = 'Content-Type: multipart/mixed;boundary=zz';
  test('the first session description of a multipart is the offer', async () => {
    const body = `${part('application/isup', 'x', 'Content-Disposition: signal;handling=optional\r\n')}${part('application/sdp', sdp('sendrecv', 41_000))}${part('application/sdp', sdp('sendrecv', 42_000))}--zz--`;
    expect(await status(invite([multipart], body))).toBe('100');
    expect(lastCall()?.offer).toBe(sdp('sendrecv', 41_000));
  });
  test('parts that may be passed over are: the call has no offer', async () => {
    expect(await status(invite([multipart], `${part('image/png', 'x', 'Content-Disposition: icon;handling=optional\r\n')}--zz--`))).toBe('100');
    expect(lastCall()?.offer).toBeNull();
  });
  test.each([
    ['parts that nobody here knows', multipart, `${part('image/png', 'x')}--zz--`], ['a multipart that cannot be taken apart', 'Content-Type: multipart/mixed', 'x'], ['another type', 'Content-Type: text/html', '<p>'],
  ])('415 for %s', async (_what, type, body) => {
    const [answer] = await line.answersTo(invite([type], body));
    expect(answer?.text).toMatch(/^SIP\/2\.0 415 [\s\S]*\r\nAccept: application\/sdp\r\n/);
  });
});

describe('answers', () => {
  test('a topmost Via of several in a line is stamped alone, quoted commas and all, and the rest comes back as it was', async () => {
    const via = `SIP/2.0/UDP 10.0.0.1:5999;branch=z9hG4bKlist;x="a,b", SIP/2.0/TCP [2001:db8::1];branch=z9hG4bKdeeper`;
    const [answer] = await line.answersTo(invite([`Via: ${via}`, 'Require: nothing-knows-this']));
    expect(answer?.to).toEqual({ address: SERVER.address, port: 5999 });
    expect(answer?.text).toContain('Via: SIP/2.0/UDP 10.0.0.1:5999;branch=z9hG4bKlist;x="a,b";received=192.0.2.77, SIP/2.0/TCP [2001:db8::1];branch=z9hG4bKdeeper\r\n');
    expect(answer?.text).toContain('Unsupported: nothing-knows-this\r\n');
  });
  test('what a NOTIFY of a list requires is understood there, and not in an INVITE', async () => {
    const inviting = invite(['Require: EventList']);
    expect(await status(inviting)).toBe('420');
    expect(await status(invite(['Require: EventList', 'Event: presence', 'CSeq: 1 NOTIFY', 'To: <sip:alice@example.com>;tag=2']).replace(/^INVITE/, 'NOTIFY'))).toBe('481');
  });
  test('names reach the domain clean, addresses whole', async () => {
    const user = 'u'.repeat(400);
    await line.answersTo(invite([`From: "Bank\u202e\u2066\u0007 of\u200b ${'x'.repeat(300)}" <sip:${user}@example.com>;tag=1`]));
    expect(lastCall()?.remote.displayName).toBe(`Bank of ${'x'.repeat(112)}`);
    expect(lastCall()?.remote.uri).toBe(`sip:${user}@example.com`);
  });
});
