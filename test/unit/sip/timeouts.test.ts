import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CallId } from '../../../electron/contract/ids';
import type { SipRequest } from '../../../electron/sip/parser';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';
import { type Received, requestText, ScriptedPeer } from '../../support/sip/scripted-peer';

/** Timers B, F and H are 32 s: here they run on a clock moved by hand while the datagrams are real. */
let server: ScriptedPeer;
let phone: Phone;
let register: Received<SipRequest>;

const breathe = async (): Promise<void> => { for (let i = 0; i < 6; i++) await new Promise((resolve) => setImmediate(resolve)); };
async function pass(ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 100) {
    await vi.advanceTimersByTimeAsync(100);
    await breathe();
  }
}
async function until(fits: () => boolean): Promise<void> {
  for (let i = 0; i < 2_000 && !fits(); i++) await breathe();
  expect(fits()).toBe(true);
}
const requests = (method: string): Received<SipRequest>[] => server.received.filter((item): item is Received<SipRequest> => item.message.kind === 'request' && item.message.method === method);
const responses = (status: number): Received[] => server.received.filter(({ message }) => message.kind === 'response' && message.status === status);
function incomingId(): CallId {
  const incoming = phone.events.find((event) => event.kind === 'incoming');
  if (incoming?.kind !== 'incoming') throw new Error('no call');
  return incoming.callId;
}
const has = (kind: string): boolean => phone.events.some((event) => event.kind === kind);

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] });
  server = await ScriptedPeer.open();
  phone = startPhone('alice', server.address, { registerExpiresSeconds: 3600 });
  phone.signalling.applyAccount(phone.account, 'x');
  await until(() => requests('REGISTER').length === 1);
  register = requests('REGISTER')[0] as Received<SipRequest>;
  server.reply(register, 200, { contact: `<${register.message.contacts[0]?.uri.text ?? ''}>;expires=3600` });
  await until(() => phone.signalling.registration(phone.account.id).kind === 'ready');
});
afterEach(async () => {
  const disposed = phone.signalling.dispose();
  await pass(2_500);
  await disposed;
  server.close();
  vi.useRealTimers();
});

function invite(): { contact: string; ack: (toTag: string) => void } {
  const contact = register.message.contacts[0]?.uri.text ?? '';
  const parts = { via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKt;rport`, from: '<sip:bob@h>;tag=bob', to: '<sip:alice@h>', callId: 'timed', headers: [`Contact: <sip:bob@${server.address}>`] };
  server.send(requestText('INVITE', contact, { ...parts, body: sdp() }), register.from);
  return { contact, ack: (toTag) => server.send(requestText('ACK', contact, { ...parts, via: parts.via.replace('z9hG4bKt', 'z9hG4bKack'), to: `${parts.to};tag=${toTag}` }), register.from) };
}

describe('nobody answers', () => {
  test('timer B: the INVITE was sent seven times, then the call is lost after 32 s', async () => {
    phone.call('bob');
    await pass(31_800);
    expect(requests('INVITE')).toHaveLength(7);
    expect(has('lost')).toBe(false);
    await pass(400);
    expect(phone.events.find(({ kind }) => kind === 'lost')).toMatchObject({ detail: 'the server did not answer' });
  }, 20_000);

  test('given up before any answer: no CANCEL, and an end all the same', async () => {
    phone.signalling.hangUp(phone.call('bob'));
    await pass(32_500);
    expect(requests('CANCEL')).toHaveLength(0);
    expect(phone.events.find(({ kind }) => kind === 'failed')).toMatchObject({ status: 487 });
  }, 20_000);

  test('cancelled, and the far end never ends the INVITE: ended after 64*T1', async () => {
    const call = phone.call('bob');
    await until(() => requests('INVITE').length === 1);
    server.reply(requests('INVITE')[0] as Received<SipRequest>, 180);
    await until(() => has('progress'));
    phone.signalling.hangUp(call);
    await until(() => requests('CANCEL').length === 1);
    server.reply(requests('CANCEL')[0] as Received<SipRequest>, 200);
    await pass(33_000);
    expect(phone.events.find(({ kind }) => kind === 'failed')).toMatchObject({ status: 487 });
  }, 20_000);

  test('timer F: a refresh without an answer shows the line as failed', async () => {
    await vi.advanceTimersByTimeAsync(3_240_000);
    await pass(33_000);
    expect(phone.events.find((event) => event.kind === 'registration' && event.state.kind === 'failed')).toMatchObject({ state: { error: { code: 'timeout' } } });
  }, 30_000);
});

describe('the ACK never comes', () => {
  test('to our 200: it is repeated for 32 s, then BYE, and the call is lost', async () => {
    invite();
    await until(() => has('incoming'));
    phone.signalling.accept(incomingId(), sdp());
    await pass(31_500);
    expect(responses(200).length).toBeGreaterThanOrEqual(9);
    expect(requests('BYE')).toHaveLength(0);
    await pass(1_000);
    expect(requests('BYE').length).toBeGreaterThan(0);
    expect(phone.events.find(({ kind }) => kind === 'lost')).toMatchObject({ detail: expect.stringContaining('ACK') });
  }, 20_000);

  test('to our refusal (timer H): repeated with growing gaps, then let go', async () => {
    invite();
    await until(() => has('incoming'));
    phone.signalling.reject(incomingId(), 486);
    await pass(40_000);
    expect(responses(486).length).toBe(11);
    await pass(10_000);
    expect(responses(486).length).toBe(11);
  }, 20_000);

  test('to our answer of a re-INVITE: BYE after 32 s', async () => {
    const { contact, ack } = invite();
    await until(() => has('incoming'));
    const callId = incomingId();
    phone.signalling.accept(callId, sdp());
    await until(() => responses(200).length > 0);
    const toTag = responses(200)[0]?.message.to.params.get('tag') ?? '';
    ack(toTag);
    await until(() => has('acknowledged'));
    server.send(requestText('INVITE', contact, {
      via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKre;rport`, from: '<sip:bob@h>;tag=bob', to: `<sip:alice@h>;tag=${toTag}`, callId: 'timed', cseq: 2, headers: [`Contact: <sip:bob@${server.address}>`], body: sdp('sendonly'),
    }), register.from);
    await until(() => has('remoteOffer'));
    phone.signalling.answerOffer(callId, sdp('recvonly'));
    await pass(33_000);
    expect(requests('BYE').length).toBeGreaterThan(0);
    expect(has('lost')).toBe(true);
  }, 20_000);
});
