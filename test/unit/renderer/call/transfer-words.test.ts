import { describe, expect, test } from 'vitest';
import { arrangedWords, referralWords, transferWords } from '../../../../renderer/call/transfer/transfer-words';
import { makeText } from '../../../../renderer/i18n/catalog';
import { canTransfer } from '../../../../renderer/state/transfer';
import { call, person, remote, talking } from '../../../support/ui/fake-data';

const text = makeText('en');
const marie = remote(person('Marie'));
const to = { number: '+33144556677', name: null };

describe('how a transfer stands', () => {
  test.each([
    [{ kind: 'asking' }, 'Transferring to 01 44 55 66 77 …'], [{ kind: 'trying' }, 'Calling 01 44 55 66 77 …'], [{ kind: 'ringing' }, 'Ringing at 01 44 55 66 77'],
    [{ kind: 'answered' }, '01 44 55 66 77 answered'], [{ kind: 'failed', why: 'busy', sipStatus: 486 }, '01 44 55 66 77 is on another call.'],
    [{ kind: 'failed', why: 'not-supported', sipStatus: 405 }, 'The phone of Marie cannot be transferred.'],
  ] as const)('%j reads "%s"', (progress, words) => {
    expect(transferWords(call('k1', marie, talking(1_000, true), { transfer: { to, progress } }), 'Marie', 'FR', text)).toBe(words);
  });

  test('a call that is not passed on says nothing', () => {
    expect(transferWords(call('k1', marie, talking(1_000)), 'Marie', 'FR', text)).toBeNull();
    expect(referralWords(call('k1', marie, talking(1_000)), 'Marie', 'FR', text)).toBeNull();
    expect(arrangedWords(call('k1', marie, talking(1_000)), 'FR', text)).toBe('');
  });

  test('being passed on, and failing at it, names both', () => {
    const anna = { number: '203', name: 'Anna' };
    expect(referralWords(call('k1', marie, talking(1_000), { referral: { to: anna, progress: { kind: 'trying' } } }), 'Marie', 'FR', text)).toBe('Marie transfers you to Anna');
    expect(referralWords(call('k1', marie, talking(1_000), { referral: { to: anna, progress: { kind: 'failed', why: 'busy', sipStatus: 486 } } }), 'Marie', 'FR', text)).toBe('The transfer to Anna did not work. You are back with Marie.');
  });
});

test('a call may be passed on while it talks or waits, alone, and again after it failed', () => {
  expect(canTransfer(call('k1', marie, talking(1_000, true)))).toBe(true);
  expect(canTransfer(call('k1', marie, { kind: 'ringing', earlyMedia: false }))).toBe(false);
  expect(canTransfer(call('k1', marie, talking(1_000), { conference: true }))).toBe(false);
  expect(canTransfer(call('k1', marie, talking(1_000), { transfer: { to, progress: { kind: 'ringing' } } }))).toBe(false);
  expect(canTransfer(call('k1', marie, talking(1_000), { transfer: { to, progress: { kind: 'failed', why: 'busy', sipStatus: 486 } } }))).toBe(true);
});
