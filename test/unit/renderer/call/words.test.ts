import { describe, expect, test } from 'vitest';
import { EndCode } from '../../../../electron/contract/calls';
import { announcement, endWords, phaseWords } from '../../../../renderer/call/words';
import { makeText } from '../../../../renderer/i18n/catalog';
import { call, remote, talking } from '../../../support/ui/fake-data';

/** Where a call went is said by its reason; elsewhere the reason is the far end's phrase, for the details only. */
const GOES_ELSEWHERE: readonly EndCode[] = ['forwarded', 'transferred'];
const cause = (code: EndCode, by: 'local' | 'remote' | 'network' = 'remote') => ({ code, by, sipStatus: 486, reason: GOES_ELSEWHERE.includes(code) ? 'Ada' : 'Busy Here' });

describe.each([makeText('en'), makeText('fr')])('in $language', (text) => {
  test('every way a call can end has words, and none of them is a code', () => {
    for (const code of EndCode.options) {
      for (const by of ['local', 'remote', 'network'] as const) {
        for (const direction of ['outgoing', 'incoming'] as const) {
          const words = endWords(direction, cause(code, by), 'Marie', text);
          expect(words.length).toBeGreaterThan(5);
          expect(words).not.toMatch(/\d{3}|\{|Busy Here/);
        }
      }
    }
  });
});

const text = makeText('en');

test('who did it decides the words', () => {
  expect(endWords('outgoing', cause('busy'), 'Marie', text)).toBe('Marie is on another call');
  expect(endWords('outgoing', cause('hung-up', 'local'), 'Marie', text)).toBe('You hung up');
  expect(endWords('incoming', cause('declined', 'local'), 'Marie', text)).toBe('You declined the call');
});

test('our own time-out on a call we made is their not answering', () => {
  expect(endWords('outgoing', cause('no-answer', 'local'), 'Marie', text)).toBe('Marie did not answer');
  expect(endWords('incoming', cause('no-answer', 'local'), 'Marie', text)).toBe('Nobody answered here');
});

test('a running call needs no words, a held one says so', () => {
  expect(phaseWords(call('k', remote('201'), talking(0)), '201', text)).toBeNull();
  expect(phaseWords(call('k', remote('201'), talking(0, true)), '201', text)).toBe('On hold');
  expect(announcement(call('k', remote('201'), { kind: 'incoming', silenced: false }), 'Marie', 'Reception', text)).toBe('Incoming call from Marie on Reception');
});
