import { afterEach, beforeEach, expect, test } from 'vitest';
import { sdp } from '../../../support/sip/phone';
import { CallId } from '../../../../electron/contract/ids';
import { header, SessionDesk } from '../../../support/sip/session-desk';

let desk: SessionDesk;

beforeEach(async () => { desk = await SessionDesk.open(); });
afterEach(async () => { await desk.close(); });

test('a call that hides our number tells it to the server only, in no message of the dialog (RFC 3323, RFC 3325)', async () => {
  const callId = CallId.parse('hidden');
  desk.phone.signalling.invite(callId, desk.phone.account.id, 'bob', sdp(), { anonymous: true });
  const invite = await desk.server.request('INVITE');
  expect(header(invite, 'from')).toMatch(/^"Anonymous" <sip:anonymous@anonymous\.invalid>;tag=/);
  expect(header(invite, 'privacy')).toBe('id');
  expect(header(invite, 'p-preferred-identity')).toBe(`<sip:alice@${desk.server.address}>`);
  desk.server.reply(invite, 200, { sdp: sdp(), headers: ['Allow: UPDATE'] });
  const ack = await desk.server.request('ACK');
  await desk.phone.next('accepted');
  desk.phone.signalling.hangUp(callId);
  const bye = await desk.server.request('BYE');
  for (const message of [ack, bye]) {
    expect(header(message, 'from')).toMatch(/^"Anonymous" <sip:anonymous@anonymous\.invalid>;tag=/);
    expect(message.message.headers.map(({ value }) => value).join('\n')).not.toMatch(/alice/i);
  }
  desk.server.reply(bye, 200);
});

test('any other call shows it, and asks for no privacy', async () => {
  desk.phone.call('bob');
  const invite = await desk.server.request('INVITE');
  expect(header(invite, 'from')).toContain(`<sip:alice@${desk.server.address}>`);
  expect([header(invite, 'privacy'), header(invite, 'p-preferred-identity')]).toEqual([null, null]);
});
