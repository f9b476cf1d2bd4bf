import { Button } from 'react-aria-components/Button';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import type { CallQuality, CallSnapshot } from '../../electron/contract';
import { cx } from '../components/cx';
import { Facts } from '../components/Details';
import type { Text } from '../i18n/catalog';
import { formatDecimal } from '../i18n/format';
import { useText } from '../i18n/use-text';
import { soundRows } from './quality-rows';

const lit = { good: 3, fair: 2, poor: 1, unknown: 0 } as const;
const inks = { good: 'text-live-ink', fair: 'text-warn-ink', poor: 'text-stop-ink', unknown: 'text-ink-3' } as const;

/** Three bars; the word beside them says the same. */
export function Bars({ word }: { word: CallQuality['word'] }): React.JSX.Element {
  return (
    <svg viewBox="0 0 16 14" width="16" height="14" aria-hidden="true" className={inks[word]}>
      {[0, 1, 2].map((bar) => (
        <rect key={bar} x={bar * 6} y={9 - bar * 4.5} width="4" height={5 + bar * 4.5} rx="1.25" fill="currentColor" opacity={bar < lit[word] ? 1 : 0.22} />
      ))}
    </svg>
  );
}

/** Live quality with the figures on hover or focus. */
export function Quality({ call, withWord = true }: { call: CallSnapshot; withWord?: boolean }): React.JSX.Element | null {
  const text = useText();
  const word = call.quality?.word ?? 'unknown';
  const said = text(`quality.${word}`);
  return (
    <TooltipTrigger delay={200} closeDelay={100}>
      <Button aria-label={text('quality.label', { word: said })} className="inline-flex h-8 items-center gap-1.5 rounded-small px-2 text-ink-2 data-hovered:bg-hover">
        <Bars word={word} />
        {withWord && <span className={cx('text-base font-medium', inks[word])}>{said}</span>}
      </Button>
      <Tooltip offset={6} className="w-76 max-w-[92vw] animate-fade overflow-y-auto rounded border border-line bg-raised px-4 py-2 text-small text-ink shadow-float">
        <Facts rows={qualityRows(call, text)} />
      </Tooltip>
    </TooltipTrigger>
  );
}

/** The figures of a running call. */
export function qualityRows(call: CallSnapshot, text: Text): readonly (readonly [string, string])[] {
  const { quality, security } = call;
  const none = text('quality.none');
  const percent = (value: number | null): string => (value === null ? none : `${formatDecimal(text.locale, value)} %`);
  const ms = (value: number | null): string => (value === null ? none : `${formatDecimal(text.locale, value, 0)} ms`);
  const encryption = security.audio && security.signalling ? text('lock.closedShort')
    : security.signalling ? text('lock.signallingShort') : security.audio ? text('lock.audioShort') : text('lock.openShort');
  return [
    ...(quality === null ? [] : soundRows(quality, text)),
    [text('quality.loss'), quality === null ? none : `${percent(quality.lossInPercent)} / ${percent(quality.lossOutPercent)}`],
    [text('quality.delay'), ms(quality?.roundTripMs ?? null)],
    [text('quality.jitter'), ms(quality?.jitterMs ?? null)],
    [text('quality.playout'), ms(quality?.playoutDelayMs ?? null)],
    [text('quality.concealed'), percent(quality?.concealedPercent ?? null)],
    [text('quality.codec'), codecName(quality?.codec ?? null) ?? none],
    [text('quality.encryption'), encryption],
  ];
}

/** Codec names as people know them. */
export function codecName(codec: string | null): string | null {
  switch (codec?.toLowerCase()) {
    case undefined: return null;
    case 'opus': return 'Opus';
    case 'g722': return 'G.722';
    case 'pcma': return 'G.711 A';
    case 'pcmu': return 'G.711 µ';
    case 'l16': return 'L16';
    default: return codec;
  }
}
