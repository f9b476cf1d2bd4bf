import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { muLaw } from '../../../electron/media/codecs/g711';
import type { CallSnapshot } from '../../../electron/contract';
import { CallRig, cut, historyOf, isSilence, tell, wait } from '../../support/call-rig';
import type { HeadlessPhone } from '../../support/headless-phone';
import { hasKamailio } from '../../support/sip/kamailio';
import { hasSipp, runMadeSipp } from '../../support/sip/sipp';
import { answers, awaits, Caller, description, expects, pause, plays, scenario } from '../../support/sip/sipp-scenario';
import { resample } from '../../support/sound/signal';
import { speech } from '../../support/sound/speech';
import { expectSpeech } from '../../support/sound/speech-check';

/** The whole phone and SIPp, which sends our own sound back to us: what comes back went both ways. */
describe.skipIf(!hasKamailio || !hasSipp)('the whole phone and SIPp over Kamailio', () => {
  let rig: CallRig;
  let voice: Float32Array;
  let phone: HeadlessPhone;
  const folder = mkdtempSync(path.join(tmpdir(), 'call-sipp-'));

  beforeAll(async () => {
    const all = await speech();
    if (all === null) throw new Error('no speech to say');
    voice = all;
    rig = await CallRig.open();
  });
  afterEach(() => rig.clear());
  afterAll(async () => {
    await rig.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** SIPp calls us; what it needs of the test comes by INFO digits. */
  async function called(xml: string, withinMs = 60_000): Promise<{ finished: Promise<void>; call: CallSnapshot }> {
    phone = await rig.phone('alice', { account: { dtmfMethod: 'info' } });
    const { finished } = await runMadeSipp(xml, rig.server, 'alice', { withinMs });
    return { finished, call: await phone.phase('incoming') };
  }

  /** Our own words come back. */
  const echoed = (from: number): Promise<unknown> => tell(phone, phone, cut(voice, from, 1.5));

  async function nothingBack(from: number): Promise<void> {
    await wait(700);
    phone.listen();
    phone.say(cut(voice, from, 1));
    await wait(1_300);
    expect(isSilence(phone.heard()), 'nothing comes back').toBe(true);
  }

  it('an offerless call, then re-INVITEs that change port and codec, hold in every spelling and resume', async () => {
    const caller = new Caller();
    const pcma = ['8 PCMA/8000', '101 telephone-event/8000'];
    const holds = [{ direction: 'sendonly' }, { direction: 'inactive' }, { address: '0.0.0.0', direction: null }, { address: '0.0.0.0', direction: 'sendrecv' }];
    let version = 1;
    const reinvite = (parts: Parameters<typeof description>[0]): string[] => [
      awaits('INFO'), answers(200, 'OK', null, { toTag: false }),
      caller.request('INVITE', description({ ...parts, version: ++version })), expects(200), caller.ack(),
    ];
    const { finished, call } = await called(scenario(
      caller.invite(null), expects(200), caller.ack(description()),
      // SIPp echoes what comes to its port, and to the one two above.
      ...reinvite({ port: '[media_port+2]' }), ...reinvite({ port: '[media_port+2]', formats: pcma }),
      ...holds.flatMap((parts) => [...reinvite({ ...parts, formats: pcma }), ...reinvite({ formats: pcma })]),
      awaits('BYE'), answers(200, 'OK', null, { toTag: false }),
    ));
    phone.calls.answer(call.id);
    await phone.phase('established');
    const next = (remoteHold: boolean): Promise<unknown> => phone.call(`held: ${remoteHold}`, ({ phase }) => phase.kind === 'established' && phase.remoteHold === remoteHold);
    await echoed(0);
    for (const digit of ['1', '2']) {
      await phone.calls.sendDigits(call.id, digit);
      await wait(500);
      await echoed(2);
    }
    for (let spelling = 0; spelling < holds.length; spelling += 1) {
      await phone.calls.sendDigits(call.id, '3');
      await next(true);
      await nothingBack(4);
      await phone.calls.sendDigits(call.id, '4');
      await next(false);
      await wait(300);
      await echoed(6);
    }
    phone.calls.hangUp(call.id);
    await finished;
    expect(historyOf(phone)).toMatchObject([{ direction: 'incoming', codec: 'pcma', end: { code: 'hung-up', by: 'local' }, missed: false }]);
    expect(phone.snapshot[0]?.digitsSent).toBe('12' + '34'.repeat(holds.length));
  }, 90_000);

  it('early media is heard before the answer, without ring-back over it', async () => {
    const file = path.join(folder, 'early.ulaw');
    const early = cut(voice, 0, 3);
    writeFileSync(file, Uint8Array.from(resample(early, 48_000, 8_000), (sample) => muLaw.compress[Math.round(sample * 32_767) & 0xffff] ?? 0xff));
    phone = await rig.phone('alice');
    const sdp = description({ port: '[rtpstream_audio_port]', address: '127.0.0.1' });
    const { port, finished } = await runMadeSipp(scenario(
      awaits('INVITE'), answers(100, 'Trying'), answers(183, 'Session Progress', sdp), plays(file), answers(180, 'Ringing'), pause(4_000),
      answers(200, 'OK', sdp, { retrans: true }), awaits('ACK'), awaits('BYE'), answers(200, 'OK', null, { toTag: false }),
    ), rig.server, 'alice', { echo: false });
    phone.listen();
    const callId = phone.calls.dial(`sipp-${port}`, null);
    await phone.call('early media', ({ phase }) => phase.kind === 'ringing' && phase.earlyMedia);
    await wait(3_400);
    expect(phone.snapshot[0]?.phase.kind).toBe('ringing');
    const heard = phone.heard();
    // Between the 180 and the first packet it may have sounded for a moment (RFC 3960 3.2).
    expect(phone.tones.filter((tone) => tone.endsWith('speaker')).at(-1)).not.toBe('ringback speaker');
    await phone.phase('established');
    phone.calls.hangUp(callId);
    await finished;
    expectSpeech(cut(early, 0, 2.5), heard, 'early media');
    expect(historyOf(phone)).toMatchObject([{ direction: 'outgoing', codec: 'pcmu', end: { code: 'hung-up', by: 'local' } }]);
  }, 40_000);
});
