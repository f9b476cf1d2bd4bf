import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CallId } from '../../../electron/contract/ids';
import { FastClock } from '../../support/fast-clock';
import { hasKamailio, type Kamailio, startKamailio } from '../../support/sip/kamailio';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';
import { hasSipp, runMadeSipp } from '../../support/sip/sipp';
import { answers, awaits, awaitsSaying, Caller, description, expects, expectsSaying, scenario } from '../../support/sip/sipp-scenario';

/** A session of 90 s, the shortest there is, runs out in a few. */
const SPEED = 20;

describe.skipIf(!hasKamailio || !hasSipp)('sessions with SIPp behind Kamailio', () => {
  let kamailio: Kamailio;
  let phone: Phone;
  const server = (): string => `127.0.0.1:${kamailio.port}`;

  beforeAll(async () => { kamailio = await startKamailio(); });
  afterAll(async () => { await kamailio.stop(); });
  afterEach(async () => { await phone.signalling.dispose(); });

  async function ready(fast = false): Promise<void> {
    phone = startPhone('ours-a', server(), {}, fast ? { clock: new FastClock(SPEED) } : {});
    await phone.register();
  }

  const answerOffers = (): void => {
    phone.signalling.onEvent((event) => { if (event.kind === 'remoteOffer') phone.signalling.answerOffer(event.callId, sdp()); });
  };

  test('called: rings reliably, takes PRACK, UPDATE with and without an offer, and the session interval of the caller', async () => {
    await ready();
    answerOffers();
    const caller = new Caller();
    const { finished } = await runMadeSipp(scenario(
      caller.invite(description(), ['Supported: 100rel, timer', 'Session-Expires: 600', 'Min-SE: 90']),
      expectsSaying(180, 'RSeq', '[0-9]+', 'rseq'),
      caller.request('PRACK', null, ['RAck: [$rseq] 1 INVITE']),
      expects(200),
      caller.request('UPDATE'),
      expects(200),
      expectsSaying(200, 'Session-Expires', '600;refresher=uac'),
      caller.ack(),
      caller.request('UPDATE', description({ version: 2, direction: 'sendonly' }), ['Supported: timer', 'Session-Expires: 600;refresher=uac']),
      expectsSaying(200, 'Session-Expires', '600;refresher=uac'),
      caller.request('BYE'),
      expects(200),
    ), server(), 'ours-a', { echo: false });
    const { callId } = await phone.next('incoming');
    phone.signalling.ring(callId);
    // The first UPDATE comes while it rings.
    await new Promise((resolve) => setTimeout(resolve, 400));
    phone.signalling.accept(callId, sdp());
    await finished;
    expect(phone.events.filter(({ kind }) => kind === 'remoteOffer')).toHaveLength(1);
    await phone.next('ended');
  }, 30_000);

  test('called with too short an interval: 422 with the shortest we bear', async () => {
    await ready();
    const caller = new Caller();
    const { finished } = await runMadeSipp(scenario(
      caller.invite(description(), ['Supported: timer', 'Session-Expires: 30']), expectsSaying(422, 'Min-SE', '90'), caller.ackRefusal(),
    ), server(), 'ours-a', { echo: false });
    await finished;
    expect(phone.events.some(({ kind }) => kind === 'incoming')).toBe(false);
  }, 30_000);

  test('calling: 422 is heeded, a reliable 183 is acknowledged with PRACK', async () => {
    await ready(true);
    const { port, finished } = await runMadeSipp(scenario(
      awaitsSaying('INVITE', 'Session-Expires', '1800;refresher=uac'),
      answers(422, 'Session Interval Too Small', null, { headers: ['Min-SE: 2000'] }),
      awaits('ACK'),
      awaitsSaying('INVITE', 'Min-SE', '2000'),
      answers(183, 'Session Progress', description(), { headers: ['Require: 100rel', 'RSeq: 7'] }),
      awaitsSaying('PRACK', 'RAck', '7 [0-9]+ INVITE'),
      answers(200, 'OK', null, { toTag: false }),
    ), server(), 'ours-a', { echo: false });
    const callId = phone.call(`sipp-${port}`);
    expect((await phone.next('progress')).sdp).toContain('m=audio');
    await finished;
    phone.signalling.hangUp(callId);
  }, 30_000);

  test('calling: the session is refreshed by UPDATE, again and again', async () => {
    await ready(true);
    const refreshed = answers(200, 'OK', null, { toTag: false, headers: ['Session-Expires: 90;refresher=uac'] });
    const { port, finished } = await runMadeSipp(scenario(
      awaits('INVITE'), answers(200, 'OK', description(), { headers: ['Allow: INVITE, ACK, BYE, UPDATE', 'Require: timer', 'Session-Expires: 90;refresher=uac'] }), awaits('ACK'),
      awaitsSaying('UPDATE', 'Session-Expires', '90;refresher=uac'), refreshed, awaits('UPDATE'), refreshed, awaits('BYE'), answers(200, 'OK', null, { toTag: false }),
    ), server(), 'ours-a', { echo: false });
    const callId = phone.call(`sipp-${port}`);
    await phone.next('accepted');
    await new Promise((resolve) => setTimeout(resolve, (2.3 * 45_000) / SPEED));
    phone.signalling.hangUp(callId);
    await finished;
  }, 30_000);

  test('a far end that was to refresh and is gone: the call ends before the interval does, with BYE and why', async () => {
    await ready(true);
    const { port, finished } = await runMadeSipp(scenario(
      awaits('INVITE'), answers(200, 'OK', description(), { headers: ['Require: timer', 'Session-Expires: 90;refresher=uas'] }), awaits('ACK'),
      awaitsSaying('BYE', 'Reason', 'SIP;cause=408'), answers(200, 'OK', null, { toTag: false }),
    ), server(), 'ours-a', { echo: false });
    const callId: CallId = phone.call(`sipp-${port}`);
    await phone.next('accepted');
    const startedAtMs = performance.now();
    expect(await phone.next('lost', 10_000)).toMatchObject({ callId });
    expect((performance.now() - startedAtMs) * SPEED).toBeGreaterThan(58_000);
    await finished;
  }, 30_000);
});
