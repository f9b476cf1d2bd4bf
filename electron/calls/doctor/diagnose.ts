/**
 * What is wrong with the sound of a call: what was agreed beside what flows. Pure: the same vitals, the same findings.
 * One cause is named once: where nothing can come because of the path or the keys, "nothing comes" is not said as well.
 */
import type { CallFinding } from '../../contract/quality';
import type { Vitals } from './vitals';

/** A far end gets so long to begin. */
const BEGIN_MS = 4_000;
/** Above these one hears it: percent of packets, ms. */
const LOSS_PERCENT = 2;
const JITTER_MS = 45;
const MOUTH_TO_EAR_MS = 350;
const STALLS = 3;
/** So few packets are an accident. */
const FEW = 25;
/** Of what was sent, lost: nothing arrives. A report's fraction ends at 255/256. */
const ALL_PERCENT = 99;

const weights = { problem: 0, warning: 1, note: 2 } as const;

/** The findings of one moment, the gravest first. */
export function diagnose(vitals: Vitals): CallFinding[] {
  if (vitals.localHold) return [{ code: 'held-by-us', weight: 'note' }];
  if (vitals.remoteHold) return [{ code: 'held-by-them', weight: 'note' }];
  return [...hearing(vitals), ...speaking(vitals), ...delay(vitals), ...machine(vitals)]
    .sort((one, other) => weights[one.weight] - weights[other.weight]);
}

/** What comes to us. */
function hearing(vitals: Vitals): CallFinding[] {
  const { expectsIn, stats, recent, sinceMs } = vitals;
  if (!expectsIn) return [];
  const cause = whyNothingFits(vitals);
  if (cause !== null) return [cause];
  if (stats.packetsReceived === 0) {
    if (sinceMs < BEGIN_MS) return [];
    const port = stats.symptoms?.localPort;
    return [{ code: 'nothing-received', weight: 'problem', ms: sinceMs, ...(port === undefined ? {} : { port }) }];
  }
  const { silentForMs } = stats;
  if (silentForMs !== null && silentForMs >= BEGIN_MS) return [{ code: 'stopped-arriving', weight: 'problem', ms: silentForMs }];
  const findings: CallFinding[] = [];
  const latePercent = recent.received === 0 ? 0 : (recent.late / recent.received) * 100;
  if (stats.lossInPercent >= LOSS_PERCENT) findings.push({ code: 'loss-in', weight: 'warning', percent: stats.lossInPercent });
  if (latePercent >= LOSS_PERCENT) findings.push({ code: 'late-in', weight: 'warning', percent: latePercent });
  if (stats.jitterMs >= JITTER_MS) findings.push({ code: 'jitter-in', weight: 'note', ms: stats.jitterMs });
  return findings;
}

/** Packets come, or could, but none that we can take. */
function whyNothingFits({ stats, recent }: Vitals): CallFinding | null {
  const fewFit = recent.received < FEW;
  if (stats.security.kind === 'failed' || (recent.unauthentic >= FEW && fewFit)) {
    return { code: 'encryption-mismatch', weight: 'problem', count: recent.unauthentic };
  }
  if (recent.unexpected >= FEW && fewFit) return { code: 'codec-mismatch', weight: 'problem', count: recent.unexpected };
  if ((stats.path.ice === 'failed' || stats.path.ice === 'lost') && recent.received === 0) return { code: 'path-failed', weight: 'problem' };
  return null;
}

/** What goes from us. */
function speaking({ expectsOut, heard, muted, stats, recent, reports, microphone, sinceMs }: Vitals): CallFinding[] {
  const findings: CallFinding[] = [];
  if (heard && microphone === 'missing') findings.push({ code: 'microphone-missing', weight: 'problem' });
  else if (heard && microphone === 'silent' && !muted) findings.push({ code: 'microphone-silent', weight: 'problem' });
  if (!expectsOut || recent.sent < FEW) return findings;
  // Reports that come and never speak of us are from somebody who has nothing of ours.
  const neverReported = reports.received >= 3 && reports.aboutUs === 0 && sinceMs >= 3 * BEGIN_MS;
  const { lossOutPercent } = stats;
  if (neverReported || (lossOutPercent ?? 0) >= ALL_PERCENT) findings.push({ code: 'not-heard', weight: 'problem' });
  else if (lossOutPercent !== null && lossOutPercent >= LOSS_PERCENT) findings.push({ code: 'loss-out', weight: 'warning', percent: lossOutPercent });
  return findings;
}

function delay({ stats }: Vitals): CallFinding[] {
  const ms = stats.quality?.mouthToEarMs ?? (stats.roundTripMs ?? 0) / 2 + stats.playoutDelayMs;
  return ms >= MOUTH_TO_EAR_MS ? [{ code: 'high-delay', weight: 'warning', ms }] : [];
}

/** What this computer does to the sound. */
function machine({ heard, recent, speakerMissing }: Vitals): CallFinding[] {
  if (!heard) return [];
  return [
    ...(speakerMissing ? [{ code: 'speaker-missing', weight: 'problem' } as const] : []),
    ...(recent.underruns >= STALLS ? [{ code: 'sound-stalls', weight: 'warning', count: recent.underruns } as const] : []),
  ];
}
