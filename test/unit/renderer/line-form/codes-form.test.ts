import { expect, test } from 'vitest';
import { codesDraftOf, codesErrors, codesFormOf } from '../../../../renderer/line-form/codes-form';

test('codes of a line come into the form and back; the usual ones are not written down', () => {
  const callCodes = { groupPickup: '*4', park: { how: 'digits' as const, code: '#72' }, retrievePrefix: '*85' };
  expect(codesDraftOf(codesFormOf(callCodes))).toEqual({ callCodes });
  expect(codesDraftOf(codesFormOf())).toEqual({});
  expect(codesDraftOf({ ...codesFormOf(), park: ' 700 ' })).toMatchObject({ callCodes: { park: { how: 'transfer', code: '700' } } });
});

test('what no key can send is told', () => {
  expect(codesErrors({ ...codesFormOf(), park: '70a' })).toEqual({ park: 'codes.invalid' });
  expect(codesErrors({ ...codesFormOf(), groupPickup: '', retrievePrefix: '*85' })).toEqual({});
});
