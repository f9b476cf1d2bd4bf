import type { AudioProblem } from '../../electron/contract/audio';

/** Where a problem can come from, the most pressing first: only that one is told. */
const ORDER = ['engine', 'microphone', 'speaker', 'speakerRefused', 'ringerRefused', 'silence'] as const;
export type ProblemSource = (typeof ORDER)[number];

/** Gathers what is wrong with the devices and tells the most pressing of it, once for each change. */
export class ProblemBoard {
  private readonly problems = new Map<ProblemSource, NonNullable<AudioProblem>>();
  private told = 'null';

  constructor(private readonly onChanged: (problem: AudioProblem) => void) {}

  has(source: ProblemSource): boolean {
    return this.problems.has(source);
  }

  set(source: ProblemSource, problem: AudioProblem): void {
    if (problem === null) this.problems.delete(source);
    else this.problems.set(source, problem);
    const worst = ORDER.map((each) => this.problems.get(each)).find((each) => each !== undefined) ?? null;
    const text = JSON.stringify(worst);
    if (text === this.told) return;
    this.told = text;
    this.onChanged(worst);
  }
}
