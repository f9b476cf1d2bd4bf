/**
 * The receiving side alone, in virtual time: the packets, fates and score of the voice benchmark, with our decoder and jitter buffer
 * and no socket, sound server or machine that could stall. The same figures on every machine, in a minute: for work on concealment,
 * and where the machine is too busy for the benchmark in real time. The delay lacks the device's.
 *   npx tsx test/bench/voice/virtual.ts [--codec NAME] [--case NAME] [--seeds N] [--json FILE]
 */
import { CodecName } from '../../../electron/contract/accounts';
import { Report, argument, median } from '../lib/report';
import { cases } from './cases';
import { figuresOf } from './measure';
import { Stream } from './sender';
import { hasSpeech, talk } from './sentences';
import { receiveVirtually } from './virtual-receiver';

const SEED = 20_261;

if (!hasSpeech()) {
  process.stderr.write('The speech of Debian\'s asterisk-core-sounds-en-g722 is not here\n');
  process.exit(1);
}
const codecs: CodecName[] = argument('codec') === undefined ? ['opus', 'g722', 'pcmu'] : [CodecName.parse(argument('codec'))];
const seeds = Number(argument('seeds') ?? 3);
const said = talk();
const report = new Report('voice-virtual');
for (const codec of codecs) {
  const stream = new Stream(codec, said.pcm);
  cases.forEach((each, index) => {
    if (argument('case') !== undefined && argument('case') !== each.name) return;
    const runs = Array.from({ length: seeds }, (_, run) => figuresOf(said, receiveVirtually(stream, each, SEED + index + 100 * run), 0, codec, each.drift));
    report.add(`${codec}, ${each.name}`, 'sidetone', 'speech score', median(runs.map(({ score }) => score)), '1..5');
    report.add(`${codec}, ${each.name}`, 'sidetone', 'worst sentence', Math.min(...runs.map(({ worst }) => worst)), '1..5');
    report.add(`${codec}, ${each.name}`, 'sidetone', 'added delay', median(runs.map(({ delayMs }) => delayMs)) - (each.delayMs ?? 0), 'ms');
  });
}
report.finish();
