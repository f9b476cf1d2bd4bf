import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../electron/calls/call';
import { CallDoctor } from '../../../../electron/calls/doctor/call-doctor';
import { CaseNotes } from '../../../../electron/calls/doctor/case-notes';
import { historyQuality, qualityOf } from '../../../../electron/calls/quality';
import type { MediaStats } from '../../../../electron/calls/ports';
import type { AudioProblem, CallFinding } from '../../../../electron/contract';
import { FakeClock } from '../../../support/fake-clock';
import { healthyStats } from './healthy-stats';

const loss = (percent: number): CallFinding => ({ code: 'loss-in', weight: 'warning', percent });

describe('case notes', () => {
  it('say what lasts, not what flickers', () => {
    const notes = new CaseNotes();
    expect(notes.look([loss(5)], 0)).toEqual([]);
    expect(notes.look([], 1_000)).toEqual([]);
    expect(notes.look([loss(5)], 2_000)).toEqual([]);
    expect(notes.look([loss(6)], 4_000)).toEqual([]);
    expect(notes.look([loss(7)], 5_000)).toEqual([loss(7)]);
  });

  it('go on saying it for a while, then are quiet', () => {
    const notes = new CaseNotes();
    notes.look([loss(5)], 0);
    notes.look([loss(5)], 3_000);
    expect(notes.look([], 5_000)).toEqual([loss(5)]);
    expect(notes.look([], 7_900)).toEqual([loss(5)]);
    expect(notes.look([], 8_000)).toEqual([]);
  });

  it('keep each finding at its worst, the gravest first, and no hold', () => {
    const notes = new CaseNotes();
    const held: CallFinding = { code: 'held-by-them', weight: 'note' };
    const unheard: CallFinding = { code: 'not-heard', weight: 'problem' };
    for (const [at, percent] of [[0, 4], [4_000, 9], [8_000, 3]] as const) notes.look([loss(percent), held, ...(at === 0 ? [] : [unheard])], at);
    notes.look([], 20_000);
    expect(notes.all).toEqual([unheard, loss(9)]);
  });
});

describe('the doctor of a call', () => {
  const clock = new FakeClock();
  let problem: AudioProblem = null;
  const doctor = new CallDoctor({ clock, problem: () => problem });
  const state = { kind: 'established', answeredAtEpochMs: 0, localHold: false, remoteHold: false, wantHold: false };
  const newCall = (): Call => ({ id: 'c', state, stats: null, negotiated: null, muted: false }) as unknown as Call;
  /** One look a second; `stats` says how the figures are then. */
  function live(call: Call, seconds: number, stats: (second: number) => Partial<MediaStats>): void {
    for (let second = 1; second <= seconds; second++) {
      clock.advance(1_000);
      call.stats = { ...healthyStats, packetsSent: second * 50, packetsReceived: second * 50, ...stats(second) };
      doctor.look(call, true);
    }
  }

  it('says that nothing comes after four seconds of it and three of patience', () => {
    const call = newCall();
    live(call, 6, () => ({ packetsReceived: 0 }));
    expect(call.findings).toEqual([]);
    live(call, 3, () => ({ packetsReceived: 0 }));
    expect(call.findings).toMatchObject([{ code: 'nothing-received', port: 40_000 }]);
    expect(qualityOf(call.stats ?? healthyStats, true, call.findings).word).toBe('poor');
  });

  it('counts what is new: a codec mismatch of long ago is none', () => {
    const call = newCall();
    live(call, 30, (second) => ({ packetsReceived: second < 10 ? 0 : second * 50, symptoms: { ...healthyStats.symptoms, packetsUnexpected: Math.min(second, 9) * 50 } as NonNullable<MediaStats['symptoms']> }));
    expect(call.findings).toEqual([]);
    expect(call.found).toMatchObject([{ code: 'codec-mismatch' }]);
    expect(historyQuality(healthyStats, call.found).findings).toMatchObject([{ code: 'codec-mismatch' }]);
  });

  it('sees the gaps of the speaker, also when the stream counts anew', () => {
    const call = newCall();
    doctor.noteUnderruns(7);
    live(call, 5, () => ({}));
    expect(call.findings).toEqual([]);
    live(call, 8, (second) => { doctor.noteUnderruns(second); return {}; });
    expect(call.findings).toMatchObject([{ code: 'sound-stalls', weight: 'warning' }]);
  });

  it('asks the audio window about the microphone', () => {
    const call = newCall();
    problem = { code: 'microphone-silent', detail: '' };
    live(call, 5, () => ({}));
    problem = null;
    expect(call.findings).toMatchObject([{ code: 'microphone-silent', weight: 'problem' }]);
  });

  it('has nothing to say of a call that is not established', () => {
    const call = { ...newCall(), state: { kind: 'ringing' } } as unknown as Call;
    live(call, 10, () => ({ packetsReceived: 0 }));
    expect(call.findings).toBeUndefined();
  });
});
