import { describe, expect, test } from 'vitest';
import { USUAL_CODES } from '../../../../electron/calls/transfer/pickup';
import { defaultCallCodes } from '../../../../electron/contract';
import type { WatchedDialog } from '../../../../electron/calls/ports';
import { account, Desk, settle } from '../call-desk';

const ringing: WatchedDialog = {
  id: '1', state: 'early', direction: 'recipient', callId: 'c@pbx', localTag: 'theirs', remoteTag: 'callers',
  local: { uri: 'sip:203@pbx.test', displayName: null }, remote: { uri: 'sip:0144556677@pbx.test', displayName: 'Customer' },
};

describe('a call that rings elsewhere', () => {
  test('is taken from its caller by the dialog that is known', async () => {
    const desk = new Desk();
    desk.service.transfers.pickup.pickUp(account.id, '203', ringing);
    await settle();
    expect(desk.log).toContain('invite out1 sip:0144556677@pbx.test Replaces c@pbx;to-tag=callers;from-tag=theirs;early-only');
  });

  test.each([
    ['nothing is known', null], ['a tag is kept back', { ...ringing, remoteTag: null }], ['it is answered by now', { ...ringing, state: 'confirmed' as const }],
    ['they call somebody themselves', { ...ringing, direction: 'initiator' as const }], ['the caller has no address', { ...ringing, remote: null }],
    ['a tag would break the header', { ...ringing, localTag: 'a;early-only' }],
  ])('is taken by the code of the line where %s', async (_why, dialog) => {
    const desk = new Desk();
    desk.service.transfers.pickup.pickUp(account.id, '203', dialog);
    await settle();
    expect(desk.log).toContain('invite out1 **203');
  });

  test('in the own group is taken by its code', async () => {
    const desk = new Desk();
    desk.service.transfers.pickup.pickUpGroup(account.id);
    await settle();
    expect(desk.log).toContain('invite out1 *8');
  });
});

describe('parking', () => {
  test('passes the call on to the parking place of the line, and fetches it there', async () => {
    const desk = new Desk();
    const call = await desk.talks('a');
    await desk.service.transfers.pickup.park(call);
    await settle();
    expect(desk.log).toContain('refer a 70');
    desk.service.transfers.pickup.retrieve(account.id, '71');
    await settle();
    expect(desk.log).toContain('invite out1 71');
  });

  test('by a feature code sends it as digits', async () => {
    const desk = new Desk();
    desk.accounts = [{ ...account, callCodes: { groupPickup: '', park: { how: 'digits', code: '#72' }, retrievePrefix: '*85' } }];
    const call = await desk.talks('a');
    await desk.service.transfers.pickup.park(call);
    expect(desk.log).toContain('digits a #72');
    expect(() => desk.service.transfers.pickup.pickUpGroup(account.id)).toThrow(expect.objectContaining({ code: 'WRONG_PHASE' }));
    desk.service.transfers.pickup.retrieve(account.id, '1');
    await settle();
    expect(desk.log).toContain('invite out1 *851');
  });
});

test('a line without codes of its own has those that its form shows', () => {
  expect(USUAL_CODES).toEqual(defaultCallCodes);
});
