import { describe, expect, test } from 'vitest';
import type { HistoryEntry, RemoteParty } from '../../../../electron/contract';
import { backWords } from '../../../../renderer/call/back-words';
import { connectedName, firstPartyWords, forwarderWords } from '../../../../renderer/call/far-end-words';
import { makeText } from '../../../../renderer/i18n/catalog';

const text = makeText('en');
const party = (number: string, displayName: string | null = null): RemoteParty => ({ number, uri: `sip:${number}@pbx.test`, e164: null, displayName, contact: null });

describe('who sent a call on', () => {
  test('is told one after the other, with the reasons that mean something to people', () => {
    const forwardedBy: NonNullable<HistoryEntry['forwardedBy']> = [
      { number: '200', displayName: 'Reception', reason: 'no-answer' }, { number: '+33144556677', displayName: null, reason: 'busy' }, { number: '300', displayName: null, reason: 'always' },
    ];
    expect(forwarderWords(forwardedBy, 'FR', text)).toBe('Reception (no answer), 01 44 55 66 77 (busy), 300');
  });
  test('is nothing for a call that came straight', () => {
    expect(forwarderWords(undefined, 'FR', text)).toBe('');
  });
});

describe('who is spoken to', () => {
  test('has the name of the contact, else the one sent along, else the number', () => {
    const connected = { number: '203', e164: null, displayName: 'P. Raman', contactName: 'Priya Raman' };
    expect(connectedName(connected, 'FR')).toBe('Priya Raman');
    expect(connectedName({ ...connected, contactName: null }, 'FR')).toBe('P. Raman');
    expect(connectedName({ number: '0144556677', e164: '+33144556677', displayName: null, contactName: null }, 'FR')).toBe('01 44 55 66 77');
  });
  test('and who was called, or called, is said where it is somebody else', () => {
    expect(firstPartyWords({ direction: 'outgoing', firstRemote: party('300', 'Reception') }, 'FR', text)).toBe('You called Reception');
    expect(firstPartyWords({ direction: 'incoming', firstRemote: party('+33144556677') }, 'FR', text)).toBe('01 44 55 66 77 called');
    expect(firstPartyWords({ direction: 'incoming', firstRemote: party('') }, 'FR', text)).toBe(`${text('common.anonymous')} called`);
    expect(firstPartyWords({ direction: 'outgoing', firstRemote: null }, 'FR', text)).toBe('');
  });
});

test('a call that came back says from where', () => {
  expect(backWords({ backFrom: 'Priya Raman (203)' }, text)).toBe('Came back from Priya Raman (203)');
  expect(backWords({ backFrom: null }, text)).toBe('');
});
