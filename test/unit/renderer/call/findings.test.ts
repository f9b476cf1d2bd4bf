import { describe, expect, it } from 'vitest';
import { FindingCode, type CallFinding, type CallSnapshot } from '../../../../electron/contract';
import { findingWords, soundFindings } from '../../../../renderer/call/findings';
import { soundRows } from '../../../../renderer/call/quality-rows';
import { makeText } from '../../../../renderer/i18n/catalog';

const finding = (code: FindingCode): CallFinding => ({ code, weight: 'warning', percent: 8.25, ms: 6_400, port: 40_002, count: 12 });

describe('words of the call doctor', () => {
  it.each(['en', 'fr'] as const)('say every finding in %s with all its figures', (language) => {
    const text = makeText(language);
    for (const code of FindingCode.options) {
      const { title, help } = findingWords(finding(code), text);
      expect(title.length).toBeGreaterThan(5);
      expect(`${title} ${help}`).not.toMatch(/[{}]/);
    }
  });

  it('name the port as it is, and do without where it is not known', () => {
    expect(findingWords(finding('nothing-received'), makeText('en')).help).toContain('port 40002');
    expect(findingWords({ code: 'nothing-received', weight: 'problem' }, makeText('en')).help).not.toContain('port');
  });

  it('round to what one can read', () => {
    expect(findingWords(finding('loss-in'), makeText('en')).title).toBe('You are missing 8.3 % of what they say');
    expect(findingWords({ ...finding('loss-in'), percent: 23.7 }, makeText('fr')).title).toBe('Il vous manque 24\u00a0% de sa voix');
  });

  it('show the estimate with its band, and nothing for calls without one', () => {
    expect(soundRows({ mos: { listening: 4.31, conversational: 4.1, band: 'wide' }, mouthToEarMs: 92.6, packetsLate: 0 }, makeText('en'))).toEqual([
      ['Estimated sound', '4.3 of 4.5 (wide band)'], ['Estimated conversation', '4.1 of 4.5 (wide band)'], ['Mouth to ear, about', '93 ms'], ['Late packets', '0'],
    ]);
    expect(soundRows({}, makeText('en'))).toEqual([]);
  });
});

describe('what the call screen tells of a call', () => {
  const talking = { kind: 'established', answeredAtEpochMs: 0, localHold: false, remoteHold: false } as const;
  const call = (phase: CallSnapshot['phase'], ...findings: CallFinding[]) => ({ phase, quality: { findings } }) as unknown as CallSnapshot;

  it('leaves out that it is on hold, which its phase says', () => {
    expect(soundFindings(call(talking, finding('held-by-us'), finding('loss-in'), finding('held-by-them'))).map(({ code }) => code)).toEqual(['loss-in']);
  });

  it('is nothing before it is answered, and where nothing was measured', () => {
    expect(soundFindings(call({ kind: 'dialling' }, finding('loss-in')))).toEqual([]);
    expect(soundFindings({ phase: talking, quality: null } as CallSnapshot)).toEqual([]);
  });
});
