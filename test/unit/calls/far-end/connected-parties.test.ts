import { beforeEach, describe, expect, test } from 'vitest';
import type { CallId } from '../../../../electron/contract/ids';
import { account, Desk, settle } from '../call-desk';

let desk: Desk;
beforeEach(() => { desk = new Desk(); });

const party = (number: string, displayName: string | null = null): { number: string; uri: string; displayName: string | null } => ({ number, uri: `sip:${number}@pbx.test`, displayName });

async function dialled(number: string, answeredBy: ReturnType<typeof party> | null): Promise<CallId> {
  const callId = desk.service.dial(number, null);
  await settle();
  desk.signal({ kind: 'accepted', callId, sdp: 'answer', remote: answeredBy });
  await settle();
  return callId;
}

describe('somebody else than the one called', () => {
  test('is shown with the contact of the new number, and history keeps both', async () => {
    await dialled('300', party('202', 'M. Renard'));
    expect(desk.calls[0]).toMatchObject({ remote: { number: '202', contact: { name: 'Marie Renard' } }, firstRemote: { number: '300' } });
    expect(desk.facts).toEqual([{ connected: { number: '202', e164: null, displayName: 'M. Renard', contactName: 'Marie Renard' } }]);
    expect(desk.log.filter((line) => line.startsWith('begin'))).toEqual(['begin out1 outgoing -']);
  });

  test('may take the place of another again and again; the one called stays known', async () => {
    const callId = await dialled('300', party('202'));
    desk.signal({ kind: 'remoteChanged', callId, remote: party('204', 'Bob') });
    expect(desk.calls[0]).toMatchObject({ remote: { number: '204', displayName: 'Bob', contact: null }, firstRemote: { number: '300' } });
    expect(desk.facts.at(-1)).toMatchObject({ connected: { number: '204', displayName: 'Bob' } });
  });

  test('who gives the call back is the one called again', async () => {
    const callId = await dialled('300', party('202'));
    desk.signal({ kind: 'remoteChanged', callId, remote: party('300', 'Reception') });
    expect(desk.calls[0]).toMatchObject({ remote: { number: '300', displayName: 'Reception' }, firstRemote: null });
    expect(desk.facts).toHaveLength(1);
  });

  test('is told while it still rings, and another offer goes to the one called all the same', async () => {
    desk.accounts = [{ ...account, mediaEncryption: 'preferred' }];
    const callId = desk.service.dial('300', null);
    await settle();
    desk.signal({ kind: 'remoteChanged', callId, remote: party('204') });
    expect(desk.calls[0]).toMatchObject({ remote: { number: '204' }, firstRemote: { number: '300' } });
    desk.signal({ kind: 'failed', callId, status: 488, reason: 'Not Acceptable Here', retryAfterSeconds: null });
    await settle();
    await settle();
    expect(desk.log.filter((line) => line.startsWith('invite'))).toEqual(['invite out1 300', 'invite out1 300']);
  });
});

describe('the same far end in other words', () => {
  test.each([
    ['01 44 55 66 77', '+33144556677'], ['+33144556677', '0144556677'], ['0033144556677', '144556677'], ['bob@pbx.test', 'bob'], ['202', '202'],
  ])('%s answered as %s is nobody else', async (number, told) => {
    await dialled(number, party(told));
    expect(desk.calls[0]).toMatchObject({ firstRemote: null });
    expect(desk.facts).toEqual([]);
  });

  test('its name fills in, and goes to history where none was known', async () => {
    await dialled('300', party('300', 'Reception'));
    expect(desk.calls[0]).toMatchObject({ remote: { number: '300', displayName: 'Reception' }, firstRemote: null });
    expect(desk.facts).toEqual([{ displayName: 'Reception' }]);
  });

  test('one who wants to stay unnamed, or of whom nothing is said, changes nothing', async () => {
    const callId = await dialled('300', null);
    desk.signal({ kind: 'remoteChanged', callId, remote: { number: '', uri: 'sip:anonymous@anonymous.invalid', displayName: null, anonymous: true } });
    expect(desk.calls[0]).toMatchObject({ remote: { number: '300' }, firstRemote: null });
  });
});

describe('history', () => {
  test('is told who sent a call on, and what is known of its number', async () => {
    const callId = 'in1' as CallId;
    desk.signal({ kind: 'incoming', callId, accountId: account.id, offer: 'offer', direct: false, remote: { ...party('202'), forwardedBy: [{ number: '200', displayName: null, reason: 'busy' }] } });
    await settle();
    desk.signal({ kind: 'callerVerified', callId, verdict: 'failed', attestation: null, by: 'network' });
    expect(desk.log).toContain('begin in1 incoming Marie Renard by 200');
    expect(desk.facts).toEqual([{ callerVerification: { verdict: 'failed', attestation: null, by: 'network' } }]);
  });

  test('that cannot be written does not stop a call', async () => {
    desk.historyFails = true;
    await dialled('300', party('204', 'Bob'));
    expect(desk.calls[0]).toMatchObject({ remote: { number: '204' }, phase: { kind: 'established' } });
  });
});
