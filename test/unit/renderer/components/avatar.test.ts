import { expect, test } from 'vitest';
import { hueOf, initials } from '../../../../renderer/components/Avatar';
import { letterOf } from '../../../../renderer/contacts/use-people';

test('initials are the first and the last word of a name', () => {
  expect(['Marie Renard', 'Ada', 'Maximilian von Hohenstein', 'élodie martin', 'O’Brien Jack', '李 小龙', '+33 1 44', ''].map(initials))
    .toEqual(['MR', 'A', 'MH', 'ÉM', 'OJ', '李小', '', '']);
});

test('a name always has the same hue, and names spread over the circle', () => {
  const names = Array.from({ length: 200 }, (_, at) => `Person ${at}`);
  expect(names.map(hueOf)).toEqual(names.map(hueOf));
  const sixths = new Set(names.map((name) => Math.floor(hueOf(name) / 60)));
  expect(sixths.size).toBe(6);
});

test('a name is found under its first letter without accent, the rest under #', () => {
  expect(['Élodie', 'ångström', '4 seasons', ' Zoé', '', '李'].map(letterOf)).toEqual(['E', 'A', '#', 'Z', '#', '李']);
});
