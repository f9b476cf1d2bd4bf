import { describe, expect, it } from 'vitest';
import { securityOf } from '../../../../electron/calls/encryption/security';

describe('security of a call', () => {
  it('says that audio is encrypted only while its packets are', () => {
    expect(securityOf(null, true)).toEqual({ signalling: true, audio: false, audioState: 'open', keyExchange: null, suite: null });
    expect(securityOf({ kind: 'none' }, false)).toMatchObject({ audio: false, audioState: 'open' });
    expect(securityOf({ kind: 'starting', keyExchange: 'dtls', hasKeys: false }, false)).toMatchObject({ audio: false, audioState: 'starting', keyExchange: 'dtls', suite: null });
    expect(securityOf({ kind: 'encrypted', keyExchange: 'sdes', suite: 'AEAD_AES_256_GCM' }, false))
      .toEqual({ signalling: false, audio: true, audioState: 'encrypted', keyExchange: 'sdes', suite: 'AEAD_AES_256_GCM' });
    expect(securityOf({ kind: 'failed', keyExchange: 'sdes', reason: 'not-authentic', forGood: false }, true)).toMatchObject({ audio: false, audioState: 'failed', suite: null });
  });
});
