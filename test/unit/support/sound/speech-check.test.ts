import { describe, expect, it } from 'vitest';
import { speech } from '../../../support/codec-signals';
import { seededRandom } from '../../../support/random';
import { allUnderstood, CHANGED, expectSpeech, faultsOf, findSpeech, isForeign, understood, type Utterance } from '../../../support/sound/speech-check';
import { concat, RATE, silence } from '../../../support/sound/signal';

const voice = speech(48_000, 8);
const said = voice.subarray(0, 3 * RATE);
const heard = concat(silence(104.23), said, silence(400));
const noise = seededRandom(11);
const mapped = (change: (sample: number, at: number) => number): Float32Array => heard.map((sample, at) => change(sample, at));
const faults = (pcm: Float32Array): string[] => faultsOf(findSpeech(said, pcm));

describe('speech that came through', () => {
  it('is found with wide margins at any delay and level', () => {
    const found = findSpeech(said, mapped((sample) => sample / 2));
    expect(found.median).toBeGreaterThan(0.985);
    expect(found.wholeShare).toBe(1);
    expect(found.delayMs).toBeCloseTo(104.23, 0);
    expect(found.gainDb).toBeCloseTo(-6.02, 0);
    expect(found.crackleShare).toBe(0);
    expect(faultsOf(found)).toEqual([]);
  });

  it.each([
    ['80 ms silenced in every second', mapped((sample, at) => (at % RATE > RATE - 3_840 ? 0 : sample))],
    ['50 ms cut out of every second', heard.filter((_, at) => at % RATE < RATE - 2_400)],
    ['a tenth of a second put in at every second', concat(...[0, 1, 2].flatMap((second) => [silence(100), heard.subarray(second * RATE, (second + 1) * RATE)]), heard.subarray(3 * RATE))],
  ])('is still understood where a machine stalled: %s', (_, torn) => {
    expect(faults(torn)).toEqual([]);
  });
});

describe('what is not that speech', () => {
  it.each([
    ['silence', silence(3_500)],
    ['noise', mapped(() => 0.2 * (noise() * 2 - 1))],
    ['a hum', mapped((_, at) => 0.3 * Math.sin((2 * Math.PI * 440 * at) / RATE))],
    ['another sentence', voice.subarray(3 * RATE, 7 * RATE)],
    ['the sentence backwards', heard.slice().reverse()],
    ['the sentence at double speed', Float32Array.from({ length: heard.length / 2 }, (_, at) => heard[2 * at] ?? 0)],
    ['the sentence a tenth too fast', Float32Array.from({ length: Math.floor(heard.length / 1.1) }, (_, at) => heard[Math.floor(at * 1.1)] ?? 0)],
  ])('is not understood, also on a path that changes speech: %s', (_, pcm) => {
    expect(faultsOf(findSpeech(said, pcm), CHANGED)).not.toEqual([]);
    expect(isForeign(said, pcm)).toBe(true);
  });

  it.each([
    ['a click at every 10 ms', mapped((sample, at) => (at % 480 === 0 ? sample + 0.2 : sample))],
    ['5 of every 20 ms missing', mapped((sample, at) => (at % 960 < 240 ? 0 : sample))],
    ['half a millisecond lost in every 20', heard.filter((_, at) => at % 960 >= 24)],
    ['clipping', mapped((sample) => Math.max(-0.08, Math.min(0.08, 2 * sample)))],
    ['white noise as loud as the speech', mapped((sample) => sample + 0.25 * (noise() * 2 - 1))],
  ])('constant damage is a fault: %s', (_, pcm) => {
    expect(faults(pcm)).not.toEqual([]);
  });

  it('names the parts that are torn', () => {
    const half = heard.slice();
    half.fill(0, 1.5 * RATE);
    expect(faults(half).join()).toMatch(/\d+ of \d+ parts torn \(.*2000 ms: 0\.\d\d/);
    expect(() => expectSpeech(said, half, 'bob')).toThrow(/bob is not understood: .*torn/);
  });
});

describe('said until understood', () => {
  it('takes the first try that was whole, and tells the faults of all where none was', async () => {
    let turns = 0;
    const third = async (): Promise<Float32Array> => (++turns === 3 ? heard : silence(3_000));
    expect((await understood(said, third)).wholeShare).toBe(1);
    expect(turns).toBe(3);
    turns = 10;
    await expect(understood(said, third, { tries: 2, who: 'bob' })).rejects.toThrow(/bob is not understood, said 2 times:\n1\. .*\n2\. /);
    expect(turns).toBe(12);
  });

  it('where two talk at once, takes the try in which both were whole, and tells who was torn', async () => {
    const tries = [[heard, silence(3_000)], [silence(3_000), heard], [heard, heard]] as const;
    let turn = 0;
    const talk = async (): Promise<Utterance[]> => {
      const [there, here] = tries[turn++ % 3] ?? [];
      return [{ who: 'ann', said, heard: there ?? heard }, { who: 'bob', said, heard: here ?? heard }];
    };
    expect((await allUnderstood(talk)).map(({ wholeShare }) => wholeShare)).toEqual([1, 1]);
    expect(turn).toBe(3);
    await expect(allUnderstood(talk, { tries: 2 })).rejects.toThrow(/^bob and ann is not understood, said 2 times:\n1\. bob .*\n2\. ann /);
  });
});
