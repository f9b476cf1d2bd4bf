import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Account, CallId } from '../../../electron/contract';
import { CallRig, cut, isSilence, tell, twice, wait, connect } from '../../support/call-rig';
import type { HeadlessPhone } from '../../support/headless-phone';
import { LossyMedia } from '../../support/lossy-media';
import { type Baresip, type BaresipOptions, hasBaresip, startBaresip } from '../../support/sip/baresip';
import { hasKamailio, passwordOf } from '../../support/sip/kamailio';
import { Pulse } from '../../support/sound/pulse';
import { concat } from '../../support/sound/signal';
import { speech } from '../../support/sound/speech';
import { CHANGED, expectSpeech, faultsOf, findSpeech, understood } from '../../support/sound/speech-check';

type Policy = Pick<Account, 'mediaEncryption' | 'keyExchange'>;
const policy = (mediaEncryption: Account['mediaEncryption'], keyExchange: Account['keyExchange'] = 'sdes'): Policy => ({ mediaEncryption, keyExchange });

/** SRTP with another phone, keys by SDES and by DTLS: speech is understood at both ends, and the lock says what is true. */
describe.skipIf(!hasKamailio || !hasBaresip)('encrypted calls with baresip', () => {
  let rig: CallRig;
  let ours: Float32Array;
  let theirs: Float32Array;

  beforeAll(async () => {
    const voice = await speech();
    if (voice === null) throw new Error('no speech to say');
    ours = cut(voice, 0, 12);
    theirs = concat(...Array.from({ length: 10 }, () => cut(voice, 14, 1.5)));
    rig = await CallRig.open();
  });
  afterEach(() => rig.clear());
  afterAll(() => rig.close());

  async function start(account: Policy, options: BaresipOptions): Promise<{ phone: HeadlessPhone; baresip: Baresip }> {
    const [phone, baresip] = await Promise.all([rig.phone('alice', { account }), startBaresip('bare', passwordOf('bare'), rig.server, { codecs: ['PCMA/8000/1'], ...options })]);
    rig.onClose(() => baresip.stop());
    return { phone, baresip };
  }

  async function weCall({ phone, baresip }: { phone: HeadlessPhone; baresip: Baresip }): Promise<CallId> {
    const callId = phone.calls.dial('bare', null);
    await baresip.next('CALL_INCOMING');
    baresip.command('accept');
    await Promise.all([baresip.next('CALL_ESTABLISHED'), phone.call('established', ({ id, phase }) => id === callId && phase.kind === 'established')]);
    return callId;
  }

  async function theyCall({ phone, baresip }: { phone: HeadlessPhone; baresip: Baresip }): Promise<CallId> {
    baresip.command('dial', `sip:alice@${rig.server}`);
    const { id } = await phone.phase('incoming');
    phone.calls.answer(id);
    await Promise.all([baresip.next('CALL_ESTABLISHED'), phone.phase('established')]);
    return id;
  }

  /** What baresip heard in its last call. A call it refused before was told as closed too, so the file may still be growing. */
  async function lastRecording(baresip: Baresip, said: Float32Array): Promise<Float32Array> {
    for (const until = performance.now() + 3_000; ; await wait(100)) {
      const recording = (await baresip.recordings().catch(() => [])).at(-1) ?? new Float32Array(0);
      if (faultsOf(findSpeech(said, recording), CHANGED).length === 0 || performance.now() > until) return recording;
    }
  }

  it.each([
    ['it insists on SDES and our line leaves encryption off', 'srtp-mand', policy('off'), 'both', 'sdes'],
    ['it insists on SDES and our line would like encryption', 'srtp-mand', policy('preferred'), 'both', 'sdes'],
    ['both insist on SDES', 'srtp-mand', policy('required'), 'both', 'sdes'],
    ['both would like SDES', 'srtp', policy('preferred'), 'both', 'sdes'],
    ['both insist on DTLS', 'dtls_srtp', policy('required', 'dtls'), 'both', 'dtls'],
    ['it insists on DTLS and our line would like encryption', 'dtls_srtp', policy('preferred', 'dtls'), 'both', 'dtls'],
    ['our line would like SDES, and it knows nothing of it', undefined, policy('preferred'), 'both', null],
  ] as const)('%s', async (_what, encryption, account, directions, keyExchange) => {
    const { phone, baresip } = await start(account, { speech: theirs, ...(encryption === undefined ? {} : { encryption }) });
    const said = cut(ours, 0, 1.5);
    for (const direction of directions === 'both' ? (['outgoing', 'incoming'] as const) : (['incoming'] as const)) {
      const callId = direction === 'outgoing' ? await weCall({ phone, baresip }) : await theyCall({ phone, baresip });
      await understood(cut(theirs, 0, 1.5), async () => {
        phone.listen();
        phone.say(twice(said));
        await wait(3_500);
        return phone.heard();
      }, { who: `baresip, heard by us, ${direction},`, bounds: CHANGED });
      const { security } = await phone.phase('established');
      expect(security, direction).toMatchObject({ signalling: false, audio: keyExchange !== null, audioState: keyExchange === null ? 'open' : 'encrypted', keyExchange });
      if (direction === 'outgoing') phone.calls.hangUp(callId);
      else baresip.command('hangup');
      await Promise.all([baresip.next('CALL_CLOSED'), phone.call('ended', ({ id, phase }) => id === callId && phase.kind === 'ended')]);
      expectSpeech(said, await lastRecording(baresip, said), `heard by baresip, ${direction},`, CHANGED);
    }
  }, 60_000);

  it('a plain call to a line that requires encryption is refused with 488 before it rings', async () => {
    const { phone, baresip } = await start(policy('required'), {});
    let rang = false;
    const watch = setInterval(() => { rang ||= phone.snapshot.some(({ phase }) => phase.kind === 'incoming'); }, 5);
    baresip.command('dial', `sip:alice@${rig.server}`);
    const closed = await baresip.next('CALL_CLOSED');
    clearInterval(watch);
    expect(closed.param).toContain('488');
    expect(rang).toBe(false);
  }, 30_000);

  it('a call from a line that requires encryption to a phone without it fails instead of going out plain', async () => {
    const { phone } = await start(policy('required'), {});
    const callId = phone.calls.dial('bare', null);
    const ended = await phone.call('ended', ({ id, phase }) => id === callId && phase.kind === 'ended');
    expect(ended.phase).toMatchObject({ kind: 'ended', answeredAtEpochMs: null });
    expect(ended.security.audio).toBe(false);
  }, 30_000);

  it.each([['sdes', 'srtp-mand'], ['dtls', 'dtls_srtp']] as const)('%s: holds and resumes from either side', async (keyExchange, encryption) => {
    const pulse = await Pulse.start(['ear', 'mouth']);
    rig.onClose(() => pulse.dispose());
    const { phone, baresip } = await start(policy('required', keyExchange), { encryption, pulse: { source: 'mouth.monitor', sink: 'ear', env: pulse.env() } });
    const recorder = await pulse.record('ear.monitor');
    rig.onClose(() => recorder.stop());
    const callId = await weCall({ phone, baresip });
    const talkOnce = async (said: Float32Array): Promise<{ said: Float32Array; here: Float32Array; there: Float32Array }> => {
      phone.listen();
      const from = recorder.position;
      phone.say(twice(said));
      const stop = pulse.playOn('mouth', cut(theirs, 0, 3));
      await wait(3_500);
      await stop();
      return { said, here: phone.heard(), there: recorder.samples(from) };
    };
    const talk = async (said: Float32Array, what: string): Promise<void> => {
      for (let turn = 1; ; turn += 1) {
        const { here, there } = await talkOnce(said);
        const faults = [...faultsOf(findSpeech(cut(theirs, 0, 1.5), here), CHANGED), ...faultsOf(findSpeech(said, there), CHANGED)];
        if (faults.length === 0) break;
        if (turn === 3) throw new Error(`${what}: ${faults.join('; ')}`);
      }
      expect((await phone.phase('established')).security, what).toMatchObject({ audio: true, keyExchange });
    };
    const state = (localHold: boolean, remoteHold: boolean): Promise<unknown> => phone.call(
      `hold ${localHold} here, ${remoteHold} there`,
      ({ phase, holdPending }) => phase.kind === 'established' && phase.localHold === localHold && phase.remoteHold === remoteHold && !holdPending,
    );
    await talk(cut(ours, 0, 1.5), 'before');
    phone.calls.hold(callId);
    await state(true, false);
    await wait(1_000);
    expect(isSilence((await talkOnce(cut(ours, 2, 1.5))).here), 'silence while we hold').toBe(true);
    phone.calls.resume(callId);
    await state(false, false);
    await talk(cut(ours, 4, 1.5), 'after our hold');
    baresip.command('hold');
    await state(false, true);
    await wait(1_000);
    expect(isSilence((await talkOnce(cut(ours, 6, 1.5))).here), 'silence while it holds').toBe(true);
    baresip.command('resume');
    await state(false, false);
    await talk(cut(ours, 8, 1.5), 'after its hold');
    phone.calls.hangUp(callId);
    await baresip.next('CALL_CLOSED');
  }, 80_000);

  it('DTLS comes through where one packet in ten is lost, and so do the voices', async () => {
    for (const seed of [1, 2, 3]) {
      const { phone, baresip } = await start(policy('required', 'dtls'), { encryption: 'dtls_srtp', speech: theirs });
      const lossy = new LossyMedia(phone.media, { loss: 0.1 }, seed);
      rig.onClose(() => { lossy.dispose(); return Promise.resolve(); });
      const callId = await (seed % 2 === 0 ? weCall({ phone, baresip }) : theyCall({ phone, baresip }));
      await phone.call('encrypted', ({ security }) => security.audioState === 'encrypted', 10_000);
      expect(lossy.relays.some(({ toTarget, toClient }) => toTarget.counts.lost + toClient.counts.lost > 0)).toBe(true);
      phone.calls.hangUp(callId);
      await baresip.next('CALL_CLOSED');
      await rig.clear();
    }
  }, 90_000);

  it.each(['sdes', 'dtls'] as const)('two of ours with %s understand each other', async (keyExchange) => {
    const [alice, bob] = await Promise.all([rig.phone('alice', { account: policy('required', keyExchange) }), rig.phone('bob', { account: policy('off') })]);
    await connect(alice, bob);
    await tell(alice, bob, cut(ours, 0, 1.5));
    await tell(bob, alice, cut(ours, 3, 1.5));
    for (const phone of [alice, bob]) expect((await phone.phase('established')).security).toMatchObject({ audio: true, keyExchange });
  }, 40_000);
});
