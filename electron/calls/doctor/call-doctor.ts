import type { AudioProblem } from '../../contract/audio';
import type { Call } from '../call';
import type { Clock } from '../ports';
import { CaseNotes } from './case-notes';
import { diagnose } from './diagnose';
import { RECENT_MS, difference, markOf, vitalsOf, type Mark } from './vitals';

interface Patient {
  readonly marks: Mark[];
  readonly notes: CaseNotes;
  /** Since sound is to flow: answered, or back from hold. */
  flowingSinceMs: number | null;
}

export interface CallDoctorOptions {
  readonly clock: Clock;
  readonly problem: () => AudioProblem;
}

/** Looks at every running call once a second, when its figures come, and tells what is wrong with its sound. */
export class CallDoctor {
  readonly #options: CallDoctorOptions;
  readonly #patients = new WeakMap<Call, Patient>();
  /** Since the app started; a stream that begins anew counts from 0 again. */
  #underruns = 0;
  #lastUnderruns = 0;

  constructor(options: CallDoctorOptions) {
    this.#options = options;
  }

  /** What the audio window counted since its stream was opened. */
  noteUnderruns(count: number): void {
    this.#underruns += count >= this.#lastUnderruns ? count - this.#lastUnderruns : count;
    this.#lastUnderruns = count;
  }

  /** New figures of a call are in `call.stats`: writes into the call what is to be shown now, and all that was found. */
  look(call: Call, heard: boolean): void {
    const { stats, state } = call;
    if (state.kind !== 'established' || stats === null) return;
    const nowMs = this.#options.clock.monotonicMs();
    const patient = this.#patientOf(call);
    const mark = markOf(stats, this.#underruns, nowMs);
    patient.marks.push(mark);
    while (nowMs - (patient.marks[1]?.atMs ?? nowMs) >= RECENT_MS) patient.marks.shift();
    const held = state.localHold || state.remoteHold;
    patient.flowingSinceMs = held ? null : patient.flowingSinceMs ?? nowMs;
    const sinceMs = patient.flowingSinceMs === null ? 0 : nowMs - patient.flowingSinceMs;
    const vitals = vitalsOf(call, heard, difference(mark, patient.marks[0] ?? mark), sinceMs, this.#options.problem());
    if (vitals === null) return;
    call.findings = patient.notes.look(diagnose(vitals), nowMs);
    call.found = patient.notes.all;
  }

  #patientOf(call: Call): Patient {
    const patient = this.#patients.get(call) ?? { marks: [], notes: new CaseNotes(), flowingSinceMs: null };
    this.#patients.set(call, patient);
    return patient;
  }
}
