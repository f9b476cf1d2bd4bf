/**
 * Mouth to ear: how long a sound takes from phone A's microphone to phone B's speaker, for two Sidetones and for two
 * of each peer on the same rig, one click after the other (test/support/sound/mouth-to-ear.ts). Sidetone also with
 * echo cancellation, noise suppression and gain control on, as they are by default.
 * Prints a table; `--json FILE` writes the rows; `--subject NAME`, `--codec NAME`, `--clicks N`, `--no-processing` narrow it.
 */
import { CodecName } from '../../electron/contract/accounts';
import { ensureAppBuild } from '../../scripts/lib/app-build.mjs';
import { startDisplay } from '../support/display';
import { mouthToEar } from '../support/sound/mouth-to-ear';
import { Pulse } from '../support/sound/pulse';
import { baresips } from './latency/baresips';
import { linphones } from './latency/linphones';
import { sidetones, sidetonesProcessing } from './latency/sidetones';
import { rigOf, sinks, type Subject } from './latency/subject';
import { argument, Report, sleep } from './lib/report';

const clicks = Number(argument('clicks') ?? 20);
const codec = argument('codec');
const codecs = codec === undefined ? (['opus', 'pcmu'] as const) : [CodecName.parse(codec)];
const all = process.argv.includes('--no-processing') ? [sidetones, baresips, linphones] : [sidetones, sidetonesProcessing, baresips, linphones];
const subjects = all.filter(({ name }) => argument('subject') === undefined || argument('subject') === name);
/** Jitter buffers and playout settle before the first click. */
const SETTLE_MS = 8_000;
/** Phone A hears what phone B says: one sink for both. */
const BUS = 'bus';

const report = new Report('mouth-to-ear');
const notes: string[] = [];
await ensureAppBuild();
const display = await startDisplay();
try {
  for (const each of codecs) {
    for (const subject of subjects) await measure(subject, each);
  }
} finally {
  await display.dispose();
}
report.finish();
for (const note of notes) process.stderr.write(`${note}\n`);
process.exitCode = notes.length > 0 || report.rows.length === 0 ? 1 : 0;

async function measure(subject: Subject, used: CodecName): Promise<void> {
  const missing = subject.missing();
  if (missing !== null) { notes.push(`${subject.name}, ${used}: ${missing}`); return; }
  // A sound server for each call: nothing of the one before is left in its buffers.
  const pulse = await Pulse.start([BUS, ...Object.values(sinks)]);
  try {
    const call = await subject.call(await rigOf(pulse, BUS, BUS, display.name), used);
    try {
      await sleep(SETTLE_MS);
      const figures = await mouthToEar(pulse, BUS, clicks);
      if (figures.length < clicks / 2) notes.push(`${subject.name}, ${used}: only ${figures.length} of ${clicks} clicks were heard`);
      if (figures.length > 0) report.add(used, subject.name, 'best', Math.min(...figures), 'ms');
      report.times(used, subject.name, figures);
      report.add(used, subject.name, 'clicks heard', figures.length, `of ${clicks}`);
    } finally {
      await call.end();
    }
  } catch (error) {
    notes.push(`${subject.name}, ${used}: ${String(error).slice(0, 400)}`);
  } finally {
    await pulse.dispose();
  }
}
