import type { AudioProblem } from '../../contract/audio';
import type { Call } from '../call';
import type { MediaStats } from '../ports';

/** Over this long what "lately" means, ms. */
export const RECENT_MS = 10_000;

/** Counts of the last ten seconds. */
export interface RecentCounts {
  readonly sent: number;
  readonly received: number;
  readonly late: number;
  readonly unexpected: number;
  readonly unauthentic: number;
  /** Gaps in what the speaker was given, because this computer was late. */
  readonly underruns: number;
}

/** All that the doctor looks at. */
export interface Vitals {
  /** Joined to microphone and speaker. */
  readonly heard: boolean;
  readonly muted: boolean;
  readonly localHold: boolean;
  readonly remoteHold: boolean;
  /** By what was negotiated. */
  readonly expectsIn: boolean;
  readonly expectsOut: boolean;
  /** Since sound was to flow. */
  readonly sinceMs: number;
  readonly stats: MediaStats;
  readonly recent: RecentCounts;
  /** Since the call began. */
  readonly reports: { readonly received: number; readonly aboutUs: number };
  readonly microphone: 'fine' | 'missing' | 'silent';
  readonly speakerMissing: boolean;
}

/** Counters of one look, cumulative. */
export interface Mark extends RecentCounts { readonly atMs: number }

export function markOf(stats: MediaStats, underruns: number, atMs: number): Mark {
  return {
    atMs, sent: stats.packetsSent, received: stats.packetsReceived, late: stats.packetsLate,
    unexpected: stats.symptoms?.packetsUnexpected ?? 0, unauthentic: stats.symptoms?.packetsUnauthentic ?? 0, underruns,
  };
}

/** A counter that stands lower than before belongs to a new media process: all of it is recent. */
export function difference(now: Mark, before: Mark): RecentCounts {
  const grown = (key: keyof RecentCounts): number => (now[key] >= before[key] ? now[key] - before[key] : now[key]);
  return {
    sent: grown('sent'), received: grown('received'), late: grown('late'),
    unexpected: grown('unexpected'), unauthentic: grown('unauthentic'), underruns: grown('underruns'),
  };
}

/** The vitals of an established call; null for any other, and before there are figures. */
export function vitalsOf(call: Call, heard: boolean, recent: RecentCounts, sinceMs: number, problem: AudioProblem): Vitals | null {
  const { state, stats } = call;
  if (state.kind !== 'established' || stats === null) return null;
  const direction = call.negotiated?.direction ?? 'sendrecv';
  return {
    heard, muted: call.muted, localHold: state.localHold, remoteHold: state.remoteHold,
    expectsIn: direction === 'sendrecv' || direction === 'recvonly',
    expectsOut: direction === 'sendrecv' || direction === 'sendonly',
    sinceMs, stats, recent,
    reports: { received: stats.symptoms?.reportsReceived ?? 0, aboutUs: stats.symptoms?.reportsAboutUs ?? 0 },
    microphone: microphoneOf(problem), speakerMissing: problem?.code === 'no-speaker',
  };
}

function microphoneOf(problem: AudioProblem): Vitals['microphone'] {
  switch (problem?.code) {
    case 'no-microphone':
    case 'microphone-denied':
      return 'missing';
    case 'microphone-silent':
      return 'silent';
    default:
      return 'fine';
  }
}
