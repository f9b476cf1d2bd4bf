import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../../renderer/messages/links';

const links = (text: string): string[] => partsOf(text).flatMap((part) => (part.kind === 'link' ? [part.url] : []));

describe('links in a message', () => {
  it.each([
    ['see https://example.com/a?b=1#c now', ['https://example.com/a?b=1#c']],
    ['www.example.com.', ['https://www.example.com/']],
    ['(https://example.com/x)', ['https://example.com/x']],
    ['https://en.wikipedia.org/wiki/Foo_(bar), or', ['https://en.wikipedia.org/wiki/Foo_(bar)']],
    ['« http://exämple.fr/é »', ['http://xn--exmple-cua.fr/%C3%A9']],
    ['javascript:alert(1) file:///etc/passwd tel:112 mailto:a@b.c data:text/html,x sidetone:x', []],
    ['https://bank.example@evil.example/ and https://user:pw@evil.example', []],
    ['https://localhost/ http://x', []],
  ])('%j', (text, urls) => {
    expect(links(text)).toEqual(urls);
  });

  it('leaves every character of the text where it was', () => {
    const text = 'a https://example.com/x. b www.example.org! c\nhttps://user@evil.example d';
    expect(partsOf(text).map((part) => part.text).join('')).toBe(text);
  });

  it('makes no more of them than anybody would click', () => {
    expect(links('https://a.bc '.repeat(500))).toHaveLength(50);
  });
});
