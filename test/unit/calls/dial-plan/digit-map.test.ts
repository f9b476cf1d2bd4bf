import { describe, expect, it } from 'vitest';
import { DigitMap } from '../../../../electron/calls/dial-plan/digit-map';

function apply(map: string, number: string): string {
  const parsed = DigitMap.parse(map);
  if (!(parsed instanceof DigitMap)) return `error at ${parsed.at}: ${parsed.found}`;
  const result = parsed.apply(number);
  return result.kind === 'match' ? result.number : result.kind;
}

describe('a digit map', () => {
  it.each([
    ['(xxx)', '201', '201'],
    ['(xxx)', '2011', 'none'],
    ['([2-5]xx|9,x.)', '201', '201'],
    ['([2-5]xx|9,x.)', '601', 'none'],
    ['([2-5]xx|9,x.)', '9001234', '9001234'],
    ['(<0:+33>xxxxxxxxx)', '0144556677', '+33144556677'],
    ['(<:1>xxxxxxxxxx|1xxxxxxxxxx)', '2125550100', '12125550100'],
    ['(<:1>xxxxxxxxxx|1xxxxxxxxxx)', '12125550100', '12125550100'],
    ['(<9,>x.)', '90144', '0144'],
    ['(<9:>x.)', '90144', '0144'],
    ['(1900xxxxxxx!|x.)', '19005550100', 'refused'],
    ['(1900xxxxxxx!|x.)', '18005550100', '18005550100'],
    ['(*xxS0|xx.T)', '123', '123'],
    ['(*xxS0|L:5,xxP2)', '*97', '*97'],
    ['(*[69]x)', '*97', '*97'],
    ['(+xx.)', '+33144', '+33144'],
    [' ( 2xx | 3xx ) ', '301', '301'],
    ['2xx|3xx', '301', '301'],
    ['', '301', 'none'],
    ['(0xxx|<1:>0xxx)', '10144', '0144'],
  ])('%s makes of %s: %s', (map, number, out) => {
    expect(apply(map, number)).toBe(out);
  });

  it.each([['(2xx', 'none'], ['(2xx)(3xx)', 'error at 0: ('], ['(2a)', 'error at 2: a'], ['([2x)', 'error at 1: ['], ['(x.x.x.x.x.)', 'error at 8: .'], ['([9-2])', 'error at 1: [']])('what cannot be read in %s is told', (map, words) => {
    expect(apply(map, '5')).toBe(words);
  });

  it('the worst map on the longest number answers at once', () => {
    const started = performance.now();
    expect(apply('(x.x.x.#)', '1'.repeat(255))).toBe('none');
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
