import { typicalInvite } from '../../support/sip/typical-invite';
import { median, quantile, type Report } from '../lib/report';
import { jssip, npmSip, sidetone, sipJs, type Subject } from './subjects';

/** Of each subject in each round, ms: long enough for its garbage to be collected within. */
const SLICE_MS = 150;
/** More than a processor's caches keep apart, fewer than fill memory. */
const DIFFERENT = 512;

export const invitesTo = (uri: string): Buffer[] => Array.from({ length: DIFFERENT }, (_, i) => Buffer.from(typicalInvite(i, uri)));

/** Messages per second over one slice. */
export function rate(messages: readonly Buffer[], once: (bytes: Buffer) => void): number {
  const startedAtMs = performance.now();
  let count = 0;
  for (;;) {
    for (const bytes of messages) once(bytes);
    count += messages.length;
    const tookMs = performance.now() - startedAtMs;
    if (tookMs >= SLICE_MS) return (count / tookMs) * 1_000;
  }
}

/** Typical INVITEs a second, ours beside the parsers that Node has; subjects take turns. */
export function measureParsers(report: Report, rounds: number): void {
  const subjects: Record<string, Subject> = { 'sidetone': sidetone(), 'sip.js 0.21.2': sipJs(), 'jssip 3.13.8': jssip(), 'npm sip 0.0.6': npmSip() };
  const messages = invitesTo('sip:s1a2b3c4d5e6@192.0.2.10:5062');
  const [first = Buffer.alloc(0)] = messages;
  const sizes = Object.entries(subjects).map(([name, subject]) => `${name} ${subject(first)}`);
  if (new Set(sizes.map((each) => each.split(' ').at(-1))).size !== 1) throw new Error(`they do not read the same: ${sizes.join(', ')}`);
  const rates = new Map(Object.keys(subjects).map((name) => [name, [] as number[]]));
  for (let round = -2; round < rounds; round++) {
    for (const [name, subject] of Object.entries(subjects)) {
      const perSecond = rate(messages, subject);
      if (round >= 0) rates.get(name)?.push(perSecond);
    }
  }
  for (const [name, samples] of rates) {
    report.add('typical INVITE, parsed', name, 'median', Math.round(median(samples)), '/s');
    report.add('typical INVITE, parsed', name, 'worst round', Math.round(quantile(samples, 0)), '/s');
  }
}
