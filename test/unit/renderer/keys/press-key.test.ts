import { expect, it } from 'vitest';
import type { KeyId, PhoneKey } from '../../../../electron/contract';
import { passTarget } from '../../../../renderer/keys/press-key';

const key = (kind: PhoneKey['kind']): PhoneKey => ({ id: 'k' as KeyId, kind, label: 'Marie', target: '202', accountId: null });
const at = (kind: 'person' | 'park') => ({ kind, number: '202', name: 'Marie', keyId: 'k' });

it('offers a running call to people and numbers, and to parking places that are empty', () => {
  expect(passTarget(key('person'), 'idle')).toEqual(at('person'));
  expect(passTarget(key('person'), 'talking')).toEqual(at('person'));
  expect(passTarget(key('speed-dial'), 'none')).toEqual(at('person'));
  expect(passTarget(key('park'), 'idle')).toEqual(at('park'));
  expect(passTarget(key('park'), undefined)).toEqual(at('park'));
});

it('leaves a key alone that takes a call, fetches one, dials a code or is a line of its own', () => {
  expect([passTarget(key('person'), 'ringing'), passTarget(key('park'), 'talking'), passTarget(key('feature'), 'none'), passTarget(key('trunk'), 'idle')]).toEqual([null, null, null, null]);
});
