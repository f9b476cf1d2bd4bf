import { describe, expect, test } from 'vitest';
import { AccountDraft } from '../../../../electron/contract/accounts';
import type { AccountId } from '../../../../electron/contract/ids';
import { allCodecs, check, draftOf, emptyForm, formOf, splitAddress } from '../../../../renderer/line-form/draft';
import { reception } from '../../../support/ui/fake-data';

const typed = { ...emptyForm, domain: ' pbx.example ', username: '201', password: 'secret' };

describe('draft', () => {
  test('is one that the contract accepts', () => {
    expect(AccountDraft.parse(draftOf(typed, null))).toMatchObject({ id: null, domain: 'pbx.example', username: '201', password: 'secret', label: '201', outboundProxy: null, authUsername: null, voicemailNumber: null });
  });

  test('an empty password keeps the stored one of a known line, and is empty for a new one', () => {
    expect(draftOf({ ...typed, password: '' }, 'a' as AccountId).password).toBeNull();
    expect(draftOf({ ...typed, password: '' }, null).password).toBe('');
  });

  test('offers L16, but does not switch it on by itself', () => {
    expect(allCodecs).toContain('l16');
    expect(draftOf(typed, null).codecs).toEqual(['opus', 'g722', 'pcma', 'pcmu']);
  });

  test('carries the wish to send less in pauses, and leaves it out where it is as by default', () => {
    expect(draftOf({ ...typed, silenceSuppression: true }, null).silenceSuppression).toBe(true);
    expect(draftOf(formOf({ ...reception.account, silenceSuppression: true }), reception.account.id).silenceSuppression).toBe(true);
    expect(draftOf(typed, null)).not.toHaveProperty('silenceSuppression');
  });

  test('a line goes through the form unchanged', () => {
    const { practice: _practice, ...account } = reception.account;
    expect(draftOf(formOf(reception.account), account.id)).toEqual({ ...account, password: null });
    expect(draftOf(formOf({ ...reception.account, transport: 'tls' }), account.id).transport).toBe('tls');
    expect(draftOf(typed, null).transport).toBe('udp');
  });
});

describe('the network of a line', () => {
  const network = { ice: 'relay', stunServer: null, turn: { server: 'turn.example:3478', protocol: 'tls', username: 'tina' } } as const;

  test('goes through the form unchanged, and is left out where it is as by default', () => {
    const form = formOf({ ...reception.account, network: { ...network } });
    expect(draftOf(form, reception.account.id)).toMatchObject({ network });
    expect(draftOf(form, reception.account.id)).not.toHaveProperty('turnPassword');
    expect(draftOf(formOf(reception.account), null)).not.toHaveProperty('network');
  });

  test('carries a password only when one was typed', () => {
    const form = formOf({ ...reception.account, network: { ...network } });
    expect(AccountDraft.parse(draftOf({ ...form, network: { ...form.network, turnPassword: 'x' } }, null)).turnPassword).toBe('x');
  });

  test('needs a TURN server where all is to go through one', () => {
    expect(check({ ...typed, network: { ...typed.network, ice: 'relay' } })).toEqual({ turnServer: 'account.needTurn' });
  });
});

describe('check', () => {
  test('names each field that is missing or out of range', () => {
    expect(check(typed)).toEqual({});
    expect(Object.keys(check({ ...emptyForm, codecs: [], expiresSeconds: '5' })).toSorted()).toEqual(['codecs', 'domain', 'expiresSeconds', 'username']);
    expect(check({ ...typed, expiresSeconds: 'soon' })).toEqual({ expiresSeconds: 'account.needExpires' });
  });
});

test('a whole address fills user name and domain', () => {
  expect(splitAddress('sip:201@pbx.example:5080')).toEqual({ username: '201', domain: 'pbx.example:5080' });
  expect(splitAddress('201@[::1]')).toEqual({ username: '201', domain: '[::1]' });
  expect(splitAddress('pbx.example')).toBeNull();
  expect(splitAddress('a b@c')).toBeNull();
});
