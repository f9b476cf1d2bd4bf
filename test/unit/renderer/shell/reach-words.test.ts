import { describe, expect, test } from 'vitest';
import type { ReachProof, RegistrationState } from '../../../../electron/contract';
import { makeText } from '../../../../renderer/i18n/catalog';
import { formatAgo } from '../../../../renderer/i18n/format-ago';
import { lineHealth, lineWords } from '../../../../renderer/shell/line-words';
import { reachWords } from '../../../../renderer/shell/reach-words';

const NOW = 1_800_000_000_000;
const text = makeText('en', 'en-GB');
const ready = (proof?: ReachProof): RegistrationState => ({ kind: 'ready', sinceEpochMs: 0, expiresAtEpochMs: 0, server: 's', ...(proof && { proof }) });
const lost: RegistrationState = { kind: 'registering', sinceEpochMs: 0, lost: { problem: 'forgotten', provenAtEpochMs: NOW - 240_000 } };

describe('whether it will ring, in words', () => {
  test('says what was proven and how long ago', () => {
    expect(reachWords(ready({ kind: 'returned', atEpochMs: NOW - 130_000 }), text, NOW)).toMatchObject({ health: 'good', headline: 'Calls reach you · checked 2 min ago' });
    expect(reachWords(ready({ kind: 'listed', atEpochMs: NOW - 5_000 }), text, NOW)).toMatchObject({ health: 'good', headline: 'The server knows this phone · checked just now' });
    expect(reachWords(ready({ kind: 'unprovable', atEpochMs: NOW }), text, NOW)?.health).toBe('unsure');
    expect(reachWords(ready(), text, NOW)).toEqual({ health: 'unsure', headline: 'Not checked yet', detail: null });
  });

  test('says what broke, and what is being done', () => {
    expect(reachWords(lost, text, NOW)).toEqual({
      health: 'bad', headline: 'Calls may not reach you', detail: 'The server does not know this phone any more; registering again. Calls last reached you 4 min ago.',
    });
    const still = reachWords(ready({ kind: 'broken', atEpochMs: NOW, problem: 'no-return', provenAtEpochMs: null }), text, NOW);
    expect(still?.detail).toMatch(/router or firewall/);
  });

  test('says nothing of a line whose state says enough', () => {
    const states: RegistrationState[] = [{ kind: 'disabled' }, { kind: 'locked' }, { kind: 'registering', sinceEpochMs: 0 }];
    for (const state of states) expect(reachWords(state, text, NOW)).toBeNull();
  });

  test('speaks French', () => {
    expect(reachWords(ready({ kind: 'returned', atEpochMs: NOW - 130_000 }), makeText('fr', 'fr-FR'), NOW)?.headline).toMatch(/^Les appels vous parviennent\s·\svérifié\sil\sy\sa\s2\smin/);
  });
});

describe('the line on top', () => {
  test('is not green where calls were found not to arrive', () => {
    const broken = ready({ kind: 'broken', atEpochMs: NOW, problem: 'no-return', provenAtEpochMs: null });
    expect([lineHealth(broken), lineWords(broken, text)]).toEqual(['waiting', 'Calls may not reach you']);
    expect([lineHealth(ready()), lineWords(ready(), text)]).toEqual(['good', 'Ready']);
    expect(lineWords(lost, text)).toBe('Calls may not reach you');
  });
});

test('an age of hours is told in hours, one of less than a minute not at all', () => {
  expect(formatAgo('en-GB', NOW - 3 * 3_600_000, NOW)).toMatch(/^3 hrs? ago$/);
  expect(formatAgo('en-GB', NOW - 59_000, NOW)).toBeNull();
});
