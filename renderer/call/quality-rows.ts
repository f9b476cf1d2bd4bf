import type { MosEstimate } from '../../electron/contract';
import type { Text } from '../i18n/catalog';
import { formatDecimal } from '../i18n/format';

interface SoundFigures {
  readonly mos?: MosEstimate | null | undefined;
  readonly mouthToEarMs?: number | null | undefined;
  readonly packetsLate?: number | undefined;
}

/** The estimate of how a call sounds, and what it rests on; empty where there is none (calls of older versions). */
export function soundRows({ mos, mouthToEarMs, packetsLate }: SoundFigures, text: Text): readonly (readonly [string, string])[] {
  const score = (value: number, band: MosEstimate['band']): string => text('quality.mosValue', { mos: formatDecimal(text.locale, value), band: text(`quality.${band}`) });
  return [
    ...(mos == null ? [] : [[text('quality.mos'), score(mos.listening, mos.band)], [text('quality.mosTalk'), score(mos.conversational, mos.band)]] as const),
    ...(mouthToEarMs == null ? [] : [[text('quality.mouthToEar'), `${formatDecimal(text.locale, mouthToEarMs, 0)} ms`]] as const),
    ...(packetsLate === undefined ? [] : [[text('quality.late'), formatDecimal(text.locale, packetsLate, 0)]] as const),
  ];
}
