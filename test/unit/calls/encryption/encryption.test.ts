import { afterEach, describe, expect, it } from 'vitest';
import type { Account, CallSnapshot } from '../../../../electron/contract';
import { LinkedPhones, type LinkedPhone } from '../../../support/linked-phones';

type Policy = Account['mediaEncryption'];
const line = (mediaEncryption: Policy, keyExchange: Account['keyExchange'] = 'sdes'): Partial<Account> => ({ mediaEncryption, keyExchange });
const profileOf = (sdp: string): string | undefined => /^m=audio \d+ (\S+)/m.exec(sdp)?.[1];
const tone = Float32Array.from({ length: 48_000 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / 48_000));
const loudness = (pcm: Float32Array): number => Math.max(...pcm.slice(24_000));
const causeOf = (call: CallSnapshot | undefined): unknown => (call?.phase.kind === 'ended' ? call.phase.cause : null);

let phones: LinkedPhones;
afterEach(() => phones.dispose());

async function ended(phone: LinkedPhone, withinMs = 5_000): Promise<unknown> {
  await phones.until(() => phone.ended.length > 0, withinMs);
  return causeOf(phone.ended.at(-1));
}

async function bothHear(): Promise<void> {
  const { heardByA, heardByB } = await phones.run(1_000, tone);
  expect(loudness(heardByA)).toBeGreaterThan(0.2);
  expect(loudness(heardByB)).toBeGreaterThan(0.2);
}

describe('an offer that is refused with 488', () => {
  const hasKeys = (sdp: string): boolean => /a=(crypto|fingerprint):/.test(sdp);

  it.each(['sdes', 'dtls'] as const)('with %s keys beside plain audio is made again without them: one call, one row, plain sound', async (keyExchange) => {
    phones = new LinkedPhones({ a: line('preferred', keyExchange) });
    phones.refuse = (offer) => (hasKeys(offer) ? 488 : null);
    const callId = await phones.connect();
    expect(phones.invites.map(profileOf)).toEqual(['RTP/AVP', 'RTP/AVP']);
    expect(phones.invites.map(hasKeys)).toEqual([true, false]);
    await bothHear();
    expect(phones.a.snapshot).toMatchObject([{ id: callId, phase: { kind: 'established' }, security: { audioState: 'open' } }]);
    expect(phones.a.history).toEqual([{ callId, direction: 'outgoing', end: null }]);
    expect(phones.a.ended).toEqual([]);
  });

  it.each([['off', ['RTP/AVP', 'RTP/SAVP']], ['preferred', ['RTP/AVP', 'RTP/AVP', 'RTP/SAVP']]] as const)('for being plain, by a far end that insists, is made encrypted by a line with policy %s', async (policy, profiles) => {
    phones = new LinkedPhones({ a: line(policy), b: line('required') });
    phones.refuse = (offer) => (profileOf(offer) === 'RTP/SAVP' ? null : 488);
    await phones.connect();
    expect(phones.invites.map(profileOf)).toEqual(profiles);
    await bothHear();
    expect(phones.a.snapshot[0]?.security).toMatchObject({ audio: true, keyExchange: 'sdes' });
    expect(phones.a.history).toHaveLength(1);
    // What was agreed stays through a hold.
    phones.a.calls.hold(phones.a.snapshot[0]!.id);
    await phones.until(() => phones.b.snapshot[0]?.phase.kind === 'established' && phones.b.snapshot[0].phase.remoteHold);
    phones.a.calls.resume(phones.a.snapshot[0]!.id);
    await phones.until(() => phones.b.snapshot[0]?.phase.kind === 'established' && !phones.b.snapshot[0].phase.remoteHold);
    await bothHear();
  });

  it('by one of ours whose line requires encryption is made encrypted', async () => {
    phones = new LinkedPhones({ a: line('off'), b: line('required') });
    await phones.connect();
    await bothHear();
    expect(phones.a.snapshot[0]?.security).toMatchObject({ audio: true });
  });

  it('and has nothing to offer but encryption ends, and says that this was not accepted', async () => {
    phones = new LinkedPhones({ a: line('required') });
    phones.refuse = () => 488;
    phones.a.calls.dial('b', null);
    expect(await ended(phones.a)).toMatchObject({ code: 'encryption-refused', by: 'remote', sipStatus: 488 });
    expect(phones.invites).toHaveLength(1);
    expect(phones.a.history).toMatchObject([{ end: 'encryption-refused' }]);
  });

  it('whatever is offered, ends for want of a common format, in one row', async () => {
    phones = new LinkedPhones({ a: line('preferred') });
    phones.refuse = () => 488;
    phones.a.calls.dial('b', null);
    expect(await ended(phones.a)).toMatchObject({ code: 'media-failed', sipStatus: 488 });
    expect(phones.invites).toHaveLength(3);
    expect(phones.a.history).toMatchObject([{ end: 'media-failed' }]);
    await phones.run(200);
    expect(phones.invites).toHaveLength(3);
  });

  it('is not made again after another refusal', async () => {
    phones = new LinkedPhones({ a: line('preferred') });
    phones.refuse = () => 486;
    phones.a.calls.dial('b', null);
    expect(await ended(phones.a)).toMatchObject({ code: 'busy' });
    expect(phones.invites).toHaveLength(1);
  });

  it('is not made again where the user has hung up meanwhile, and nothing is left', async () => {
    phones = new LinkedPhones({ a: line('preferred') });
    phones.refuse = () => { setImmediate(() => setImmediate(() => phones.a.calls.hangUp(callId))); return 488; };
    const callId = phones.a.calls.dial('b', null);
    await ended(phones.a);
    await phones.run(200);
    expect(phones.invites.length).toBeLessThan(3);
    expect(phones.a.snapshot.filter(({ phase }) => phase.kind !== 'ended')).toEqual([]);
    await expect(phones.a.media.close(callId)).resolves.toBeNull();
  });

  it('muted before it was made again, the call stays muted', async () => {
    phones = new LinkedPhones({ a: line('preferred') });
    phones.refuse = (offer) => (hasKeys(offer) ? 488 : null);
    const callId = phones.a.calls.dial('b', null);
    phones.a.calls.setMuted(callId, true);
    await phones.until(() => phones.b.snapshot.some(({ phase }) => phase.kind === 'incoming'));
    phones.b.calls.answer(phones.b.snapshot[0]!.id);
    await phones.until(() => phones.a.snapshot[0]?.phase.kind === 'established');
    const { heardByB } = await phones.run(1_000, tone);
    expect(loudness(heardByB)).toBeLessThan(0.01);
  });
});

describe('an answer without keys to a line that requires them', () => {
  it('ends the call with the word for it', async () => {
    phones = new LinkedPhones({ a: line('required') });
    phones.carry = (sdp, from) => (from.name === 'b' ? sdp.replace(/a=crypto.*\r\n/g, '').replace('RTP/SAVP', 'RTP/AVP') : sdp);
    phones.a.calls.dial('b', null);
    await phones.until(() => phones.b.snapshot.some(({ phase }) => phase.kind === 'incoming'));
    phones.b.calls.answer(phones.b.snapshot[0]!.id);
    expect(await ended(phones.a)).toMatchObject({ code: 'encryption-refused', by: 'local' });
  });
});

describe('a handshake that comes to nothing', () => {
  it.each(['preferred', 'required'] as const)('for a wrong certificate ends a call with policy %s at both ends, and says so', async (policy) => {
    phones = new LinkedPhones({ a: line(policy, 'dtls'), b: line(policy, 'dtls') });
    phones.carry = (sdp) => sdp.replace(/(fingerprint:sha-256 )../, '$100');
    await phones.connect();
    expect(await ended(phones.a, 3_000)).toMatchObject({ code: 'encryption-failed', by: 'network', reason: 'fingerprint-mismatch' });
    await phones.until(() => phones.b.ended.length > 0);
    expect(phones.a.history).toMatchObject([{ end: 'encryption-failed' }]);
    // There is something to read.
    await phones.run(6_000);
    expect(phones.a.snapshot).toHaveLength(1);
  });

  it.each([
    ['nothing gets through', (sdp: string) => sdp.replace(/^m=audio \d+/m, 'm=audio 9')],
    ['each takes the other for the one that begins', (sdp: string) => sdp.replace(/a=setup:\w+/, 'a=setup:active')],
  ] as const)('since %s ends the call after 15 seconds', async (_what, change) => {
    phones = new LinkedPhones({ a: line('required', 'dtls'), b: line('required', 'dtls') });
    phones.carry = change;
    await phones.connect();
    const startedMs = phones.clock.monotonicMs();
    await phones.until(() => phones.a.ended.length + phones.b.ended.length > 0, 20_000);
    expect(phones.clock.monotonicMs() - startedMs).toBeGreaterThan(14_500);
    expect(phones.clock.monotonicMs() - startedMs).toBeLessThan(17_500);
    await phones.run(50);
    expect([phones.a, phones.b].map((phone) => causeOf(phone.ended[0]))).toContainEqual(expect.objectContaining({ code: 'encryption-failed', reason: 'timeout' }));
  });

  it('is not seen in a call that is encrypted and quiet, or held', async () => {
    phones = new LinkedPhones({ a: line('required', 'dtls') });
    const callId = await phones.connect();
    await phones.run(500);
    phones.a.calls.hold(callId);
    await phones.run(18_000);
    expect(phones.a.snapshot).toMatchObject([{ phase: { kind: 'established', localHold: true }, security: { audioState: 'encrypted' } }]);
  });
});
