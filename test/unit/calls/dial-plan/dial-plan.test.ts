import { describe, expect, it } from 'vitest';
import { dialledOn } from '../../../../electron/calls/dial-plan/dial-plan';
import { isEmergencyNumber } from '../../../../electron/calls/dial-plan/emergency';
import { defaultDialPlan } from '../../../../electron/contract/line-defaults';
import type { DialPlan } from '../../../../electron/contract/line-policy';

const on = (typed: string, plan: Partial<DialPlan> = {}, region = 'FR'): string => dialledOn(typed, { ...defaultDialPlan, ...plan }, region);

describe('what goes out for a typed number', () => {
  it('is the number without what only makes it readable, unless the line says otherwise', () => {
    expect(on('01 44 55-66.77')).toBe('0144556677');
    expect(on('+33 (1) 44 55 66 77')).toBe('+33144556677');
  });

  it.each([
    ['plus', '01 44 55 66 77', 'FR', '+33144556677'],
    ['international', '01 44 55 66 77', 'FR', '0033144556677'],
    ['international', '(212) 555-0123', 'US', '01112125550123'],
    ['international', '+33144556677', 'US', '01133144556677'],
    ['national', '+33144556677', 'FR', '0144556677'],
    ['national', '+442079460000', 'FR', '00442079460000'],
    ['plus', '201', 'FR', '201'],
    ['plus', '*97', 'FR', '*97'],
    ['plus', '3631', 'FR', '3631'],
  ] as const)('written as %s, %s in %s is %s', (format, typed, region, out) => {
    expect(on(typed, { format }, region)).toBe(out);
  });

  it('calls out of the house get the prefix, extensions and service codes do not', () => {
    const plan = { outsidePrefix: '0', outsideFromDigits: 6 };
    expect(on('0144556677', plan)).toBe('00144556677');
    expect(on('201', plan)).toBe('201');
    expect(on('*97', plan)).toBe('*97');
    expect(on('+442079460000', plan)).toBe('000442079460000');
  });

  it('the digit map goes before all else, and what it does not match goes on as usual', () => {
    const plan = { digitMap: '(<0:+33>xxxxxxxxx|0900x.!)', outsidePrefix: '9' };
    expect(on('0144556677', plan)).toBe('+33144556677');
    expect(on('00442079460000', plan)).toBe('900442079460000');
    expect(() => on('0900123456789', plan)).toThrow(/dial plan/);
  });

  it('addresses stay as they are', () => {
    for (const address of ['sip:anna@pbx.test', 'anna@pbx.test', 'tel:+33144556677', 'reception']) expect(on(address, { outsidePrefix: '0', format: 'plus' })).toBe(address);
  });

  it('a map that cannot be read is as none', () => {
    expect(on('0144556677', { digitMap: '(oops' })).toBe('0144556677');
  });
});

describe('emergency numbers', () => {
  it.each([['112', 'JP'], ['911', 'FR'], ['15', 'FR'], ['1 1 0', 'DE'], ['999', 'GB']])('%s is one in %s', (typed, region) => {
    expect(isEmergencyNumber(typed, region)).toBe(true);
  });

  it.each([['15', 'DE'], ['1120', 'FR'], ['+112', 'FR'], ['201', 'FR'], ['', 'FR']])('%s is none in %s', (typed, region) => {
    expect(isEmergencyNumber(typed, region)).toBe(false);
  });

  it('a line may name more', () => {
    expect(isEmergencyNumber('1234', 'FR', ['1234'])).toBe(true);
  });
});
