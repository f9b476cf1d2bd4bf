import { expect } from 'vitest';
import { type Phone, sdp } from './phone';

/** Calls, answers, holds, sends a digit by INFO and hangs up from either side; fails where any of it does not arrive. */
export async function wholeCall(a: Phone, b: Phone, target: string, ender: 'caller' | 'called'): Promise<void> {
  const callA = a.call(target);
  const { callId: callB } = await b.next('incoming');
  b.signalling.ring(callB);
  await a.next('progress');
  b.signalling.accept(callB, sdp());
  await a.next('accepted');
  await b.next('acknowledged');
  const held = a.signalling.reinvite(callA, sdp('sendonly'));
  await b.next('remoteOffer');
  b.signalling.answerOffer(callB, sdp('recvonly'));
  expect(await held).toMatchObject({ ok: true });
  expect(await b.signalling.sendInfoDigit(callB, '5', 100)).toBe(true);
  await a.next('digit');
  if (ender === 'caller') {
    a.signalling.hangUp(callA);
    await b.next('ended');
  } else {
    b.signalling.hangUp(callB);
    await a.next('ended');
  }
}
