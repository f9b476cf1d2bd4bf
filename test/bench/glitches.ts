/**
 * Glitches: a steady tone goes from phone A's microphone to phone B's speaker for ten minutes while every core is kept
 * busy by other programs, and the holes, jumps and clicks in what comes out are counted (test/support/sound/tears.ts).
 * The floor is the same recording of the tone itself. Prints a table; `--json FILE` writes the rows; `--minutes N`,
 * `--subject NAME`, `--codec NAME`, `--idle` (nothing else runs) narrow it.
 */
import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { CodecName } from '../../electron/contract/accounts';
import { ensureAppBuild } from '../../scripts/lib/app-build.mjs';
import { stopChild, tieToUs } from '../support/child';
import { startDisplay } from '../support/display';
import { Pulse } from '../support/sound/pulse';
import { findTears } from '../support/sound/tears';
import { baresips } from './latency/baresips';
import { linphones } from './latency/linphones';
import { sidetones } from './latency/sidetones';
import { rigOf, sinks, type Subject } from './latency/subject';
import { argument, Report, sleep } from './lib/report';

const minutes = Number(argument('minutes') ?? 10);
const codecs = argument('codec') === undefined ? (['opus', 'pcmu'] as const) : [CodecName.parse(argument('codec'))];
const subjects = [sidetones, baresips, linphones].filter(({ name }) => argument('subject') === undefined || argument('subject') === name);
const busy = !process.argv.includes('--idle');
const TONE_HZ = 997;
const SETTLE_MS = 10_000;
const [MOUTH, EAR] = ['mouth', 'ear'];

const report = new Report('glitches');
const notes: string[] = [];
await ensureAppBuild();
const display = await startDisplay();
try {
  for (const codec of codecs) {
    for (const subject of subjects) await measure(subject, codec);
  }
} finally {
  await display.dispose();
}
report.finish();
for (const note of notes) process.stderr.write(`${note}\n`);
process.exitCode = notes.length > 0 || report.rows.length === 0 ? 1 : 0;

async function measure(subject: Subject, codec: CodecName): Promise<void> {
  const missing = subject.missing();
  if (missing !== null) { notes.push(`${subject.name}, ${codec}: ${missing}`); return; }
  const pulse = await Pulse.start([MOUTH, EAR, ...Object.values(sinks)]);
  // Sessions of their own, as other programs on a desktop have: Linux shares the processor out by session first.
  const load = busy ? cpus().map(() => tieToUs(spawn(process.execPath, ['-e', `while (process.ppid === ${process.pid});`], { stdio: 'ignore', detached: true }))) : [];
  try {
    const call = await subject.call(await rigOf(pulse, MOUTH, EAR, display.name), codec);
    try {
      await pulse.addTone(MOUTH, TONE_HZ);
      await sleep(SETTLE_MS);
      const recorders = [await pulse.record(`${EAR}.monitor`, 500), await pulse.record(`${MOUTH}.monitor`, 500)];
      await sleep(minutes * 60_000);
      const [heard, said] = (await Promise.all(recorders.map((recorder) => recorder.stop()))).map((pcm) => findTears(pcm, TONE_HZ));
      for (const [name, tears] of [[subject.name, heard], [`floor beside ${subject.name}`, said]] as const) {
        report.add(codec, name, 'glitches', (tears?.events ?? Number.NaN) / minutes, 'a minute');
        report.add(codec, name, 'torn', (tears?.tornMs ?? Number.NaN) / minutes, 'ms a minute');
      }
    } finally {
      await call.end();
    }
  } catch (error) {
    notes.push(`${subject.name}, ${codec}: ${String(error).slice(0, 400)}`);
  } finally {
    await Promise.all(load.map((child) => stopChild(child)));
    await pulse.dispose();
  }
}
