import { afterEach, describe, expect, it } from 'vitest';
import type { MediaEncryption } from '../../../../electron/calls/ports/encryption';
import type { MediaOptions } from '../../../../electron/calls/ports/media';
import type { MediaEngine } from '../../../../electron/media';
import { HANDSHAKE_TIMEOUT_MS } from '../../../../electron/media/dtls/association';
import { FakeClock } from '../../../support/fake-clock';
import { MediaPair } from '../../../support/media-pair';

const enc = (policy: MediaEncryption['policy'], keyExchange: MediaEncryption['keyExchange'] = 'sdes'): MediaEncryption => ({ policy, keyExchange });
const profileOf = (sdp: string): string | undefined => /^m=audio \d+ (\S+)/m.exec(sdp)?.[1];

/** Two engines, each with a policy of its own, and what was said between them. */
class Call {
  readonly pair = new MediaPair(new FakeClock());
  offer = '';
  answer = '';

  constructor(private readonly from: MediaEncryption, private readonly to: MediaEncryption) {}

  options(encryption: MediaEncryption, direction: MediaOptions['direction'] = 'sendrecv'): MediaOptions {
    return { ...this.pair.options(['pcmu'], direction), encryption };
  }

  exchange(direction: MediaOptions['direction'] = 'sendrecv', back = false, onAnswer = (sdp: string): string => sdp): ReturnType<MediaPair['exchange']> {
    const [from, to] = back ? [this.pair.b, this.pair.a] : [this.pair.a, this.pair.b];
    const [fromOptions, toOptions] = back ? [this.to, this.from] : [this.from, this.to];
    return this.pair.exchange(from, to, this.options(fromOptions, direction), this.options(toOptions),
      (sdp) => { this.offer = sdp; return sdp; }, (sdp) => { this.answer = sdp; return onAnswer(sdp); });
  }

  /** Loudness that each heard of a tone that a said. */
  async talk(): Promise<number> {
    const tone = Float32Array.from({ length: 48_000 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / 48_000));
    const { heardByB } = await this.pair.talk(tone);
    return Math.max(...heardByB.slice(24_000));
  }
}

const security = (engine: MediaEngine, call: Call): Promise<unknown> => new Promise((resolve) => {
  const off = engine.onEvent((event) => {
    if (event.kind !== 'stats') return;
    off();
    resolve(event.stats.security);
  });
  call.pair.fakeClock?.advance(1_000);
});

describe('encryption of a session', () => {
  let call: Call;
  afterEach(() => call.pair.dispose());

  it.each([
    ['off', 'off', 'RTP/AVP', 'none'], ['off', 'preferred', 'RTP/AVP', 'none'], ['preferred', 'off', 'RTP/AVP', 'none'],
    ['preferred', 'preferred', 'RTP/AVP', 'encrypted'], ['preferred', 'required', 'RTP/AVP', 'encrypted'],
    ['required', 'off', 'RTP/SAVP', 'encrypted'], ['required', 'preferred', 'RTP/SAVP', 'encrypted'], ['required', 'required', 'RTP/SAVP', 'encrypted'],
  ] as const)('%s calls %s: offered as %s, it is %s', async (from, to, profile, state) => {
    for (const keyExchange of ['sdes', 'dtls'] as const) {
      call = new Call(enc(from, keyExchange), enc(to, 'sdes'));
      const { a, b } = await call.exchange();
      expect(profileOf(call.offer)).toBe(keyExchange === 'dtls' && profile === 'RTP/SAVP' ? 'UDP/TLS/RTP/SAVP' : profile);
      expect(profileOf(call.answer)).toBe(profileOf(call.offer));
      expect(await call.talk()).toBeGreaterThan(0.2);
      expect([a.encryption.kind, b.encryption.kind]).toEqual(state === 'none' ? ['none', 'none'] : [keyExchange, keyExchange]);
      expect(await security(call.pair.a, call)).toMatchObject(state === 'none' ? { kind: 'none' } : { kind: state, keyExchange });
      expect(await security(call.pair.b, call)).toMatchObject(state === 'none' ? { kind: 'none' } : { kind: state, keyExchange });
      if (keyExchange === 'sdes') await call.pair.dispose();
    }
  });

  it.each([['required', 'off'], ['off', 'required']] as const)('a line with policy %s and an offer by policy %s: refused before anything is opened where plain audio is not allowed', async (own, theirs) => {
    call = new Call(enc(theirs), enc(own));
    const offer = await call.pair.a.makeOffer(call.pair.callId, call.options(enc(theirs)));
    const check = await call.pair.b.canAnswer(offer, call.options(enc(own)));
    const answer = await call.pair.b.makeAnswer(call.pair.callId, offer, call.options(enc(own)));
    if (own === 'required') {
      expect(check).toEqual({ ok: false, error: 'no-common-profile' });
      expect(answer).toEqual({ ok: false, error: 'no-common-profile' });
    } else {
      expect(check).toEqual({ ok: true });
      expect(answer.ok).toBe(true);
    }
  });

  it('an answer without keys is refused where encryption is required', async () => {
    call = new Call(enc('required'), enc('required'));
    const strip = (sdp: string): string => sdp.replace(/a=crypto.*\r\n/g, '').replace('RTP/SAVP', 'RTP/AVP');
    await expect(call.exchange('sendrecv', false, strip)).rejects.toThrow('answer not accepted: no-common-profile');
  });

  it.each(['sdes', 'dtls'] as const)('%s: hold and resume from either side keep it, with the keys of ours unchanged', async (keyExchange) => {
    call = new Call(enc('required', keyExchange), enc('off'));
    await call.exchange();
    expect(await call.talk()).toBeGreaterThan(0.2);
    const keys = (sdp: string): string[] | null => sdp.match(/a=(crypto|fingerprint):.*/g);
    const [first, firstOfB] = [keys(call.offer), keys(call.answer)];
    await call.exchange('sendonly');
    expect(await security(call.pair.a, call)).toMatchObject({ kind: 'encrypted' });
    await call.exchange();
    expect(keys(call.offer)).toEqual(first);
    expect(await call.talk()).toBeGreaterThan(0.2);
    await call.exchange('sendonly', true);
    await call.exchange('sendrecv', true);
    if (keyExchange === 'dtls') expect(keys(call.offer)).toEqual(firstOfB);
    expect(profileOf(call.offer)).toBe(keyExchange === 'dtls' ? 'UDP/TLS/RTP/SAVP' : 'RTP/SAVP');
    expect(await call.talk()).toBeGreaterThan(0.2);
    expect(await security(call.pair.b, call)).toMatchObject({ kind: 'encrypted', keyExchange });
  });

  it('nothing is heard, and it is not called encrypted, where the far end has other keys than it said', async () => {
    call = new Call(enc('required'), enc('required'));
    const wrong = Buffer.alloc(30, 5).toString('base64');
    await call.exchange('sendrecv', false, (sdp) => sdp.replace(/inline:\S+/, `inline:${wrong}`));
    await call.talk();
    expect(await security(call.pair.a, call)).toEqual({ kind: 'failed', keyExchange: 'sdes', reason: 'not-authentic', forGood: false });
  });

  it('nothing passes where the certificate is not the one of the fingerprint', async () => {
    call = new Call(enc('required', 'dtls'), enc('required'));
    await call.exchange('sendrecv', false, (sdp) => sdp.replace(/(fingerprint:sha-256 )(..)/, (_all, name: string, first: string) => `${name}${first === '00' ? '01' : '00'}`));
    expect(await call.talk()).toBeLessThan(0.01);
    // Somebody else may have knocked: the far end has its time to come.
    expect(await security(call.pair.a, call)).not.toMatchObject({ kind: 'encrypted' });
    call.pair.fakeClock?.advance(HANDSHAKE_TIMEOUT_MS);
    expect(await security(call.pair.a, call)).toEqual({ kind: 'failed', keyExchange: 'dtls', reason: 'fingerprint-mismatch', forGood: true });
  });
});
