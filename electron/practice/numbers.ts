import type { PracticeState } from '../contract/app';

export type PracticeNumber = PracticeState['numbers'][number];
export type PracticeWhat = PracticeNumber['what'];

/** Each number is its word on a phone's keypad. The word itself may be dialled too. */
const words: Readonly<Record<PracticeWhat, string>> = {
  'echo': 'echo',
  'voice': 'talk',
  'ring-back': 'ring',
  'busy': 'busy',
  'no-answer': 'wait',
};

const keys: readonly (readonly [letters: string, digit: string])[] = [
  ['abc', '2'], ['def', '3'], ['ghi', '4'], ['jkl', '5'], ['mno', '6'], ['pqrs', '7'], ['tuv', '8'], ['wxyz', '9'],
];

function onKeypad(word: string): string {
  return [...word].map((letter) => keys.find(([letters]) => letters.includes(letter))?.[1] ?? letter).join('');
}

/** 3246 echo, 8255 voice (TALK), 7464 ring-back (RING), 2879 busy, 9248 no answer (WAIT). */
export const practiceNumbers: readonly PracticeNumber[] = Object.entries(words).map(([what, word]) => ({
  number: onKeypad(word), what: what as PracticeWhat,
}));

/** What answers at the user part of a Request-URI, or null. */
export function whatAnswers(user: string | null): PracticeNumber | null {
  const dialled = onKeypad((user ?? '').toLowerCase());
  return practiceNumbers.find(({ number }) => number === dialled) ?? null;
}
