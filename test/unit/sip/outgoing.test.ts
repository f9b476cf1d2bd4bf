import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SipRequest } from '../../../electron/sip/parser';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';
import { type Received, ScriptedPeer } from '../../support/sip/scripted-peer';

let server: ScriptedPeer;
let phone: Phone;

beforeEach(async () => {
  server = await ScriptedPeer.open();
  phone = startPhone('alice', server.address);
  const registered = phone.register();
  await server.acceptRegister();
  await registered;
});
afterEach(async () => {
  server.obliging = true;
  await phone.signalling.dispose();
  server.close();
});

const settle = (ms = 60): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const tag = (request: Received<SipRequest>): string => request.message.to.params.get('tag') ?? '';

describe('the INVITE', () => {
  test('carries our address in Via and Contact, rport, Allow, a tag and the offer', async () => {
    phone.call('bob', sdp());
    const { message, from } = await server.request('INVITE');
    expect(message.uri.text).toBe(`sip:bob@${server.address}`);
    expect(message.vias[0]).toMatchObject({ transport: 'UDP', host: '127.0.0.1', port: from.port });
    expect(message.vias[0]?.params.has('rport')).toBe(true);
    expect(message.vias[0]?.params.get('branch')).toMatch(/^z9hG4bK[0-9a-f]{24}$/);
    expect(message.contacts[0]?.uri).toMatchObject({ host: '127.0.0.1', port: from.port, user: expect.stringMatching(/^s[0-9a-f]{12}$/) });
    expect(message.from.params.get('tag')).toHaveLength(16);
    expect(message.body.toString()).toBe(sdp());
  });

  test.each([
    ['tel:+1-201-555-0123;ext=1', '+12015550123'], ['0 30 / 123 (45)-6', '030123456'], ['*97', '*97'], ['max.müller', 'max.m%C3%BCller'],
  ])('dials %s as the user %s of the domain', async (typed, user) => {
    phone.call(typed);
    expect((await server.request('INVITE')).message.uri).toMatchObject({ user, host: '127.0.0.1', port: server.port });
  });

  test('drops headers from a link and refuses what is no address', async () => {
    phone.call(`sip:bob@${server.address}?Route=%3Csip:evil%3E`);
    expect((await server.request('INVITE')).message.uri.text).toBe(`sip:bob@${server.address}`);
    for (const bad of ['', 'mailto:bob', 'sips:bob@example.com', 'http://x/']) expect(() => phone.call(bad)).toThrow(expect.objectContaining({ code: 'INVALID_TARGET' }));
  });

  test('is repeated until something answers, and not after that', async () => {
    phone.call('bob');
    const first = await server.request('INVITE');
    const second = await server.request('INVITE');
    expect(second.atMs - first.atMs).toBeGreaterThan(450);
    expect(second.message.vias[0]?.text).toBe(first.message.vias[0]?.text);
    server.reply(first, 100);
    await settle(1_200);
    expect(server.countRequests('INVITE')).toBe(2);
  });
});

describe('provisional answers', () => {
  test('a 180 without Contact or To tag still rings', async () => {
    phone.call('bob');
    const invite = await server.request('INVITE');
    server.reply(invite, 180, { contact: null, toTag: '' });
    expect(await phone.next('progress')).toMatchObject({ status: 180 });
    server.reply(invite, 200, { sdp: sdp(), toTag: 'real' });
    await phone.next('accepted');
    expect(tag(await server.request('ACK'))).toBe('real');
  });

  test('early media of several forks: the newest is told, and an answer without a body means its own fork\'s', async () => {
    phone.call('bob');
    const invite = await server.request('INVITE');
    server.reply(invite, 183, { toTag: 'a', sdp: sdp('sendrecv', 41_000) });
    server.reply(invite, 183, { toTag: 'b', sdp: sdp('sendrecv', 42_000) });
    expect((await phone.next('progress')).sdp).toContain('41000');
    expect((await phone.next('progress')).sdp).toContain('42000');
    server.reply(invite, 200, { toTag: 'a' });
    expect((await phone.next('accepted')).sdp).toContain('41000');
  });

  test('a reliable 183 gets its PRACK with the right RAck', async () => {
    phone.call('bob');
    const invite = await server.request('INVITE');
    server.reply(invite, 183, { sdp: sdp(), headers: ['Require: 100rel', 'RSeq: 77'] });
    const prack = await server.request('PRACK');
    expect(prack.message.headers.find(({ name }) => name === 'rack')?.value).toBe(`77 ${invite.message.cseq.sequence} INVITE`);
    server.reply(prack, 200);
  });
});

describe('final answers', () => {
  test('the fork that answers late gets ACK and BYE, the first one keeps the call', async () => {
    phone.call('bob');
    const invite = await server.request('INVITE');
    server.reply(invite, 200, { toTag: 'first', sdp: sdp() });
    await phone.next('accepted');
    expect(tag(await server.request('ACK'))).toBe('first');
    server.reply(invite, 200, { toTag: 'late', sdp: sdp() });
    expect(tag(await server.request('ACK'))).toBe('late');
    const bye = await server.request('BYE');
    expect(tag(bye)).toBe('late');
    server.reply(bye, 200);
    await settle();
    expect(phone.events.filter(({ kind }) => kind === 'accepted' || kind === 'ended')).toHaveLength(1);
  });

  test('each repetition of the 200 is acknowledged again, with the same ACK', async () => {
    phone.call('bob');
    const invite = await server.request('INVITE');
    server.reply(invite, 200, { sdp: sdp() });
    const first = await server.request('ACK');
    server.reply(invite, 200, { sdp: sdp() });
    const second = await server.request('ACK');
    expect(second.message.vias[0]?.text).toBe(first.message.vias[0]?.text);
  });

  test('the ACK to a refusal goes with the same branch, and again for each repetition', async () => {
    phone.call('bob');
    const invite = await server.request('INVITE');
    server.reply(invite, 486, { reason: 'Busy Here' });
    const ack = await server.request('ACK');
    expect(ack.message.vias[0]?.params.get('branch')).toBe(invite.message.vias[0]?.params.get('branch'));
    expect(await phone.next('failed')).toMatchObject({ status: 486, reason: 'Busy Here' });
    server.reply(invite, 486, { reason: 'Busy Here' });
    await server.request('ACK');
  });

  test('a redirection is told as it is', async () => {
    phone.call('bob');
    server.reply(await server.request('INVITE'), 302, { reason: 'Moved Temporarily', contact: '<sip:elsewhere@192.0.2.1>' });
    expect(await phone.next('failed')).toMatchObject({ status: 302 });
  });

  test('in the dialog the Record-Routes are followed from the last to the first, to the Contact exactly as it was given', async () => {
    const call = phone.call('bob');
    const contact = 'sip:+4930;npdi;x=1@127.0.0.77:5099;ob';
    const inner = await ScriptedPeer.open('127.0.0.2');
    server.reply(await server.request('INVITE'), 200, { sdp: sdp(), contact: `<${contact}>`, headers: [`Record-Route: <sip:${server.address};lr>`, `Record-Route: <sip:${inner.address};lr>`] });
    await phone.next('accepted');
    const ack = await inner.request('ACK');
    expect(ack.message.uri.text).toBe(contact);
    expect(ack.message.headers.filter(({ name }) => name === 'route').map(({ value }) => value)).toEqual([`<sip:${inner.address};lr>`, `<sip:${server.address};lr>`]);
    phone.signalling.hangUp(call);
    inner.reply(await inner.request('BYE'), 200);
    inner.close();
  });
});

describe('giving up', () => {
  test('CANCEL waits for a provisional answer (RFC 3261 9.1)', async () => {
    const call = phone.call('bob');
    const invite = await server.request('INVITE');
    phone.signalling.hangUp(call);
    await settle();
    expect(server.countRequests('CANCEL')).toBe(0);
    server.reply(invite, 100);
    const cancel = await server.request('CANCEL');
    expect(cancel.message.vias[0]?.params.get('branch')).toBe(invite.message.vias[0]?.params.get('branch'));
    server.reply(cancel, 200);
    server.reply(invite, 487);
    await server.request('ACK');
    expect(await phone.next('failed')).toMatchObject({ status: 487 });
  });

  test('a 200 that crosses the CANCEL is acknowledged and ended with BYE', async () => {
    const call = phone.call('bob');
    const invite = await server.request('INVITE');
    server.reply(invite, 180);
    await phone.next('progress');
    phone.signalling.hangUp(call);
    const cancel = await server.request('CANCEL');
    server.reply(invite, 200, { sdp: sdp() });
    server.reply(cancel, 481);
    await server.request('ACK');
    server.reply(await server.request('BYE'), 200);
    expect(await phone.next('failed')).toMatchObject({ status: 487 });
    expect(phone.events.some(({ kind }) => kind === 'accepted')).toBe(false);
  });

  test('a challenge after giving up does not start the call again', async () => {
    const call = phone.call('bob');
    const invite = await server.request('INVITE');
    phone.signalling.hangUp(call);
    server.reply(invite, 407, { headers: ['Proxy-Authenticate: Digest realm="x", nonce="1"'] });
    expect(await phone.next('failed')).toMatchObject({ status: 487 });
    await settle();
    expect(server.countRequests('INVITE')).toBe(1);
  });

  test('hanging up twice sends one BYE', async () => {
    const call = phone.call('bob');
    server.reply(await server.request('INVITE'), 200, { sdp: sdp() });
    await phone.next('accepted');
    phone.signalling.hangUp(call);
    phone.signalling.hangUp(call);
    server.reply(await server.request('BYE'), 200);
    await settle();
    expect(server.countRequests('BYE')).toBe(1);
    expect(() => phone.signalling.ring(call)).toThrow(expect.objectContaining({ code: 'CALL_NOT_FOUND' }));
  });
});

describe('digest', () => {
  const challenge = (header: string, realm: string, nonce: string, more = ''): string => `${header}: Digest realm="${realm}", nonce="${nonce}", qop="auth"${more}`;

  test('407 and then 401 are both answered, CSeq goes up, the ACK carries both', async () => {
    phone.call('bob');
    const first = await server.request('INVITE');
    server.reply(first, 407, { headers: [challenge('Proxy-Authenticate', 'proxy', 'n1')] });
    await server.request('ACK');
    const second = await server.request('INVITE');
    expect(second.message.cseq.sequence).toBe(first.message.cseq.sequence + 1);
    server.reply(second, 401, { headers: [challenge('WWW-Authenticate', 'users', 'n2')] });
    await server.request('ACK');
    const third = await server.request('INVITE');
    const names = (message: SipRequest): string[] => message.headers.map(({ name }) => name).filter((name) => name.endsWith('authorization')).sort();
    expect(names(third.message)).toEqual(['authorization', 'proxy-authorization']);
    server.reply(third, 200, { sdp: sdp() });
    await phone.next('accepted');
    expect(names((await server.request('ACK')).message)).toEqual(['authorization', 'proxy-authorization']);
  });

  test('the same challenge twice is a refusal, a stale one is not', async () => {
    phone.call('bob');
    server.reply(await server.request('INVITE'), 407, { headers: [challenge('Proxy-Authenticate', 'proxy', 'n1')] });
    server.reply(await server.request('INVITE'), 407, { headers: [challenge('Proxy-Authenticate', 'proxy', 'n2', ', stale=TRUE')] });
    server.reply(await server.request('INVITE'), 407, { headers: [challenge('Proxy-Authenticate', 'proxy', 'n3')], reason: 'Proxy Authentication Required' });
    expect(await phone.next('failed')).toMatchObject({ status: 407 });
  });

  test('the strongest of several challenges is answered', async () => {
    phone.call('bob');
    server.reply(await server.request('INVITE'), 401, { headers: [
      challenge('WWW-Authenticate', 'r', 'a', ', algorithm=SHA-256'), challenge('WWW-Authenticate', 'r', 'b', ', algorithm=SHA-512-256'), challenge('WWW-Authenticate', 'r', 'c'),
    ] });
    const { message } = await server.request('INVITE');
    expect(message.headers.find(({ name }) => name === 'authorization')?.value).toMatch(/nonce="b".*algorithm=SHA-512-256/);
  });

  test('a challenged BYE is sent again with the next CSeq', async () => {
    const call = phone.call('bob');
    server.reply(await server.request('INVITE'), 200, { sdp: sdp() });
    await phone.next('accepted');
    phone.signalling.hangUp(call);
    const bye = await server.request('BYE');
    server.reply(bye, 407, { headers: [challenge('Proxy-Authenticate', 'proxy', 'n1')] });
    const again = await server.request('BYE');
    expect(again.message.cseq.sequence).toBe(bye.message.cseq.sequence + 1);
    server.reply(again, 200);
  });

  test('a challenged INFO advances the dialog\'s CSeq, so that the next request is in order', async () => {
    const call = phone.call('bob');
    server.reply(await server.request('INVITE'), 200, { sdp: sdp() });
    await phone.next('accepted');
    const digit = phone.signalling.sendInfoDigit(call, '1', 100);
    const info = await server.request('INFO');
    server.reply(info, 407, { headers: [challenge('Proxy-Authenticate', 'proxy', 'n1')] });
    const again = await server.request('INFO');
    server.reply(again, 200);
    expect(await digit).toBe(true);
    phone.signalling.hangUp(call);
    const bye = await server.request('BYE');
    expect([again.message.cseq.sequence, bye.message.cseq.sequence]).toEqual([info.message.cseq.sequence + 1, info.message.cseq.sequence + 2]);
    server.reply(bye, 200);
  });
});

test('a MESSAGE carries its text, answers a challenge and tells the final status', async () => {
  const sent = phone.signalling.messaging.send(phone.account.id, 'bob', { kind: 'text', messageId: 'm-1', text: 'in a meeting, grüße', askNotices: false });
  const first = await server.request('MESSAGE');
  server.reply(first, 401, { headers: ['WWW-Authenticate: Digest realm="r", nonce="n1"'] });
  const again = await server.request('MESSAGE');
  expect(again.message.body.toString('utf8')).toBe('in a meeting, grüße');
  expect([first.message.callId, again.message.callId, again.message.cseq.sequence]).toEqual(['m-1', 'm-1', 2]);
  server.reply(again, 202);
  expect(await sent).toEqual({ kind: 'accepted', status: 202 });
});
