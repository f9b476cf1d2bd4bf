import { beforeEach, expect, test } from 'vitest';
import { CallId } from '../../../electron/contract/ids';
import { Desk } from './call-desk';

let desk: Desk;
beforeEach(() => { desk = new Desk(); });

test('a call rings before anything is known of its number, which then fills in', async () => {
  const callId = await desk.comesIn('in1');
  expect(desk.calls[0]).toMatchObject({ phase: { kind: 'incoming' }, callerVerification: null });
  desk.signal({ kind: 'callerVerified', callId, verdict: 'verified', attestation: 'A', by: 'signature' });
  expect(desk.calls[0]).toMatchObject({ phase: { kind: 'incoming' }, callerVerification: { verdict: 'verified', attestation: 'A', by: 'signature' } });
});

test('a check that found nothing out shows nothing, and one of a call that is gone is nobody\'s', async () => {
  const callId = await desk.comesIn('in1');
  desk.signal({ kind: 'callerVerified', callId, verdict: 'none', attestation: null, by: 'signature' });
  desk.signal({ kind: 'callerVerified', callId: CallId.parse('gone'), verdict: 'failed', attestation: null, by: 'network' });
  expect(desk.calls).toHaveLength(1);
  expect(desk.calls[0]?.callerVerification).toBeNull();
});

test('what is known of the number stays for the talk', async () => {
  const callId = await desk.comesIn('in1');
  desk.signal({ kind: 'callerVerified', callId, verdict: 'failed', attestation: null, by: 'network' });
  desk.service.answer(callId);
  expect(desk.calls[0]?.callerVerification).toMatchObject({ verdict: 'failed' });
});
