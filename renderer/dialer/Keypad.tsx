import { useRef } from 'react';
import { cx } from '../components/cx';
import { useText } from '../i18n/use-text';

const keys = [
  ['1', ''], ['2', 'ABC'], ['3', 'DEF'], ['4', 'GHI'], ['5', 'JKL'], ['6', 'MNO'],
  ['7', 'PQRS'], ['8', 'TUV'], ['9', 'WXYZ'], ['*', ''], ['0', '+'], ['#', ''],
] as const;
export type Digit = (typeof keys)[number][0];
/** A press held this long means the second meaning of a key. */
const longPressMs = 500;

interface KeypadProps {
  onDigit: (digit: Digit) => void;
  onLongPress?: (digit: Digit) => void;
  /** Keys that have a second meaning, with its name. */
  longNames?: Partial<Readonly<Record<Digit, string>>>;
  compact?: boolean;
  /** Voice messages that wait, shown on the 1. */
  waiting?: number | 'some';
}

/** Twelve keys. A press never takes the focus away from the number that is being typed. */
export function Keypad({ onDigit, onLongPress, longNames = {}, compact = false, waiting = 0 }: KeypadProps): React.JSX.Element {
  const text = useText();
  return (
    <div role="group" aria-label={text('dialer.keypad')} className={cx('grid grid-cols-3', compact ? 'gap-1' : 'gap-1.5')}>
      {keys.map(([digit, letters]) => (
        <Key
          key={digit}
          digit={digit}
          letters={letters}
          name={[digit, letters, longNames[digit]].filter(Boolean).join(', ')}
          compact={compact}
          waiting={digit === '1' ? waiting : 0}
          onDigit={onDigit}
          onLongPress={longNames[digit] === undefined ? undefined : onLongPress}
        />
      ))}
    </div>
  );
}

function Key({ digit, letters, name, compact, waiting, onDigit, onLongPress }: {
  digit: Digit; letters: string; name: string; compact: boolean; waiting: number | 'some';
  onDigit: (digit: Digit) => void; onLongPress: ((digit: Digit) => void) | undefined;
}): React.JSX.Element {
  const timer = useRef(0);
  const wasLong = useRef(false);
  const stop = (): void => window.clearTimeout(timer.current);
  return (
    <button
      type="button"
      aria-label={name}
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={() => {
        wasLong.current = false;
        if (onLongPress) timer.current = window.setTimeout(() => { wasLong.current = true; onLongPress(digit); }, longPressMs);
      }}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onClick={() => { if (!wasLong.current) onDigit(digit); wasLong.current = false; }}
      className={cx(
        'relative flex flex-col items-center justify-center rounded-window transition-colors hover:bg-fill active:bg-fill-press forced-colors:border',
        compact ? 'h-12' : 'h-14.5 [@container(max-height:500px)]:h-12 [@container(max-height:430px)]:h-11',
      )}
    >
      <span className={cx('tabular leading-7 font-normal', digit === '*' ? 'translate-y-1' : '', compact ? 'text-name' : 'text-[25px]')}>{digit === '*' ? '∗' : digit}</span>
      {waiting !== 0 && (
        <span aria-hidden="true" className="tabular absolute top-1 right-4 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-[10px] leading-none font-semibold text-on-accent">
          {waiting === 'some' ? '' : waiting > 99 ? '99+' : waiting}
        </span>
      )}
      <span aria-hidden="true" className="h-3 text-[10px] leading-3 font-medium tracking-[0.14em] text-ink-3">{digit === '1' && onLongPress ? <Voicemail /> : letters}</span>
    </button>
  );
}

/** Two reels of tape, the sign for voicemail on every phone. */
function Voicemail(): React.JSX.Element {
  return (
    <svg viewBox="0 0 20 10" width="18" height="9" fill="none" stroke="currentColor" strokeWidth="1.5" className="mt-0.5">
      <circle cx="5" cy="5" r="3.25" /><circle cx="15" cy="5" r="3.25" /><path d="M5 8.25h10" />
    </svg>
  );
}
