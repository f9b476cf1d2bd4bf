import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../../electron/sip/identity/clean';

describe('a name from the network', () => {
  test.each([
    ['is kept in every script', 'Ωμέγα 日本 Ünsal שלום مرحبا नमस्ते', 'Ωμέγα 日本 Ünsal שלום مرحبا नमस्ते'],
    ['loses overrides that turn a number round', '\u202e4321 555+\u202c', '4321 555+'],
    ['loses isolates and marks', '\u2066a\u2069\u200e\u200f\u061cb', 'ab'],
    ['loses zero-width signs between letters', 'pay\u200bpal\u2060\ufeff \u00adinc', 'paypal inc'],
    ['loses tags that hide a text', 'Bank\u{e0042}\u{e0061}\u{e007f}', 'Bank'],
    ['loses line breaks and controls', 'A\r\nB\u2028C\u0007D\u009fE', 'A B C D E'],
    ['becomes nothing where nothing can be seen', '\u3164\u115f\u2800\uffa0 \u00a0\u200d\u034f', ''],
    ['keeps joiners where letters need them', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['loses joiners beside Latin letters and digits', 'Bo\u200db 1\u200c2', 'Bob 12'],
    ['keeps emoji whole', '👩\u200d🚒 Léa ❤\ufe0f', '👩\u200d🚒 Léa ❤\ufe0f'],
    ['keeps four marks on a letter and no tower', `a${'\u0330'.repeat(50)}b`, `a${'\u0330'.repeat(4)}b`.normalize('NFC')],
    ['does not begin with a mark', '\u0301\u0302x', 'x'],
    ['loses private use, half surrogates and codes that are none', '\ue000a\ud800b\ufffe\ufdd0c', 'abc'],
    ['is composed', 'e\u0301', 'é'],
    ['has single spaces', ' a \u2003\u3000 b ', 'a b'],
  ])('%s', (_what, from, to) => {
    expect(cleanText(from)).toBe(to);
  });

  test('is cut at 120 code points, never within one', () => {
    expect([...cleanText('😀'.repeat(500))]).toHaveLength(120);
    expect(cleanText('x'.repeat(500), 300)).toHaveLength(300);
  });

  test('never holds a control, a break or a direction, and is clean the second time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const clean = cleanText(text);
      expect(clean).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\u061c]/u);
      expect(cleanText(clean)).toBe(clean);
    }), { numRuns: 3_000 });
  });
});
