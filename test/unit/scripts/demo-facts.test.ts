import { describe, expect, test } from 'vitest';
import { check, tableOf, type DemoFacts } from '../../../scripts/demo/facts';

const good: DemoFacts = {
  runtime: 'Electron', startToWindowMs: 800, startToRegisteredMs: 700, dialTo180Ms: 20, dialTo200Ms: 500, answerToFirstRtpMs: 15, codec: 'opus',
  packetsSent: 900, packetsReceived: 898, packetsLost: 2, correlation: 0.98, wholeShare: 1, speechFaults: [], attemptsToSpeak: 1, mouthToEarMs: 80, mouthToEarClicks: [80],
  historyRows: [{ direction: 'outgoing', number: '3246', codec: 'opus', endedBy: 'local', seconds: 20 }],
  screenshots: ['1', '2', '3', '4', '5'], recordings: { spoken: 's', heard: 'h' }, howMeasured: {},
};
const failing = (change: Partial<DemoFacts>): string[] => check({ ...good, ...change }).filter((row) => !row.ok).map((row) => row.what);

describe('the verdict of the demo', () => {
  test('is good where every figure keeps its limit', () => {
    expect(failing({})).toEqual([]);
  });

  test('is bad where anything did not happen', () => {
    const nothing = Object.fromEntries(Object.entries(good).map(([name, value]) => [name, typeof value === 'number' ? null : value])) as unknown as DemoFacts;
    expect(check({ ...nothing, codec: null, historyRows: [], screenshots: [] }).every((row) => !row.ok)).toBe(true);
  });

  test('is bad for loss, another voice, a slow path, and a call that was not ours', () => {
    expect(failing({ packetsLost: 20 })).toEqual(['packets lost']);
    expect(failing({ correlation: 0.4, wholeShare: 0.1 })).toEqual(['heard against spoken', 'parts of it that are whole']);
    expect(failing({ speechFaults: ['crackle in 80 % of the time'] })).toEqual(['faults of the sound']);
    expect(failing({ mouthToEarMs: 900 })).toEqual(['mouth to ear, one way']);
    expect(failing({ historyRows: [{ ...good.historyRows[0]!, endedBy: 'remote' }] })).toEqual(['history']);
  });

  test('is told line by line', () => {
    expect(tableOf(check({ ...good, codec: 'pcmu' })).split('\n').filter((line) => line.includes('NOT MET'))).toEqual([expect.stringMatching(/^codec +pcmu +opus +NOT MET$/)]);
  });
});
