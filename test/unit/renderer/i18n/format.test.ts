import { describe, expect, test } from 'vitest';
import { makeText } from '../../../../renderer/i18n/catalog';
import { formatDay, formatDuration, formatShortMoment, formatTime, formatTimer } from '../../../../renderer/i18n/format';

const at = (text: string): number => new Date(text).getTime();
const now = at('2026-03-30T09:00:00');

describe('timer', () => {
  test('counts minutes and seconds, then hours', () => {
    expect([0, 134, 3599, 3600, 3734, -5].map(formatTimer)).toEqual(['00:00', '02:14', '59:59', '1:00:00', '1:02:14', '00:00']);
  });

  test('durations in a list have no leading zero', () => {
    expect([0, 7_000, 134_000, 754_000, 3_734_000].map(formatDuration)).toEqual(['0:00', '0:07', '2:14', '12:34', '1:02:14']);
  });
});

describe('days', () => {
  const english = makeText('en', 'en-GB');
  test('are named by how near they are', () => {
    expect(formatDay(english, at('2026-03-30T00:01:00'), now)).toBe('Today');
    expect(formatDay(english, at('2026-03-29T23:59:00'), now)).toBe('Yesterday');
    expect(formatDay(english, at('2026-03-25T12:00:00'), now)).toBe('Wednesday');
    expect(formatDay(english, at('2026-01-05T12:00:00'), now)).toBe('Monday 5 January');
    expect(formatDay(english, at('2024-12-24T12:00:00'), now)).toBe('24 December 2024');
  });

  test('a call of the future, from a clock that was wrong, is of today', () => {
    expect(formatDay(english, at('2026-03-31T12:00:00'), now)).toBe('Today');
  });

  test('French begins a heading with a capital', () => {
    expect(formatDay(makeText('fr', 'fr-FR'), at('2026-03-25T12:00:00'), now)).toBe('Mercredi');
  });
});

test('the clock is of the region', () => {
  expect(formatTime('en-GB', at('2026-03-30T14:05:00'))).toBe('14:05');
  expect(formatTime('en-US', at('2026-03-30T14:05:00'))).toMatch(/^2:05\sPM$/);
  expect(formatShortMoment('en-GB', at('2026-03-30T08:00:00'), now)).toBe('08:00');
});
