import { beforeEach, describe, expect, test } from 'vitest';
import { redirectDecision } from '../../../electron/calls/redirects/redirect-policy';
import type { CallId } from '../../../electron/contract/ids';
import { account, Desk } from './call-desk';

const home = { status: 302, domain: 'pbx.test', tried: ['202'], policy: 'ask' } as const;

describe('where a 3xx leads', () => {
  test.each([
    ['the own house by itself', { targets: ['sip:205@PBX.test:5060;x=1'] }, { kind: 'follow', target: 'sip:205@PBX.test:5060;x=1' }],
    ['another house by question', { targets: ['sip:bob@elsewhere.example'] }, { kind: 'ask', target: 'sip:bob@elsewhere.example' }],
    ['a telephone number by question', { targets: ['tel:+33144556677'] }, { kind: 'ask', target: 'tel:+33144556677' }],
    ['anywhere, where the user lets', { targets: ['sip:bob@elsewhere.example'], policy: 'always' }, { kind: 'follow', target: 'sip:bob@elsewhere.example' }],
    ['nowhere, where the user does not', { targets: ['sip:205@pbx.test'], policy: 'never' }, { kind: 'end' }],
    ['nowhere without an address', { targets: [] }, { kind: 'end' }],
    ['not to a proxy (305)', { status: 305, targets: ['sip:pbx.test'] }, { kind: 'end' }],
    ['not to another service (380)', { status: 380, targets: ['sip:205@pbx.test'] }, { kind: 'end' }],
    ['not where it was before, but to the next', { targets: ['sip:202@pbx.test', 'sip:206@pbx.test'], tried: ['sip:202@PBX.test;y'] }, { kind: 'follow', target: 'sip:206@pbx.test' }],
    ['not a sixth time', { targets: ['sip:9@pbx.test'], tried: ['1', '2', '3', '4', '5', '6'] }, { kind: 'end' }],
  ] as const)('%s', (_what, change, decision) => {
    expect(redirectDecision({ ...home, ...change })).toEqual(decision);
  });
});

describe('a call that is sent elsewhere', () => {
  let desk: Desk;
  let callId: CallId;
  const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
  const moved = (target: string): void => desk.signal({ kind: 'failed', callId, status: 302, reason: 'Moved Temporarily', retryAfterSeconds: null, redirectTo: [target] });

  beforeEach(async () => {
    desk = new Desk();
    callId = desk.service.dial('202', account.id);
    await turn();
  });

  test('within the house goes there with a new offer, and says so', async () => {
    moved('sip:205@pbx.test');
    await turn();
    await turn();
    expect(desk.log.filter((line) => line.startsWith('invite'))).toEqual([`invite ${callId} 202`, `invite ${callId} sip:205@pbx.test`]);
    expect(desk.calls[0]).toMatchObject({ phase: { kind: 'dialling' }, forwardedTo: { target: 'sip:205@pbx.test', asking: false } });
  });

  test('outside waits for the user: yes calls there', async () => {
    moved('sip:bob@elsewhere.example');
    expect(desk.calls[0]).toMatchObject({ phase: { kind: 'dialling' }, forwardedTo: { target: 'sip:bob@elsewhere.example', asking: true } });
    desk.service.refusals.answer(callId, true);
    await turn();
    await turn();
    expect(desk.log).toContain(`invite ${callId} sip:bob@elsewhere.example`);
    expect(() => desk.service.refusals.answer(callId, true)).toThrow(expect.objectContaining({ code: 'WRONG_PHASE' }));
  });

  test.each([['no', (): void => desk.service.refusals.answer(callId, false)], ['30 s without a word', (): void => desk.clock.advance(30_000)]])('outside, %s ends it as moved', (_what, act) => {
    moved('sip:bob@elsewhere.example');
    act();
    expect(desk.calls[0]?.phase).toMatchObject({ kind: 'ended', cause: { code: 'moved', sipStatus: 302 } });
    expect(desk.calls[0]?.forwardedTo).toBeNull();
  });

  test('hanging up while asked ends it, and no question or timer is left', () => {
    moved('sip:bob@elsewhere.example');
    desk.service.hangUp(callId);
    expect(desk.calls[0]?.phase).toMatchObject({ kind: 'ended', cause: { code: 'cancelled' } });
    expect(() => desk.service.refusals.answer(callId, true)).toThrow();
  });

  test('in a circle ends after it has been everywhere', async () => {
    for (const user of ['205', '206', '205']) {
      moved(`sip:${user}@pbx.test`);
      await turn();
      await turn();
    }
    expect(desk.calls[0]?.phase).toMatchObject({ kind: 'ended', cause: { code: 'moved' } });
  });
});

test('patience asked for and a warning go with the end', async () => {
  const desk = new Desk();
  const callId = desk.service.dial('202', account.id);
  await new Promise((resolve) => { setImmediate(resolve); });
  desk.signal({ kind: 'failed', callId, status: 503, reason: 'Service Unavailable', retryAfterSeconds: 120, warning: '399 maintenance until ten' });
  expect(desk.calls[0]?.phase).toMatchObject({ kind: 'ended', cause: { code: 'unavailable', retryAfterSeconds: 120, warning: '399 maintenance until ten' } });
});
