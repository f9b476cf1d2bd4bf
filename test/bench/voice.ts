/**
 * How speech sounds after a bad network: the same sentences, from one sender, in the same packets with the same fate, to
 * each phone; scored against what was spoken (test/support/sound/quality), with the delay the receiving phone adds.
 *   npm run bench:voice -- [--quick] [--sentences N] [--only SUBJECT [--engine]] [--codec NAME] [--case NAME] [--json FILE] [--picture FILE.svg] [--keep FOLDER]
 * docs/decisions/voice-benchmark.md says what is fair about it and what is not.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CodecName } from '../../electron/contract/accounts';
import { writeWav } from '../support/sound/wav';
import { Report, argument, sleep } from './lib/report';
import { baresip } from './voice/baresip';
import { cases, fates, quickCases, type VoiceCase } from './voice/cases';
import { linphone } from './voice/linphone';
import { figuresOf, type Figures } from './voice/measure';
import { picture } from './voice/picture';
import type { Heard, Subject } from './voice/receiver';
import { Exit, PACKET_MS, Stream, sendAll, type Leg } from './voice/sender';
import { hasSpeech, talk } from './voice/sentences';
import { sidetone } from './voice/sidetone';

const quick = process.argv.includes('--quick');
const only = argument('only');
const keep = argument('keep');
const codecs: CodecName[] = argument('codec') === undefined ? ['opus', 'g722', 'pcmu'] : [CodecName.parse(argument('codec'))];
const subjects = [sidetone(process.argv.includes('--engine')), baresip, linphone].filter(({ name }) => only === undefined || only === name);
const wanted = cases.filter(({ name }) => (argument('case') === undefined ? !quick || quickCases.has(name) : name === argument('case')));
const SETTLE_MS = 600;
/** Each phone and each recording is a process that is tied to ours. */
process.setMaxListeners(64);
// Ended from outside, we take the phones with us: a listener of 'exit' is not called for a signal.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
const SEED = 20_261;

if (!hasSpeech()) {
  process.stderr.write('The speech of Debian\'s asterisk-core-sounds-en-g722 is not here\n');
  process.exit(1);
}

const sentences = argument('sentences');
const said = talk(quick ? 3 : sentences === undefined ? undefined : Number(sentences));
const streams = new Map(codecs.map((codec) => [codec, new Stream(codec, said.pcm)]));
const report = new Report('voice');
let failed = false;
for (const subject of subjects) {
  const missing = subject.missing();
  if (missing !== null) process.stderr.write(`${subject.name} is left out: ${missing}\n`);
}
const present = subjects.filter((subject) => subject.missing() === null);
for (const [index, each] of wanted.entries()) await run(each, SEED + index);
for (const subject of present) await subject.dispose();
report.finish();
const drawing = argument('picture');
if (drawing !== undefined) writeFileSync(drawing, picture(report.rows, present.map(({ name }) => name), codecs, wanted.map(({ name }) => name)));
process.exitCode = failed || report.rows.length === 0 ? 1 : 0;

/** One case: every phone and codec at once, all hearing the same. */
async function run(of: VoiceCase, seed: number): Promise<void> {
  const opening = present.flatMap((subject) => [...streams].map(([codec, stream]) => open(subject, codec, stream, of)));
  const calls = (await Promise.all(opening)).filter((call) => call !== null);
  if (calls.length === 0) return;
  await sleep(SETTLE_MS);
  const fate = fates(of, Math.max(...[...streams.values()].map(({ packets }) => packets.length)), PACKET_MS, seed);
  const sentMs = await sendAll(calls, fate);
  await sleep(SETTLE_MS);
  const ends = await Promise.allSettled(calls.map(({ stop }) => stop()));
  for (const [i, { subject, codec, exit }] of calls.entries()) {
    exit.close();
    const end = ends[i];
    if (end?.status !== 'fulfilled') { fail(subject, codec, of, end?.reason); continue; }
    if (keep !== undefined) await keepSound(keep, `${of.name} ${codec} ${subject.name}`, end.value);
    note(subject, codec, of, figuresOf(said, end.value, sentMs, codec, of.drift), end.value.note);
  }
}

interface Call extends Leg { readonly subject: Subject; readonly codec: CodecName; readonly stop: () => Promise<Heard> }

/** A phone in a call, listening; null where it would not. */
async function open(subject: Subject, codec: CodecName, stream: Stream, of: VoiceCase): Promise<Call | null> {
  const exit = await Exit.open();
  try {
    const { rtpPort, stop } = await subject.receive(codec, stream.offer(exit.port));
    return { subject, codec, exit, stream, port: rtpPort, stop };
  } catch (error) {
    exit.close();
    fail(subject, codec, of, error);
    return null;
  }
}

function note(subject: Subject, codec: CodecName, of: VoiceCase, figures: Figures, remark = ''): void {
  // What the network itself takes is not the phone's; a packet can leave only when its last sample was spoken.
  const added = figures.delayMs - (of.delayMs ?? 0);
  const name = `${codec}, ${of.name}`;
  report.add(name, subject.name, 'speech score', figures.score, '1..5');
  report.add(name, subject.name, 'worst sentence', figures.worst, '1..5');
  report.add(name, subject.name, 'added delay', added, 'ms');
  process.stdout.write(`${of.name.padEnd(16)} ${codec.padEnd(5)} ${subject.name.padEnd(9)} score ${figures.score.toFixed(2)}  worst ${figures.worst.toFixed(2)}  delay ${added.toFixed(0).padStart(4)} ms  ${remark}\n`);
}

function fail(subject: Subject, codec: CodecName, of: VoiceCase, error: unknown): void {
  failed = true;
  process.stderr.write(`${subject.name}, ${codec}, ${of.name}: ${String(error).slice(0, 600)}\n`);
}

async function keepSound(folder: string, name: string, heard: Heard): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await writeWav(path.join(folder, `${name.replaceAll(/[ ,%]+/g, '-')}.wav`), heard.pcm);
}
