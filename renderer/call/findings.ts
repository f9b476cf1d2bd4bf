import type { CallFinding, CallSnapshot } from '../../electron/contract';
import type { Text } from '../i18n/catalog';
import { formatDecimal } from '../i18n/format';

/** What the doctor found, in a line, and what it means in a sentence or two. */
export function findingWords(finding: CallFinding, text: Text): { title: string; help: string } {
  const percent = formatDecimal(text.locale, finding.percent ?? 0, (finding.percent ?? 0) < 10 ? 1 : 0);
  const ms = formatDecimal(text.locale, finding.ms ?? 0, 0);
  const count = formatDecimal(text.locale, finding.count ?? 0, 0);
  const { code } = finding;
  switch (code) {
    case 'nothing-received': return {
      title: text('finding.nothing-received'),
      // A port is a name and not a number to be grouped.
      help: finding.port === undefined ? text('finding.nothing-received.helpPlain') : text('finding.nothing-received.help', { port: String(finding.port) }),
    };
    case 'stopped-arriving': return { title: text('finding.stopped-arriving'), help: text('finding.stopped-arriving.help', { seconds: formatDecimal(text.locale, (finding.ms ?? 0) / 1000, 0) }) };
    case 'loss-in': return { title: text('finding.loss-in', { percent }), help: text('finding.loss-in.help') };
    case 'loss-out': return { title: text('finding.loss-out', { percent }), help: text('finding.loss-out.help') };
    case 'late-in': return { title: text('finding.late-in', { percent }), help: text('finding.late-in.help') };
    case 'jitter-in': return { title: text('finding.jitter-in'), help: text('finding.jitter-in.help', { ms }) };
    case 'high-delay': return { title: text('finding.high-delay'), help: text('finding.high-delay.help', { ms }) };
    case 'sound-stalls': return { title: text('finding.sound-stalls'), help: text('finding.sound-stalls.help', { count }) };
    case 'codec-mismatch': return { title: text('finding.codec-mismatch'), help: text('finding.codec-mismatch.help', { count }) };
    case 'not-heard':
    case 'microphone-missing':
    case 'microphone-silent':
    case 'speaker-missing':
    case 'encryption-mismatch':
    case 'path-failed':
    case 'held-by-them':
    case 'held-by-us':
      return { title: text(`finding.${code}`), help: text(`finding.${code}.help`) };
  }
}

/** What is wrong with the sound of a call that is not on hold; the phase says that by itself. */
export function soundFindings(call: CallSnapshot): readonly CallFinding[] {
  if (call.phase.kind !== 'established') return [];
  return (call.quality?.findings ?? []).filter(({ code }) => code !== 'held-by-us' && code !== 'held-by-them');
}
