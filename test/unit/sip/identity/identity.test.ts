import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../../electron/sip/identity/clean';
import { partyOf } from '../../../../electron/sip/identity/party';
import { completeTarget, parseDomain, parseProxy } from '../../../../electron/sip/identity/target';
import { parseNameAddr } from '../../../../electron/sip/parser';

describe('names from the network', () => {
  test('lose control, bidi and zero-width characters, keep letters of every script', () => {
    expect(cleanText('\u202eMax\u0000\r\nEvil: header\u200f  Ωμέγα 日本\u2066\u2069')).toBe('Max Evil: header Ωμέγα 日本');
    expect(cleanText('x'.repeat(500))).toHaveLength(120);
  });

  const party = (text: string) => {
    const nameAddr = parseNameAddr(text);
    if (nameAddr === null) throw new Error('bad');
    return partyOf(nameAddr);
  };
  test.each([
    ['"Ann" <sip:+49301234;phone-context=x@gw.example.com;user=phone>', '+49301234', 'Ann'],
    ['<sip:200@192.0.2.1>', '200', null],
    ['sip:ann.lee@example.com', 'ann.lee@example.com', null],
    ['<sip:%61nn%20lee@example.com>', 'ann lee@example.com', null],
    ['<tel:+1-201-555-0123>', '+1-201-555-0123', null],
    ['"\u202e" <sip:anonymous@anonymous.invalid>', 'anonymous@anonymous.invalid', null],
    ['<sip:%ff%zz@h>', '%ff%zz@h', null],
  ])('%s shows %s', (text, number, displayName) => {
    expect(party(text)).toMatchObject({ number, displayName });
  });
});

describe('what is typed', () => {
  const domain = { host: 'example.com', port: null };
  test.each([
    ['200', 'sip:200@example.com'], ['+49 (30) 123-45', 'sip:+493012345@example.com'], ['ann', 'sip:ann@example.com'], ['ann@other.example', 'sip:ann@other.example'],
    ['sip:ann@other.example:5070;transport=udp', 'sip:ann@other.example:5070;transport=udp'], ['SIP:200', 'sip:200@example.com'], ['tel:+49-30-1', 'sip:+49301@example.com;user=phone'],
    ['ann lee', 'sip:ann%20lee@example.com'], ['sip:192.0.2.7', 'sip:192.0.2.7'], ['#31#200', 'sip:%2331%23200@example.com'],
  ])('%s becomes %s', (typed, uri) => {
    expect(completeTarget(typed, domain).text).toBe(uri);
  });

  test.each(['sips:bob@example.com', 'SIPS:bob@example.com', 'http://example.com', 'sip:', 'sip:bob@', 'bob@exa mple', '@host', 'sip:bob@host:99999', 'tel:'])('%j cannot be called, and that is said', (typed) => {
    expect(() => completeTarget(typed, domain)).toThrow(expect.objectContaining({ code: 'INVALID_TARGET' }));
  });

  test('domains and proxies, with ports and IPv6', () => {
    expect(parseDomain(' sip.example.com:5070 ')).toEqual({ host: 'sip.example.com', port: 5070 });
    expect(parseDomain('2001:db8::1')).toEqual({ host: '2001:db8::1', port: null });
    expect(parseDomain('[2001:db8::1]:5080')).toEqual({ host: '2001:db8::1', port: 5080 });
    expect(parseDomain('not a domain')).toBeNull();
    expect(parseProxy('<sip:proxy.example.com:5080;lr>')).toMatchObject({ host: 'proxy.example.com', port: 5080 });
    expect(parseProxy('proxy.example.com')).toMatchObject({ host: 'proxy.example.com', port: null });
  });
});
