import { afterEach, beforeEach, expect, test } from 'vitest';
import { SessionDesk } from '../../support/sip/session-desk';

let desk: SessionDesk;
beforeEach(async () => { desk = await SessionDesk.open(); });
afterEach(async () => { await desk.close(); });

test('OPTIONS in a call that runs gets 200, and 481 once that call is over (RFC 3261 11.2, 12.2.2)', async () => {
  const call = desk.incoming();
  const { callId } = await call.established();
  call.send('OPTIONS');
  const ok = await desk.server.response(200);
  expect(ok.message.cseq.method).toBe('OPTIONS');
  desk.phone.signalling.hangUp(callId);
  desk.server.reply(await desk.server.request('BYE'), 200);
  call.send('OPTIONS');
  const gone = await desk.server.response(481);
  expect(gone.message.cseq.method).toBe('OPTIONS');
});

test('OPTIONS of a ringing call, which has a tag of ours already, gets 200', async () => {
  const call = desk.incoming();
  call.invite();
  const { callId } = await desk.phone.next('incoming');
  desk.phone.signalling.ring(callId);
  await call.response(180);
  call.send('OPTIONS');
  expect((await desk.server.response(200)).message.cseq.method).toBe('OPTIONS');
});

test('OPTIONS with tags we never gave gets 481, without any the answer of a phone that is there', async () => {
  const call = desk.incoming();
  call.toTag = 'never-ours';
  call.send('OPTIONS');
  expect((await desk.server.response(481)).message.cseq.method).toBe('OPTIONS');
  call.toTag = '';
  call.send('OPTIONS');
  expect((await desk.server.response(200)).message.cseq.method).toBe('OPTIONS');
});
