import type { CallFinding, FindingCode } from '../../contract/quality';

/** Seen without a break for so long before it is said: a moment's loss is no news. */
const SAY_AFTER_MS = 3_000;
/** Said until it was gone for so long: a line that comes and goes cannot be read. */
const KEEP_MS = 5_000;
/** What is kept with the call. */
const MOST_KEPT = 6;
/** On hold is a state of the call and not something that went wrong. */
const passing: readonly FindingCode[] = ['held-by-us', 'held-by-them'];

interface Entry {
  finding: CallFinding;
  /** Null while it is not there. */
  sinceMs: number | null;
  lastSeenMs: number;
  said: boolean;
}

/** Makes of findings that flicker some that can be read, and remembers each at its worst. */
export class CaseNotes {
  readonly #entries = new Map<FindingCode, Entry>();
  readonly #kept = new Map<FindingCode, CallFinding>();

  /** Takes the findings of this moment, answers those to be shown. */
  look(findings: readonly CallFinding[], nowMs: number): CallFinding[] {
    for (const entry of this.#entries.values()) {
      if (!findings.some(({ code }) => code === entry.finding.code)) entry.sinceMs = null;
    }
    for (const finding of findings) this.#note(finding, nowMs);
    for (const [code, entry] of this.#entries) {
      if (entry.sinceMs === null && (!entry.said || nowMs - entry.lastSeenMs >= KEEP_MS)) this.#entries.delete(code);
    }
    const shown = [...this.#entries.values()].filter(({ said }) => said).map(({ finding }) => finding);
    const order = new Map(findings.map(({ code }, i) => [code, i]));
    return shown.sort((one, other) => (order.get(one.code) ?? order.size) - (order.get(other.code) ?? order.size));
  }

  /** Everything that was said so far, the gravest first. */
  get all(): CallFinding[] {
    const weight = (finding: CallFinding): number => ['problem', 'warning', 'note'].indexOf(finding.weight);
    return [...this.#kept.values()].sort((one, other) => weight(one) - weight(other)).slice(0, MOST_KEPT);
  }

  #note(finding: CallFinding, nowMs: number): void {
    const entry = this.#entries.get(finding.code) ?? { finding, sinceMs: nowMs, lastSeenMs: nowMs, said: false };
    entry.finding = finding;
    entry.sinceMs ??= nowMs;
    entry.lastSeenMs = nowMs;
    if (nowMs - entry.sinceMs >= SAY_AFTER_MS) entry.said = true;
    this.#entries.set(finding.code, entry);
    if (!entry.said || passing.includes(finding.code)) return;
    const kept = this.#kept.get(finding.code);
    if (kept === undefined || size(finding) >= size(kept)) this.#kept.set(finding.code, finding);
  }
}

const size = ({ percent, ms, count }: CallFinding): number => percent ?? ms ?? count ?? 0;
