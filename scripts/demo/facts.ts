import { PLAIN } from '../../test/support/sound/speech-check';

/** What one run of the demo found out. Times in ms; null = it did not happen. */
export interface DemoFacts {
  runtime: string;
  /** Process start to the window painted, and to the line registered; second start, with a profile that knows the line. */
  startToWindowMs: number | null;
  startToRegisteredMs: number | null;
  dialTo180Ms: number | null;
  dialTo200Ms: number | null;
  answerToFirstRtpMs: number | null;
  codec: string | null;
  packetsSent: number | null;
  packetsReceived: number | null;
  packetsLost: number | null;
  /** Heard with spoken speech, median over voiced parts of 250 ms. */
  correlation: number | null;
  /** Share of those parts that no stall tore, 0..1. */
  wholeShare: number | null;
  /** What was wrong with what was heard, torn parts by name; empty where it was right. */
  speechFaults: string[];
  /** The sentence was said this often until it came back well. */
  attemptsToSpeak: number;
  mouthToEarMs: number | null;
  mouthToEarClicks: number[];
  historyRows: { direction: string; number: string; codec: string | null; endedBy: string | null; seconds: number | null }[];
  screenshots: string[];
  recordings: { spoken: string; heard: string };
  howMeasured: Record<string, string>;
}

export const howMeasured = {
  startToRegisteredMs: 'log of the app: creation of its process to the 200 of its REGISTER, second start with the practice line stored',
  dialTo180Ms: 'log of the app: dial() to the 180',
  dialTo200Ms: 'log of the app: dial() to the 200',
  answerToFirstRtpMs: 'log of the app: the 200 to the first RTP packet in the media process',
  correlation: 'spoken.wav played into the microphone, speaker recorded; processing off, as with a headset',
  mouthToEarMs: 'clicks into a sink that is microphone and speaker at once; click and first echo in one recording, one clock. The echo returns every packet as it comes, '
    + 'so the loop holds one capture, one jitter buffer and one playback: mouth to ear, one way. Median',
} as const;

export interface Row { what: string; value: string; limit: string; ok: boolean }

const ms = (value: number | null): string => (value === null ? '-' : `${Math.round(value * 10) / 10} ms`);
const below = (value: number | null, limit: number): boolean => value !== null && Number.isFinite(value) && value < limit;

/** Every claim of the demo with its limit. The limits hold on a slow, busy machine; a quiet one does far better. */
export function check(facts: DemoFacts): Row[] {
  const row = (what: string, value: string, limit: string, ok: boolean): Row => ({ what, value, limit, ok });
  const under = (what: string, value: number | null, limit: number): Row => row(what, ms(value), `< ${limit} ms`, below(value, limit));
  const lost = facts.packetsReceived === null || facts.packetsLost === null ? null : (100 * facts.packetsLost) / Math.max(1, facts.packetsReceived + facts.packetsLost);
  const [call] = facts.historyRows;
  return [
    under('process start to window', facts.startToWindowMs, 5_000),
    under('process start to registered', facts.startToRegisteredMs, 6_000),
    under('dial to 180', facts.dialTo180Ms, 1_000),
    under('dial to 200', facts.dialTo200Ms, 3_000),
    under('answer to first RTP', facts.answerToFirstRtpMs, 1_000),
    row('codec', facts.codec ?? '-', 'opus', facts.codec === 'opus'),
    row('packets sent', String(facts.packetsSent ?? '-'), '> 200', (facts.packetsSent ?? 0) > 200),
    row('packets received', String(facts.packetsReceived ?? '-'), '> 200', (facts.packetsReceived ?? 0) > 200),
    row('packets lost', lost === null ? '-' : `${facts.packetsLost} (${lost.toFixed(2)} %)`, '< 1 %', lost !== null && lost < 1),
    row('heard against spoken', facts.correlation?.toFixed(3) ?? '-', `> ${PLAIN.median}`, (facts.correlation ?? 0) > PLAIN.median),
    row('parts of it that are whole', facts.wholeShare === null ? '-' : `${Math.round(100 * facts.wholeShare)} %`, `>= ${100 * PLAIN.wholeShare} %`, (facts.wholeShare ?? 0) >= PLAIN.wholeShare),
    row('faults of the sound', facts.speechFaults.join('; ') || 'none', 'none', facts.wholeShare !== null && facts.speechFaults.length === 0),
    under('mouth to ear, one way', facts.mouthToEarMs, 400),
    row('history', call === undefined ? '-' : `${facts.historyRows.length} row: ${call.direction} ${call.number}, ended by ${call.endedBy}`, '1 row, ours, ended by us',
      facts.historyRows.length === 1 && call?.direction === 'outgoing' && call.endedBy === 'local'),
    row('screenshots', String(facts.screenshots.length), '5', facts.screenshots.length === 5),
  ];
}

export function tableOf(rows: readonly Row[]): string {
  const head: Row = { what: '', value: 'measured', limit: 'must be', ok: true };
  const width = (pick: (row: Row) => string): number => Math.max(...[head, ...rows].map((row) => pick(row).length));
  const [a, b, c] = [width((row) => row.what), width((row) => row.value), width((row) => row.limit)];
  const line = (row: Row, verdict: string): string => `${row.what.padEnd(a)}  ${row.value.padStart(b)}  ${row.limit.padEnd(c)}  ${verdict}`.trimEnd();
  return [line(head, ''), ...rows.map((row) => line(row, row.ok ? 'ok' : 'NOT MET'))].join('\n');
}
