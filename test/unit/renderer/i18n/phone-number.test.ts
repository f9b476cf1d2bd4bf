import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { extractNumber, formatAsTyped, formatNumber, isNumberLike, retype, toDialable } from '../../../../renderer/i18n/phone-number';

describe('as typed', () => {
  test.each([
    ['0144556677', 'FR', '01 44 55 66 77'], ['+442079460018', 'FR', '+44 20 7946 0018'], ['2015550123', 'US', '(201) 555-0123'],
    ['201', 'FR', '201'], ['*98#', 'FR', '*98#'], ['marie', 'FR', 'marie'], ['sip:600@practice', 'FR', 'sip:600@practice'], ['', 'FR', ''], ['0144556677', 'XX', '0144556677'],
  ])('%s in %s becomes %s', (typed, region, shown) => {
    expect(formatAsTyped(typed, region)).toBe(shown);
  });

  test('never loses or adds a significant character', () => {
    fc.assert(fc.property(fc.stringMatching(/^\+?[0-9]{0,18}$/), fc.constantFrom('FR', 'US', 'GB', 'DE', 'XX'), (typed, region) => {
      expect(toDialable(formatAsTyped(typed, region))).toBe(typed);
    }));
  });

  test('the caret stays behind the same characters', () => {
    expect(retype('01 44 55 66 77', 14, 'FR')).toEqual({ text: '01 44 55 66 77', caret: 14 });
    expect(retype('01 4 55 66 77', 4, 'FR')).toEqual({ text: '01 45 56 67 7', caret: 4 });
    expect(retype('0144', 4, 'FR')).toEqual({ text: '01 44', caret: 5 });
    fc.assert(fc.property(fc.stringMatching(/^[0-9 ]{0,16}$/), fc.nat(16), (typed, place) => {
      const caret = Math.min(place, typed.length);
      const done = retype(typed, caret, 'FR');
      expect(toDialable(done.text.slice(0, done.caret))).toBe(caret === typed.length ? toDialable(typed) : toDialable(typed.slice(0, caret)));
    }));
  });
});

test('a number is read nationally at home and internationally from elsewhere', () => {
  expect(formatNumber('+33144556677', 'FR')).toBe('01 44 55 66 77');
  expect(formatNumber('+33144556677', 'GB')).toBe('+33 1 44 55 66 77');
  expect(formatNumber('201', 'FR')).toBe('201');
  expect(formatNumber('anonymous', 'FR')).toBe('anonymous');
});

test('what is sent has no separators; names and addresses stay', () => {
  expect(toDialable(' +33 (1) 44.55-66/77 ')).toBe('+33144556677');
  expect(toDialable('01\u00a044\u202f55')).toBe('014455');
  expect(toDialable('sip:a-b@c.example')).toBe('sip:a-b@c.example');
  expect(isNumberLike('---')).toBe(false);
});

describe('from pasted text', () => {
  test.each([
    ['Call me at +33 1 44 55 66 77, thanks', '+33144556677'], ['tel:+1-201-555-0123;ext=5', '+12015550123'], ['callto://0033144556677', '0033144556677'],
    ['sip:600@practice.example', '600@practice.example'], ['Room 12, phone 020 7946 0018', '02079460018'], ['\u202a(201) 555-0123\u202c', '2015550123'],
    ['+33 (0)1 44 55 66 77', '+33144556677'], ['no digits here', null], ['', null], ['sip:%E0%A4%A', '%E0%A4%A'],
  ])('%s gives %s', (pasted, number) => {
    expect(extractNumber(pasted)).toBe(number);
  });

  test('any text at all is survived, and what comes out has no separators', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (pasted) => {
      const number = extractNumber(pasted);
      expect(number === null || number.length > 0).toBe(true);
    }));
  });
});
