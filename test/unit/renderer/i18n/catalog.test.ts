import { describe, expect, test } from 'vitest';
import { catalogs, chooseLanguage, chooseLocale, fill, makeText, type MessageKey } from '../../../../renderer/i18n/catalog';

const placeholders = (message: string): string[] => [...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').toSorted();
const keys = Object.keys(catalogs.en) as MessageKey[];

describe('catalogs', () => {
  test('English and French have the same keys', () => {
    expect(Object.keys(catalogs.fr).toSorted()).toEqual(keys.toSorted());
    expect(keys.length).toBeGreaterThan(300);
  });

  test('each message has the same placeholders in both languages', () => {
    const different = keys.filter((key) => placeholders(catalogs.en[key]).join() !== placeholders(catalogs.fr[key]).join());
    expect(different).toEqual([]);
  });

  test('no message is empty, and a plural has both forms', () => {
    expect(keys.filter((key) => catalogs.en[key].trim() === '' || catalogs.fr[key].trim() === '')).toEqual([]);
    const others = keys.filter((key) => key.endsWith('.other') && key !== 'contact.label.other' && key !== 'call.other');
    expect(others.filter((key) => !(key.replace(/other$/, 'one') in catalogs.en))).toEqual([]);
    expect(others.length).toBeGreaterThan(5);
  });

  test('French has no breaking space before its high punctuation', () => {
    expect(keys.filter((key) => / [?!;:»]|« /.test(catalogs.fr[key]))).toEqual([]);
  });
});

describe('text', () => {
  test('fills what is named and leaves what is not', () => {
    expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
    expect(makeText('en')('common.callName', { name: 'Ada' })).toBe('Call Ada');
  });

  test('a value that looks like a placeholder is not filled again', () => {
    expect(makeText('en')('dial.title', { number: '{name}' })).toBe('Call {name}?');
  });

  test('the plural follows the language: zero is singular in French', () => {
    expect(makeText('en').count('nav.missed', 0)).toBe('0 missed calls');
    expect(makeText('fr').count('nav.missed', 0)).toBe('0 appel manqué');
    expect(makeText('fr').count('nav.missed', 2)).toBe('2 appels manqués');
  });
});

describe('language', () => {
  test('the setting wins, then the system, then English', () => {
    expect(chooseLanguage('fr', 'en-GB')).toBe('fr');
    expect(chooseLanguage('system', 'fr_CA.UTF-8')).toBe('fr');
    expect(chooseLanguage('system', 'de-DE')).toBe('en');
    expect(chooseLanguage('system', '')).toBe('en');
  });

  test('dates are written as the user writes them', () => {
    expect(chooseLocale('en', 'en-GB', 'FR')).toBe('en-GB');
    expect(chooseLocale('fr', 'en-GB', 'CA')).toBe('fr-CA');
    expect(chooseLocale('en', 'en_US.UTF-8', '??')).toBe('en');
  });
});
