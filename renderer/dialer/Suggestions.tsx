import type { Suggestion } from '../../electron/contract';
import { Avatar } from '../components/Avatar';
import { cx } from '../components/cx';
import { Highlight } from '../components/Highlight';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { useRegion } from '../state/app';
import { labelWord } from '../state/names';

/** The list under the number. The input keeps the focus and points at the active line. */
export function Suggestions({ id, items, active, className, onHover, onPick }: {
  id: string; items: readonly Suggestion[]; active: number; className?: string; onHover: (index: number) => void; onPick: (item: Suggestion) => void;
}): React.JSX.Element {
  const text = useText();
  return (
    <ul id={id} role="listbox" aria-label={text('dialer.suggestions')} className={cx('min-h-0 flex-1 overflow-y-auto px-3', className)}>
      {items.map((item, index) => (
        <Line key={`${item.kind} ${item.contactId ?? ''} ${item.number}`} id={`${id}-${index}`} item={item} active={index === active} onHover={() => onHover(index)} onPick={() => onPick(item)} />
      ))}
    </ul>
  );
}

function Line({ id, item, active, onHover, onPick }: { id: string; item: Suggestion; active: boolean; onHover: () => void; onPick: () => void }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const shown = formatNumber(item.number, region);
  const plain = shown === item.number;
  const number = plain || item.numberMatch.length === 0 ? <Highlight text={shown} ranges={plain ? item.numberMatch : []} /> : <MatchedNumber shown={shown} raw={item.number} ranges={item.numberMatch} />;
  const label = labelWord(item.label, text);
  return (
    <li
      id={id}
      role="option"
      aria-selected={active}
      onMouseDown={(event) => event.preventDefault()}
      onMouseMove={onHover}
      onClick={onPick}
      className={cx('flex h-11 items-center gap-3 rounded px-2', active ? 'bg-hover' : '')}
    >
      <Avatar name={item.name ?? ''} photo={item.photo} size={32} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-base leading-4.5 text-ink">{item.name === null ? number : <Highlight text={item.name} ranges={item.nameMatch} />}</span>
        <span className="tabular block truncate text-small text-ink-3">
          {item.name !== null && number}
          {label !== null && <span> · {label}</span>}
          {item.company !== null && item.company !== '' && <span> · {item.company}</span>}
        </span>
      </span>
    </li>
  );
}

/**
 * Ranges count in the stored number; the shown one has spaces and at home no country code.
 * The end is the same in both, so places are counted from there.
 */
function MatchedNumber({ shown, raw, ranges }: { shown: string; raw: string; ranges: readonly (readonly [number, number])[] }): React.JSX.Element {
  const digitsAfter = (index: number): number => raw.slice(index).replace(/\D/g, '').length;
  const places = [...shown].flatMap((character, index) => (/\d/.test(character) ? [index] : []));
  const moved = ranges.flatMap(([start, end]): [number, number][] => {
    const first = places[Math.max(0, places.length - digitsAfter(start))];
    const last = places[places.length - digitsAfter(end) - 1];
    return first === undefined || last === undefined || last < first ? [] : [[first, last + 1]];
  });
  return <Highlight text={shown} ranges={moved} />;
}
