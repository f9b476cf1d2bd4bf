import { useEffect, useRef } from 'react';
import { formatTimer } from '../i18n/format';

/** Counts from a moment, in whole seconds. Writes its own text, so nothing around it renders again. */
export function Timer({ sinceEpochMs, className }: { sinceEpochMs: number; className?: string }): React.JSX.Element {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let handle = 0;
    const show = (): void => {
      const elapsedMs = Math.max(0, Date.now() - sinceEpochMs);
      if (element.current) element.current.textContent = formatTimer(elapsedMs / 1000);
      handle = window.setTimeout(show, 1000 - (elapsedMs % 1000) + 5);
    };
    show();
    return () => window.clearTimeout(handle);
  }, [sinceEpochMs]);
  return <span ref={element} role="timer" className={`tabular ${className ?? ''}`}>{formatTimer((Date.now() - sinceEpochMs) / 1000)}</span>;
}

/** Seconds left until a moment, handed to `children` as a number; stops at zero. */
export function Countdown({ untilEpochMs, words }: { untilEpochMs: number; words: (seconds: number) => string }): React.JSX.Element {
  const element = useRef<HTMLSpanElement>(null);
  const say = useRef(words);
  say.current = words;
  useEffect(() => {
    let handle = 0;
    const show = (): void => {
      const leftMs = Math.max(0, untilEpochMs - Date.now());
      if (element.current) element.current.textContent = say.current(Math.ceil(leftMs / 1000));
      if (leftMs > 0) handle = window.setTimeout(show, (leftMs % 1000) + 5);
    };
    show();
    return () => window.clearTimeout(handle);
  }, [untilEpochMs]);
  return <span ref={element} className="tabular">{words(Math.max(0, Math.ceil((untilEpochMs - Date.now()) / 1000)))}</span>;
}
