import { describe, expect, test } from 'vitest';
import { lockOf, weakest } from '../../../../renderer/call/security-words';

const encrypted = { audio: true, audioState: 'encrypted', suite: 'AEAD_AES_128_GCM' } as const;
const open = { audio: false, keyExchange: null, suite: null } as const;

describe('the lock of a call', () => {
  test('is closed only where signalling and audio are both encrypted', () => {
    expect(lockOf({ signalling: true, keyExchange: 'sdes', ...encrypted })).toEqual({ tone: 'closed', name: 'lock.closed', why: 'security.closed' });
    expect(lockOf({ signalling: false, keyExchange: 'sdes', ...encrypted }).tone).toBe('open');
    expect(lockOf({ signalling: true, audioState: 'open', ...open })).toMatchObject({ tone: 'open', name: 'lock.audioOpen' });
    expect(lockOf({ signalling: false, audioState: 'open', ...open })).toMatchObject({ tone: 'open', name: 'lock.open' });
  });

  test('tells of the keys of SDES that open signalling gives away, and of what it means with DTLS', () => {
    expect(lockOf({ signalling: false, keyExchange: 'sdes', ...encrypted }).why).toBe('security.sdesOpen');
    expect(lockOf({ signalling: false, keyExchange: 'dtls', ...encrypted }).why).toBe('security.dtlsOpen');
  });

  test('is open while keys are on their way and where they do not fit, even with the signalling encrypted', () => {
    expect(lockOf({ signalling: true, audio: false, audioState: 'starting', keyExchange: 'dtls', suite: null }).tone).toBe('open');
    expect(lockOf({ signalling: true, audio: false, audioState: 'failed', keyExchange: 'dtls', suite: null })).toMatchObject({ tone: 'failed', why: 'security.failed' });
  });
});

describe('the lock of a conference', () => {
  const closed = { signalling: true, keyExchange: 'dtls', ...encrypted } as const;
  const half = { ...closed, signalling: false };
  const bare = { signalling: false, audioState: 'open', ...open } as const;
  const starting = { ...bare, audioState: 'starting' } as const;
  const failed = { ...bare, audioState: 'failed' } as const;

  test('is that of its weakest member', () => {
    expect(weakest([closed, closed])).toEqual(closed);
    expect(weakest([closed, half])).toEqual(half);
    expect(weakest([half, bare, closed])).toEqual(bare);
    expect(weakest([bare, starting])).toEqual(starting);
    expect(weakest([starting, failed, closed])).toEqual(failed);
  });

  test('claims nothing without members', () => {
    expect(lockOf(weakest([])).tone).toBe('open');
  });
});
