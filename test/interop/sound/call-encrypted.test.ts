import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../../electron/contract';
import { BaresipRig } from '../../support/baresip-rig';
import { connect, isSilence, tellEachOther, wait } from '../../support/call-rig';
import { LossyMedia } from '../../support/lossy-media';
import { hasBaresip } from '../../support/sip/baresip';
import { hasKamailio } from '../../support/sip/kamailio';
import { CHANGED } from '../../support/sound/speech-check';

type Policy = Pick<Account, 'mediaEncryption' | 'keyExchange'>;
const PCMA = ['PCMA/8000/1'];
const policy = (mediaEncryption: Account['mediaEncryption'], keyExchange: Account['keyExchange'] = 'sdes'): Policy => ({ mediaEncryption, keyExchange });

/** SRTP with another phone, keys by SDES and by DTLS: speech is understood at both ends, and the lock says what is true. */
describe.skipIf(!hasKamailio || !hasBaresip)('encrypted calls with baresip', () => {
  let rig: BaresipRig;
  beforeAll(async () => { rig = await BaresipRig.open(); });
  afterEach(() => rig.clear());
  afterAll(() => rig.close());

  it.each([
    ['it insists on SDES and our line leaves encryption off', 'srtp-mand', policy('off'), 'sdes'],
    ['it insists on SDES and our line would like encryption', 'srtp-mand', policy('preferred'), 'sdes'],
    ['both insist on SDES', 'srtp-mand', policy('required'), 'sdes'],
    ['both would like SDES', 'srtp', policy('preferred'), 'sdes'],
    ['both insist on DTLS', 'dtls_srtp', policy('required', 'dtls'), 'dtls'],
    ['it insists on DTLS and our line would like encryption', 'dtls_srtp', policy('preferred', 'dtls'), 'dtls'],
    ['our line would like SDES, and it knows nothing of it', undefined, policy('preferred'), null],
  ] as const)('%s', async (_what, encryption, account, keyExchange) => {
    const pair = await rig.pair({ account }, { codecs: PCMA, ...(encryption === undefined ? {} : { encryption }) });
    for (const direction of ['outgoing', 'incoming'] as const) {
      const callId = await pair.call(direction);
      await pair.understandEachOther(rig.ours(0), { what: direction, bounds: CHANGED });
      const { security } = await pair.phone.phase('established');
      expect(security, direction).toMatchObject({ signalling: false, audio: keyExchange !== null, audioState: keyExchange === null ? 'open' : 'encrypted', keyExchange });
      await pair.hangUp(callId, direction === 'outgoing' ? 'local' : 'remote');
    }
  }, 60_000);

  it('a plain call to a line that requires encryption is refused with 488 before it rings', async () => {
    const { phone, baresip } = await rig.pair({ account: policy('required') }, { codecs: PCMA });
    let rang = false;
    const watch = setInterval(() => { rang ||= phone.snapshot.some(({ phase }) => phase.kind === 'incoming'); }, 5);
    baresip.command('dial', `sip:alice@${rig.calls.server}`);
    const closed = await baresip.next('CALL_CLOSED');
    clearInterval(watch);
    expect(closed.param).toContain('488');
    expect(rang).toBe(false);
  }, 30_000);

  it('a call from a line that requires encryption to a phone without it fails instead of going out plain', async () => {
    const { phone } = await rig.pair({ account: policy('required') }, { codecs: PCMA });
    const callId = phone.calls.dial('bare', null);
    const ended = await phone.call('ended', ({ id, phase }) => id === callId && phase.kind === 'ended');
    expect(ended.phase).toMatchObject({ kind: 'ended', answeredAtEpochMs: null });
    expect(ended.security.audio).toBe(false);
  }, 30_000);

  it.each([['sdes', 'srtp-mand'], ['dtls', 'dtls_srtp']] as const)('%s: holds and resumes from either side', async (keyExchange, encryption) => {
    const pair = await rig.pairWithSoundServer({ account: policy('required', keyExchange) }, { codecs: PCMA, encryption });
    const { phone, baresip } = pair;
    const callId = await pair.call('outgoing');
    const talk = async (sentence: number, what: string): Promise<void> => {
      await pair.understandEachOther(rig.ours(sentence), { what, bounds: CHANGED });
      expect((await phone.phase('established')).security, what).toMatchObject({ audio: true, keyExchange });
    };
    const silenceHere = async (sentence: number, what: string): Promise<void> => {
      await wait(1_000);
      expect(isSilence((await pair.talk(rig.ours(sentence))).here), what).toBe(true);
    };
    await talk(0, 'before');
    phone.calls.hold(callId);
    await pair.held(true, false);
    await silenceHere(1, 'silence while we hold');
    phone.calls.resume(callId);
    await pair.held(false, false);
    await talk(2, 'after our hold');
    baresip.command('hold');
    await pair.held(false, true);
    await silenceHere(3, 'silence while it holds');
    baresip.command('resume');
    await pair.held(false, false);
    await talk(4, 'after its hold');
    await pair.hangUp(callId);
  }, 80_000);

  it('DTLS comes through where one packet in ten is lost, and so do the voices', async () => {
    for (const seed of [1, 2, 3]) {
      const pair = await rig.pair({ account: policy('required', 'dtls') }, { codecs: PCMA, encryption: 'dtls_srtp' });
      const lossy = new LossyMedia(pair.phone.media, { loss: 0.1 }, seed);
      rig.calls.onClose(() => { lossy.dispose(); return Promise.resolve(); });
      const callId = await pair.call(seed % 2 === 0 ? 'outgoing' : 'incoming');
      await pair.phone.call('encrypted', ({ security }) => security.audioState === 'encrypted', 10_000);
      expect(lossy.relays.some(({ toTarget, toClient }) => toTarget.counts.lost + toClient.counts.lost > 0)).toBe(true);
      await pair.hangUp(callId);
      await rig.clear();
    }
  }, 90_000);

  it.each(['sdes', 'dtls'] as const)('two of ours with %s understand each other', async (keyExchange) => {
    const [alice, bob] = await Promise.all([rig.calls.phone('alice', { account: policy('required', keyExchange) }), rig.calls.phone('bob', { account: policy('off') })]);
    await connect(alice, bob);
    await tellEachOther(alice, bob, rig.ours(0), rig.ours(2));
    for (const phone of [alice, bob]) expect((await phone.phase('established')).security).toMatchObject({ audio: true, keyExchange });
  }, 40_000);
});
