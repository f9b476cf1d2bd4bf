import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EndCode } from '../../../electron/contract';
import { CallRig, cut, historyOf, tell, wait } from '../../support/call-rig';
import type { HeadlessPhone } from '../../support/headless-phone';
import { UdpRelay } from '../../support/relay';
import { hasKamailio } from '../../support/sip/kamailio';
import { hasSipp, runMadeSipp } from '../../support/sip/sipp';
import { answers, awaits, Caller, description, expects, mayComeRequest, pause, scenario } from '../../support/sip/sipp-scenario';
import { speech } from '../../support/sound/speech';

/** The whole phone and SIPp: calls that come to nothing, and what is hostile. */
describe.skipIf(!hasKamailio || !hasSipp)('calls that come to nothing, with SIPp over Kamailio', () => {
  let rig: CallRig;
  let voice: Float32Array;
  let phone: HeadlessPhone;

  beforeAll(async () => {
    const all = await speech();
    if (all === null) throw new Error('no speech to say');
    voice = all;
    rig = await CallRig.open();
  });
  afterEach(() => rig.clear());
  afterAll(() => rig.close());

  /** Our own words come back. */
  const echoed = (): Promise<unknown> => tell(phone, phone, cut(voice, 0, 1.5));

  it('every refusal is in the history by its right name', async () => {
    phone = await rig.phone('alice');
    const refusals: readonly (readonly [number, string, EndCode])[] = [
      [486, 'Busy Here', 'busy'], [600, 'Busy Everywhere', 'busy'], [480, 'Temporarily Unavailable', 'no-answer'], [603, 'Decline', 'declined'],
      [404, 'Not Found', 'not-found'], [503, 'Service Unavailable', 'unavailable'], [606, 'Not Acceptable', 'media-failed'], [420, 'Bad Extension', 'rejected'],
    ];
    for (const [status, reason, code] of refusals) {
      const { port, finished } = await runMadeSipp(scenario(awaits('INVITE'), answers(status, reason, null, { retrans: true }), awaits('ACK')), rig.server, 'alice');
      const callId = phone.calls.dial(`sipp-${port}`, null);
      await phone.call(reason, ({ id, phase }) => id === callId && phase.kind === 'ended');
      await finished;
      const [entry] = historyOf(phone, 1);
      // RFC 3261 16.7 (6): a proxy does not pass a 503 on as it is.
      expect(entry?.end).toMatchObject({ code, by: 'remote', sipStatus: status === 503 ? expect.toBeOneOf([500, 503]) : status });
      expect(entry).toMatchObject({ missed: false, answeredAtEpochMs: null, codec: null });
    }
  }, 60_000);

  it('hanging up while it dials, before any answer and while it rings', async () => {
    phone = await rig.phone('alice');
    const cancelled = [awaits('CANCEL'), answers(200, 'OK', null, { toTag: false })];
    // Before SIPp says anything the proxy answers the CANCEL; SIPp sees it once it has spoken.
    const cases = {
      'at once': { until: null, steps: [awaits('INVITE'), answers(100, 'Trying'), pause(300)] },
      ringing: { until: 'ringing', steps: [awaits('INVITE'), answers(180, 'Ringing')] },
    } as const;
    for (const [name, { until, steps }] of Object.entries(cases)) {
      const { port, finished } = await runMadeSipp(scenario(...steps, ...cancelled), rig.server, 'alice');
      finished.catch(() => {});
      const callId = phone.calls.dial(`sipp-${port}`, null);
      if (until !== null) await phone.call(until, ({ id, phase }) => id === callId && phase.kind === until);
      phone.calls.hangUp(callId);
      await phone.call(name, ({ id, phase }) => id === callId && phase.kind === 'ended');
      expect(historyOf(phone, 1), name).toMatchObject([{ end: { code: 'cancelled', by: 'local' }, answeredAtEpochMs: null }]);
    }
  }, 30_000);

  it('hanging up as the far end answers: the CANCEL crosses the 200, which is acknowledged and ended', async () => {
    // RFC 3261 9.1, 15: the 200 is on its last leg when the user gives up.
    let giveUp = (): void => {};
    const relay = await UdpRelay.open({
      seed: 1, target: { address: '127.0.0.1', port: rig.kamailio.port },
      filter: (bytes, towards) => {
        const text = bytes.toString('latin1');
        if (towards === 'client' && text.startsWith('SIP/2.0 200') && /^CSeq: \d+ INVITE/im.test(text)) giveUp();
        return true;
      },
    });
    rig.onClose(async () => relay.dispose());
    phone = await rig.phone('alice', { account: { outboundProxy: `127.0.0.1:${relay.port}` } });
    const { port, finished } = await runMadeSipp(scenario(
      awaits('INVITE'), answers(180, 'Ringing'), answers(200, 'OK', description(), { retrans: true }),
      mayComeRequest('ACK'), awaits('BYE'), answers(200, 'OK', null, { toTag: false }),
    ), rig.server, 'alice');
    let crossed = 0;
    const callId = phone.calls.dial(`sipp-${port}`, null);
    giveUp = () => {
      crossed += 1;
      phone.calls.hangUp(callId);
    };
    await finished;
    expect(crossed).toBeGreaterThan(0);
    expect(historyOf(phone, 1)).toMatchObject([{ end: { code: 'cancelled', by: 'local' }, answeredAtEpochMs: null }]);
  }, 30_000);

  it('a caller that gives up is a missed call; one that gives up as another phone answers is not', async () => {
    const caller = new Caller();
    phone = await rig.phone('alice', { account: { dtmfMethod: 'info' } });
    const { finished } = await runMadeSipp(scenario(caller.invite(description()), expects(180), caller.cancel(), expects(200), expects(487), caller.ackRefusal()), rig.server, 'alice');
    await phone.phase('incoming');
    await finished;
    await phone.phase('ended');
    expect(historyOf(phone)).toMatchObject([{ end: { code: 'missed', by: 'remote' }, missed: true, seen: false }]);
    const other = new Caller();
    const elsewhere = await runMadeSipp(scenario(
      other.invite(description()), expects(180), other.cancel(['Reason: SIP;cause=200;text="Call completed elsewhere"']), expects(200), expects(487), other.ackRefusal(),
    ), rig.server, 'alice');
    await elsewhere.finished;
    await phone.until(() => (phone.ended.length === 2 ? true : null), 'the second one ended');
    expect(phone.store.history.missedCount()).toBe(1);
  }, 30_000);

  it('hostile offers are refused at once in the right words, and the phone takes the next call', async () => {
    phone = await rig.phone('alice');
    for (const [name, sdp] of Object.entries(hostileOffers)) {
      const caller = new Caller();
      const { finished } = await runMadeSipp(scenario(caller.invite(sdp), expects(488), caller.ackRefusal()), rig.server, 'alice');
      const before = phone.ended.length;
      await phone.until(() => (phone.ended.length > before ? true : null), name);
      expect(phone.tones, `${name}: nobody is rung for it`).not.toContain('ring ringer');
      await finished.catch((error: unknown) => { throw new Error(`${name}: ${String(error)}`); });
      expect(historyOf(phone, 1)[0]?.end, name).toMatchObject({ code: 'media-failed', by: 'local' });
      expect(historyOf(phone, 1)[0], name).toMatchObject({ direction: 'incoming', missed: true });
    }
    for (const [name, sdp] of Object.entries(oddButGoodOffers)) {
      const caller = new Caller();
      const { finished } = await runMadeSipp(scenario(caller.invite(sdp), expects(200), caller.ack(), awaits('BYE'), answers(200, 'OK', null, { toTag: false })), rig.server, 'alice');
      const { id } = await phone.call(name, ({ phase }) => phase.kind === 'incoming');
      phone.calls.answer(id);
      await phone.call(name, (call) => call.id === id && call.phase.kind === 'established');
      await wait(150);
      phone.calls.hangUp(id);
      await finished.catch((error: unknown) => { throw new Error(`${name}: ${String(error)}`); });
    }
    const caller = new Caller();
    const last = await runMadeSipp(scenario(caller.invite(description()), expects(200), caller.ack(), awaits('BYE'), answers(200, 'OK', null, { toTag: false })), rig.server, 'alice');
    const { id } = await phone.call('a good one', ({ phase }) => phase.kind === 'incoming');
    phone.calls.answer(id);
    await phone.call('a good one', (call) => call.id === id && call.phase.kind === 'established');
    await echoed();
    phone.calls.hangUp(id);
    await last.finished;
  }, 120_000);

  it('hostile answers end our call with BYE, in words, and the next one works', async () => {
    phone = await rig.phone('alice');
    for (const [name, sdp] of Object.entries(hostileOffers)) {
      const { port, finished } = await runMadeSipp(scenario(
        // ACK and BYE leave together, and a proxy of two processes may turn them round.
        awaits('INVITE'), answers(200, 'OK', sdp, { retrans: true }), mayComeRequest('ACK'), awaits('BYE'), answers(200, 'OK', null, { toTag: false }),
      ), rig.server, 'alice');
      const callId = phone.calls.dial(`sipp-${port}`, null);
      await phone.call(name, ({ id, phase }) => id === callId && phase.kind === 'ended');
      await finished.catch((error: unknown) => { throw new Error(`${name}: ${String(error)}`); });
      expect(historyOf(phone, 1)[0]?.end, name).toMatchObject({ code: 'media-failed', by: 'local' });
    }
    const { port, finished } = await runMadeSipp(scenario(
      awaits('INVITE'), answers(200, 'OK', description(), { retrans: true }), awaits('ACK'), awaits('BYE'), answers(200, 'OK', null, { toTag: false }),
    ), rig.server, 'alice');
    const callId = phone.calls.dial(`sipp-${port}`, null);
    await phone.call('a good one', ({ id, phase }) => id === callId && phase.kind === 'established');
    await echoed();
    phone.calls.hangUp(callId);
    await finished;
  }, 120_000);
});

/** Nothing that can be heard or said comes of these. */
const hostileOffers: Readonly<Record<string, string>> = {
  'no m-line': 'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0',
  'audio refused with port 0': description({ port: '0' }),
  'only codecs nobody has': description({ formats: ['18 G729/8000', '97 iLBC/8000', '120 opus/96000/2'] }),
  'only telephone-event': description({ formats: ['101 telephone-event/8000'] }),
  'only video': 'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5000 RTP/AVP 31',
  'only a fax': 'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=image 5000 udptl t38',
  'not SDP at all': 'hello, is it me you are looking for?',
  'a port beyond 65535': description({ port: '70000' }),
  'a negative port': description({ port: '-1' }),
  'no address anywhere': 'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\nm=audio 5000 RTP/AVP 0',
  'a version from the future': description().replace('v=0', 'v=9'),
  'an m-line without formats': 'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5000 RTP/AVP',
  'encryption we did not ask for': description().replace('RTP/AVP', 'RTP/SAVP'),
  'payload types out of range': description({ formats: ['128 PCMU/8000', '999 PCMA/8000'] }),
};

/** Ugly, but a phone understands them. */
const oddButGoodOffers: Readonly<Record<string, string>> = {
  'no rtpmap for the static types': 'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio [media_port] RTP/AVP 0 8',
  'an audio line after a video line': 'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5000 RTP/AVP 31\nm=audio [media_port] RTP/AVP 0',
  'codecs in odd capitals': description({ formats: ['0 pCmU/8000', '101 Telephone-Event/8000'] }),
  'lines nobody knows': `${description()}\na=x-unknown:1\na=candidate:garbage\na=fmtp:zero\na=rtpmap:\na=ptime:never\na=rtcp:`,
  'ports counted': description({ port: '[media_port]/2' }),
  'a thousand attributes': `${description()}\n${Array.from({ length: 400 }, (_, at) => `a=x:${at}`).join('\n')}`,
};
