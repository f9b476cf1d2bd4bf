import { describe, expect, test } from 'vitest';
import { callerWords } from '../../../../renderer/call/caller-words';
import { makeText } from '../../../../renderer/i18n/catalog';

const text = makeText('en');

describe('the sign of a caller\'s number', () => {
  test('says who verified it, and warns of a false one', () => {
    expect(callerWords({ callerVerification: { verdict: 'verified', attestation: 'A', by: 'network' } }, text)).toBe('Number verified by the network');
    expect(callerWords({ callerVerification: { verdict: 'verified', attestation: null, by: 'signature' } }, text)).toBe('Number verified');
    expect(callerWords({ callerVerification: { verdict: 'failed', attestation: null, by: 'network' } }, text)).toBe('Number may be false');
    expect(callerWords({ callerVerification: { verdict: 'partly', attestation: 'B', by: 'signature' } }, text)).toBe('Caller known, number not verified');
  });

  test('is not there where nothing is known of the number', () => {
    expect(callerWords({}, text)).toBe('');
    expect(callerWords({ callerVerification: null }, text)).toBe('');
    expect(callerWords({ callerVerification: { verdict: 'partly', attestation: 'C', by: 'network' } }, text)).toBe('');
  });
});
