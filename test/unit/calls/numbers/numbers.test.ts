import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  digits, extractNumber, fold, formatAsTyped, looksLikeSipUri, matchKey, nationalDigits, sameNationalDigits, t9, toE164,
} from '../../../../electron/calls/numbers/numbers';

describe('toE164', () => {
  it.each([
    ['01 44 55 66 77', 'FR', '+33144556677'],
    ['+33 1 44 55 66 77', 'US', '+33144556677'],
    ['0033 1 44 55 66 77', 'FR', '+33144556677'],
    ['011 33 1 44 55 66 77', 'US', '+33144556677'],
    ['(212) 555-0123', 'US', '+12125550123'],
    ['+44 (0)20 7946 0958', 'GB', '+442079460958'],
    ['030 123456', 'DE', '+4930123456'],
    ['0033144556677', 'DE', '+33144556677'],
    ['321234', 'GL', '+299321234'],
    ['+33144556677', 'not a region', '+33144556677'],
  ])('reads %s in %s as %s', (input, region, expected) => expect(toE164(input, region)).toBe(expected));

  it.each([
    ['201', 'FR'], ['201', 'DE'], ['2012', 'AT'], ['201234', 'DE'], ['7654321', 'DE'], ['112', 'FR'], ['911', 'US'],
    ['*97', 'FR'], ['sip:bob@example.com', 'FR'], ['', 'FR'], ['+', 'FR'], ['+999123456789', 'FR'], ['0144556677', 'nowhere'],
    ['0144556677#31', 'FR'], ['9'.repeat(400), 'FR'],
  ])('has no E.164 for %s in %s', (input, region) => expect(toE164(input, region)).toBeNull());

  it('never makes E.164 of an internal extension of up to five digits, in any big country', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 99_999 }), fc.constantFrom('FR', 'DE', 'US', 'GB', 'AT', 'CH', 'IT', 'ES', 'IN', 'JP', 'BR'), (n, region) => {
      expect(toE164(String(n), region)).toBeNull();
    }));
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 3 }), (text, region) => {
      toE164(text, region); formatAsTyped(text, region); matchKey(text); t9(text); extractNumber(text);
    }));
  });
});

describe('extractNumber', () => {
  it.each([
    ['tel:+33-1-44-55-66-77;ext=5', '+33144556677'],
    ['TEL:%2B33%201%2044%2055%2066%2077', '+33144556677'],
    ['tel:201;phone-context=example.com', '201'],
    ['tel://0144556677/', '0144556677'],
    ['callto:+1 (212) 555-0123', '+12125550123'],
    ['callto:marie.renard', 'marie.renard'],
    ['sip:bob@host.example', 'sip:bob@host.example'],
    ['sip:bob@10.0.0.1:5070;transport=tcp;maddr=6.6.6.6', 'sip:bob@10.0.0.1:5070'],
    ['sips:bob@[2001:db8::1]', 'sips:bob@[2001:db8::1]'],
    ['sip:+33144556677', '+33144556677'],
    ['bob@host.example', 'sip:bob@host.example'],
    ['  01 44 55 66 77\n', '0144556677'],
    ['\u202a+33 1 44 55 66 77\u202c', '+33144556677'],
    ['+33 1 44 55 66 77', '+33144556677'],
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['01.44.55.66.77', '0144556677'],
    ['Tel.: 01 44 55 66 77', '0144556677'],
    ['Call me on 01 44 55 66 77 before 6 pm', '0144556677'],
    ['Marie Renard\n+33 1 44 55 66 77\nmarie@example.com', '+33144556677'],
    ['On 2026-11-23 ring 0144556677', '0144556677'],
    ['1-800-FLOWERS', '18003569377'],
    ['Order at 1-800-FLOWERS now', '18003569377'],
    ['0144556677 ext. 12', '0144556677'],
    ['Reception 201', '201'],
    ['*97', '*97'], ['201', '201'], ['0', '0'],
  ])('finds the number in %j', (text, number) => expect(extractNumber(text)).toEqual({ number, original: text.trim() }));

  it.each([
    ['a header injected by a line break', 'sip:bob@host%0d%0aContact:%20evil'],
    ['headers after a question mark', 'sip:bob@host?Replaces=abc'],
    ['headers in a tel link', 'tel:+33144556677?call=1'],
    ['a control character', 'tel:0144\u000055'],
    ['a direction mark in a link', 'tel:+33144\u202e556677'],
    ['a password', 'sip:bob:secret@host'],
    ['a service code in a link', 'tel:*21*0899123456#'],
    ['an encoded service code in a link', 'tel:%2A%2306%23'],
    ['broken percent encoding', 'tel:%zz'],
    ['another scheme', 'javascript:0144556677'],
    ['over-long text', `call 0144556677 ${'x'.repeat(500)}`],
    ['too many digits', '1'.repeat(40)],
    ['no number', 'hello'], ['nothing', ''], ['an IP address', '192.168.1.20'], ['a date', '2026-11-23'],
    ['an empty link', 'tel:'], ['a host without user', 'sip:@host'],
  ])('refuses %s', (_, text) => expect(extractNumber(text)).toBeNull());

  it('answers only characters that can be dialled', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 80 }), fc.string({ maxLength: 60 }).map((s) => `sip:${s}`), fc.string({ maxLength: 60 }).map((s) => `tel:${s}`)), (text) => {
      const found = extractNumber(text);
      if (found !== null) expect(found.number).toMatch(/^(\+?[\d*#]{1,40}|sips?:[^\s?;<>"]+|[a-z0-9._-]+|[*#\d+]+)$/i);
    }));
  });
});

describe('display', () => {
  it('groups digits as they are typed without changing them', () => {
    expect(formatAsTyped('014455', 'FR')).toBe('01 44 55');
    expect(formatAsTyped('+3314455', 'US')).toBe('+33 1 44 55');
    expect(formatAsTyped('*21#', 'FR')).toBe('*21#');
    expect(formatAsTyped('marie', 'FR')).toBe('marie');
    fc.assert(fc.property(fc.stringMatching(/^\+?\d{1,15}$/), fc.constantFrom('FR', 'US', 'DE', 'GB', 'xx'), (number, region) => {
      expect(digits(formatAsTyped(number, region))).toBe(digits(number));
    }));
  });
});

describe('matching and keypad', () => {
  it('finds the same key behind any prefix', () => {
    expect(matchKey('+33 1 44 55 66 77')).toBe(matchKey('0144556677'));
    expect(matchKey('201')).toBeNull();
    expect(matchKey('sip:1234567@host')).toBeNull();
  });
  it('takes one number behind a prefix as the same, and two that merely end alike as different', () => {
    expect(sameNationalDigits('+33144556677', '0144556677')).toBe(true);
    expect(sameNationalDigits('00144556677', '144556677')).toBe(true);
    expect(sameNationalDigits('0144556677', '0244556677')).toBe(false);
    expect(sameNationalDigits('556677', '0144556677')).toBe(false);
  });
  it('knows how a number is dialled inside its country', () => {
    expect(['+33144556677', '+4930123456', '+12125550123', '+390612345678', '+3545551234'].map(nationalDigits))
      .toEqual(['0144556677', '030123456', '2125550123', '0612345678', '5551234']);
  });
  it('tells SIP addresses from numbers', () => {
    expect(['sip:bob@host', 'SIPS:x', 'bob@host', '201@10.0.0.1:5060'].map(looksLikeSipUri)).toEqual([true, true, true, true]);
    expect(['201', '+33 1', 'Marie Renard', '', 'a@b c'].map(looksLikeSipUri)).toEqual([false, false, false, false, false]);
  });
  it('puts letters on their keys, accents folded, words apart', () => {
    expect(t9('Zoë Renard')).toBe('963 736273');
    expect(t9("O'Brien-Łęcki")).toBe('627436 53254');
    expect(t9('Straße')).toBe('7872773');
    expect(t9('Мария')).toBe('52649');
    expect(t9('Ρόδος')).toBe('76367');
    expect(t9('山田')).toBe('');
  });
  it('folds accents, ligatures and case', () => {
    expect(fold('Zoë ØRSTED Straße Œuvre ﬁn')).toBe('zoe orsted strasse oeuvre fin');
  });
});
