/**
 * Bpl of the E-model (ITU-T G.107 7-29) for our own concealment, fitted to our own speech score, in the manner of ITU-T P.834: the
 * score of each loss is brought to a MOS by the codec's MOS without loss, that to the impairment, and Bpl is what fits best. How much
 * stricter our score is than listeners are shows in the codecs whose Bpl is published; the others are corrected by that (geometric
 * mean). Opus is sent without FEC, so that what is lost is made up.
 *   npx tsx test/bench/voice/robustness.ts [--seeds N] [--json FILE]
 */
import type { CodecName } from '../../../electron/contract/accounts';
import { eModel } from '../../../electron/media/quality/e-model';
import { equipmentOf, type Equipment } from '../../../electron/media/quality/equipment';
import { Report, argument } from '../lib/report';
import { figuresOf } from './measure';
import { Stream } from './sender';
import { hasSpeech, talk } from './sentences';
import { receiveVirtually } from './virtual-receiver';

const SEED = 20_261;
const LOSSES_PERCENT = [2, 5, 10, 20];
/** G.113 table I.4, and Alahmadi, Pocta, Melvin (2021). */
const published: readonly CodecName[] = ['pcmu', 'opus'];
const wanted: readonly CodecName[] = ['g722'];
const OPUS = { bitsPerSecond: 32_000, inbandFec: false, complexity: 7 };

if (!hasSpeech()) {
  process.stderr.write('The speech of Debian\'s asterisk-core-sounds-en-g722 is not here\n');
  process.exit(1);
}
const seeds = Number(argument('seeds') ?? 2);
const said = talk();
const report = new Report('robustness');
let correction = 1;
for (const codec of published) correction *= (equipmentOf(codec).bpl / fitted(codec)) ** (1 / published.length);
report.add('all', 'sidetone', 'correction', correction, '');
for (const codec of wanted) report.add(codec, 'sidetone', 'Bpl, corrected', fitted(codec) * correction, '%');
report.finish();

/** As our score has it. */
function fitted(codec: CodecName): number {
  const stream = new Stream(codec, said.pcm, OPUS);
  const score = (lossPercent: number): number => {
    const runs = Array.from({ length: lossPercent === 0 ? 1 : seeds }, (_, run) => {
      const heard = receiveVirtually(stream, { name: 'loss', loss: lossPercent / 100 }, SEED + 100 * run);
      return mean(figuresOf(said, heard, 0, codec).sentences.map((sentence) => sentence.score));
    });
    return mean(runs);
  };
  const equipment = equipmentOf(codec);
  const clean = score(0);
  const mosClean = eModel({ equipment, lossPercent: 0, burstRatio: 1, delayMs: 0 }).mosListening;
  report.add(codec, 'sidetone', 'speech score, no loss', clean, '1..5');
  const bpl = bestBpl(equipment, LOSSES_PERCENT.map((lossPercent) => {
    const heard = score(lossPercent);
    report.add(`${codec}, ${lossPercent} %`, 'sidetone', 'speech score', heard, '1..5');
    return { lossPercent, mos: 1 + ((heard - 1) * (mosClean - 1)) / (clean - 1) };
  }));
  report.add(codec, 'sidetone', 'Bpl as scored', bpl, '%');
  report.add(codec, 'E-model', 'Bpl in use', equipment.bpl, '%');
  return bpl;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Least squares of the MOS, to a tenth. */
function bestBpl(equipment: Equipment, points: readonly { lossPercent: number; mos: number }[]): number {
  const errorAt = (bpl: number): number => points.reduce((sum, { lossPercent, mos }) => {
    const { mosListening } = eModel({ equipment: { ...equipment, bpl }, lossPercent, burstRatio: 1, delayMs: 0 });
    return sum + (mosListening - mos) ** 2;
  }, 0);
  const candidates = Array.from({ length: 600 }, (_, i) => (i + 1) / 10);
  return candidates.reduce((best, bpl) => (errorAt(bpl) < errorAt(best) ? bpl : best));
}
