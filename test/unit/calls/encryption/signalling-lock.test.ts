import { expect, it } from 'vitest';
import { Desk } from '../call-desk';

it('the lock knows whether the way to the server is encrypted, still when the call is over', async () => {
  const desk = new Desk();
  desk.isSecure = true;
  const id = await desk.talks('in1');
  expect(desk.calls.find((call) => call.id === id)?.security).toMatchObject({ signalling: true, audio: false });
  desk.isSecure = null;
  desk.signal({ kind: 'ended', callId: id, reason: null });
  expect(desk.ended[0]?.security.signalling).toBe(true);
});

it('a way that stops being encrypted opens the lock', async () => {
  const desk = new Desk();
  desk.isSecure = true;
  const id = await desk.talks('in1');
  desk.isSecure = false;
  expect(desk.service.list().find((call) => call.id === id)?.security.signalling).toBe(false);
});
