import { expect, test } from 'vitest';
import { makeText } from '../../../../renderer/i18n/catalog';
import { makeNames } from '../../../../renderer/state/names';
import { call, history, line, person, practice, reception, remote, talking } from '../../../support/ui/fake-data';

const practiceLine = line('practice', 'Practice line', 'me', undefined, true);
const names = makeNames(makeText('en'), 'FR', [reception, practiceLine], practice);
const onPractice = { accountId: practiceLine.account.id };

test('a contact goes before the name sent along, that before the number', () => {
  expect(names.call(call('k', remote(person('Marie'), 'M. R.'), talking(0)))).toBe('Marie Renard');
  expect(names.call(call('k', remote('+33187654321', 'Accueil Dupont'), talking(0)))).toBe('Accueil Dupont');
  expect(names.call(call('k', remote('+33187654321'), talking(0)))).toBe('01 87 65 43 21');
  expect(names.call(call('k', remote(''), talking(0)))).toBe('Hidden number');
});

test('a number of the practice line has its name, in the language of the user, on the practice line only', () => {
  const echo = remote('600', 'Practice line');
  expect(names.call(call('k', echo, talking(0), onPractice))).toBe('Echo');
  expect(makeNames(makeText('fr'), 'FR', [practiceLine], practice).call(call('k', echo, talking(0), onPractice))).toBe('Écho');
  expect(names.call(call('k', echo, talking(0)))).toBe('Practice line');
  expect(names.known(call('k', remote('600'), talking(0)))).toBeNull();
  expect(names.known(call('k', remote('699'), talking(0), onPractice))).toBeNull();
});

test('past calls are named the same way', () => {
  const [entry] = history;
  if (entry === undefined) throw new Error('no history');
  const unknown = { ...entry, contactId: null, contactName: null, displayName: null, e164: null, numberAsDialled: '601' };
  expect(names.entry({ ...unknown, ...onPractice })).toBe('A voice');
  expect(names.knownEntry(unknown)).toBeNull();
});
