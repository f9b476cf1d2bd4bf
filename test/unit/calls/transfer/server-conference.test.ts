import { expect, test } from 'vitest';
import type { SubscriptionEvent } from '../../../../electron/calls/ports';
import { Desk, settle } from '../call-desk';

const roster = (...names: string[]): SubscriptionEvent => ({
  kind: 'facts', resource: 'sip:8000@pbx.test',
  facts: { package: 'conference', conference: { entity: 'sip:8000@pbx.test', subject: null, userCount: null, locked: false, users: names.map((name, index) => ({ entity: `sip:20${index}@pbx.test`, displayName: name, roles: [], endpoints: [] })) } },
});

test('a conference of a server shows who is in it, calls people in, and is not watched any more once we left', async () => {
  const desk = new Desk();
  const call = desk.service.dial('8000', null);
  await settle();
  desk.signal({ kind: 'accepted', callId: call, sdp: 'answer', remote: null, focus: 'sip:8000@pbx.test' });
  await settle();
  expect(desk.log).toContain('watch conference sip:8000@pbx.test');
  expect(desk.calls[0]?.focus).toEqual({ people: [], count: null });
  desk.roster(roster('Anna', 'Bob'));
  expect(desk.calls[0]?.focus).toEqual({ people: [{ number: '200', name: 'Anna' }, { number: '201', name: 'Bob' }], count: 2 });
  expect(await desk.service.transfers.serverConferences.add(call, '205')).toBeNull();
  expect(desk.log).toContain(`refer ${call} 205`);
  expect(desk.log).not.toContain('reinvite out1 offer-sendonly');
  desk.referAnswer = { ok: false, status: 403, reason: '' };
  expect(await desk.service.transfers.serverConferences.add(call, '206')).toBe('refused');
  desk.service.hangUp(call);
  expect(desk.log).toContain('unwatch');
  await expect(desk.service.transfers.serverConferences.add(call, '206')).rejects.toMatchObject({ code: 'WRONG_PHASE' });
});

test('nobody is added to a call that is none', async () => {
  const desk = new Desk();
  const call = await desk.talks('a');
  expect(desk.calls[0]?.focus).toBeNull();
  await expect(desk.service.transfers.serverConferences.add(call, '205')).rejects.toMatchObject({ code: 'WRONG_PHASE' });
});

test('a call that becomes one with a conference in the middle shows it, and is an ordinary call again when that ends', async () => {
  const desk = new Desk();
  const callId = await desk.talks('a');
  desk.signal({ kind: 'focusChanged', callId, focus: 'sip:conf8@pbx.test' });
  expect(desk.log.at(-1)).toBe('watch conference sip:conf8@pbx.test');
  desk.roster(roster('Anna'));
  expect(desk.calls[0]?.focus).toEqual({ people: [{ number: '200', name: 'Anna' }], count: 1 });
  desk.signal({ kind: 'focusChanged', callId, focus: 'sip:conf9@pbx.test' });
  expect(desk.log.slice(-2)).toEqual(['unwatch', 'watch conference sip:conf9@pbx.test']);
  desk.signal({ kind: 'focusChanged', callId, focus: null });
  expect(desk.log.at(-1)).toBe('unwatch');
  expect(desk.calls[0]?.focus).toBeNull();
});
