import { beforeEach, expect, test } from 'vitest';
import { CallId } from '../../../electron/contract/ids';
import { account, Desk } from './call-desk';

let desk: Desk;
const callId = CallId.parse('in1');
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

beforeEach(async () => {
  desk = new Desk();
  desk.signal({ kind: 'incoming', callId, accountId: account.id, remote: { number: '202', uri: 'sip:202@pbx.test', displayName: null }, offer: null, direct: false, ringsWithOffer: true });
  await turn();
});

test('a caller that must have our offer with the ringing gets it, and the same one with the answer', async () => {
  expect(desk.rings).toEqual(['offer-sendrecv']);
  desk.service.answer(callId);
  await turn();
  expect(desk.log).toContain(`accept ${callId} offer-sendrecv`);
  expect(desk.offers).toBe(1);
  desk.signal({ kind: 'acknowledged', callId, sdp: 'their-answer' });
  await turn();
  expect(desk.log).toContain(`takeAnswer ${callId} their-answer`);
  expect(desk.calls[0]?.phase.kind).toBe('established');
});

test('declined, it is closed like any other', async () => {
  desk.service.decline(callId, null);
  await turn();
  expect(desk.log).toEqual(expect.arrayContaining([`reject ${callId} 603`, `close ${callId}`]));
});
