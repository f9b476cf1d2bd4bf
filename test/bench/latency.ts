/**
 * Mouth to ear: how long a sound takes from phone A's microphone to phone B's speaker, for two Sidetones and for two
 * baresips on the same rig, one click after the other (test/support/sound/mouth-to-ear.ts).
 * Prints a table; `--json FILE` writes the rows; `--subject NAME`, `--codec NAME`, `--clicks N` narrow it.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { CodecName } from '../../electron/contract/accounts';
import { startDisplay } from '../support/display';
import { median, mouthToEar } from '../support/sound/mouth-to-ear';
import { Pulse } from '../support/sound/pulse';
import { baresips } from './latency/baresips';
import { sidetones } from './latency/sidetones';
import { sinks, type Subject } from './latency/subject';

interface Row { bench: string; case: string; subject: string; metric: string; value: number; unit: string }

const { values: options } = parseArgs({ options: { json: { type: 'string' }, subject: { type: 'string' }, codec: { type: 'string' }, clicks: { type: 'string', default: '20' } } });
const clicks = Number(options.clicks);
const codecs = options.codec === undefined ? (['opus', 'pcmu'] as const) : [CodecName.parse(options.codec)];
const subjects = [sidetones, baresips].filter(({ name }) => options.subject === undefined || options.subject === name);
/** Jitter buffers and playout settle before the first click. */
const SETTLE_MS = 4_000;

const rows: Row[] = [];
const table: Record<string, Record<string, number | string>> = {};
let failed = false;
const display = await startDisplay();
try {
  for (const codec of codecs) {
    for (const subject of subjects) await measure(subject, codec);
  }
} finally {
  await display.dispose();
}
console.table(table);
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ rows }, null, 2)}\n`);
process.exitCode = failed || rows.length === 0 ? 1 : 0;

async function measure(subject: Subject, codec: CodecName): Promise<void> {
  const label = `${subject.name}, ${codec}`;
  const missing = subject.missing();
  if (missing !== null) {
    table[label] = { note: missing };
    failed = true;
    return;
  }
  // A sound server for each call: nothing of the one before is left in its buffers.
  const pulse = await Pulse.start(Object.values(sinks));
  try {
    // Chromium opens no microphone where it can list none, and monitors it does not list.
    await pulse.addMicrophone('listed', sinks.quiet);
    const call = await subject.call({
      envA: pulse.env({ source: `${sinks.bus}.monitor`, sink: sinks.besideA }),
      envB: pulse.env({ source: `${sinks.quiet}.monitor`, sink: sinks.bus }),
      display: display.name,
    }, codec);
    try {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      note(subject, codec, label, await mouthToEar(pulse, sinks.bus, clicks));
    } finally {
      await call.end();
    }
  } catch (error) {
    table[label] = { note: String(error).slice(0, 400) };
    failed = true;
  } finally {
    await pulse.dispose();
  }
}

function note(subject: Subject, codec: CodecName, label: string, figures: readonly number[]): void {
  if (figures.length < clicks / 2) failed = true;
  const values = { median: median(figures), min: Math.min(...figures), max: Math.max(...figures) };
  for (const [metric, value] of Object.entries(values)) {
    rows.push({ bench: 'mouth-to-ear', case: codec, subject: subject.name, metric, value: Number(value.toFixed(1)), unit: 'ms' });
  }
  rows.push({ bench: 'mouth-to-ear', case: codec, subject: subject.name, metric: 'clicks heard', value: figures.length, unit: `of ${clicks}` });
  table[label] = { 'median ms': Number(values.median.toFixed(1)), 'min ms': Number(values.min.toFixed(1)), 'max ms': Number(values.max.toFixed(1)), heard: `${figures.length}/${clicks}` };
}
