import { ArrowDown } from 'lucide-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Message } from '../../electron/contract';
import { Button } from '../components/Button';
import { useText } from '../i18n/use-text';
import { Bubble } from './Bubble';
import { threadRows } from './rows';

/** So near to the end one reads along, px. */
const nearEnd = 60;
/** What scrolls within this after a wheel, key or touch was scrolled by the user, ms; the rest are rows that were measured. */
const byHandMs = 800;
/** So near to the beginning older ones are asked for, px. */
const nearStart = 400;

/**
 * The messages from top to bottom. Who reads at the end stays at the end, who reads further up stays where they are,
 * also when older ones are put before it.
 */
export function ThreadRows({ messages, name, at, onStart }: { messages: readonly Message[]; name: string; at: number | null; onStart: () => void }): React.JSX.Element {
  const text = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(at === null);
  const [unseen, setUnseen] = useState(false);
  const follows = useRef(at === null);
  const touchedAtMs = useRef(-Infinity);
  const first = useRef<{ id: string; height: number } | null>(null);
  const rows = useMemo(() => threadRows(messages, text, Date.now()), [messages, text]);
  const keyOf = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const virtual = useVirtualizer({
    count: rows.length, getScrollElement: () => scroller.current, getItemKey: keyOf, overscan: 10,
    estimateSize: (index) => { const row = rows[index]; return row?.kind === 'message' ? 40 + Math.floor(row.message.text.length / 38) * 20 : 36; },
  });
  const total = virtual.getTotalSize();

  useLayoutEffect(() => {
    const view = scroller.current;
    if (view === null) return;
    const firstId = messages[0]?.id ?? '';
    const before = first.current;
    // Older ones came in above: what is read stays under the eyes.
    if (before !== null && before.id !== firstId && !follows.current && messages.some(({ id }) => id === before.id)) view.scrollTop += total - before.height;
    first.current = { id: firstId, height: total };
    if (follows.current) view.scrollTop = view.scrollHeight;
  }, [messages, total]);

  useEffect(() => {
    const view = scroller.current;
    if (view === null) return undefined;
    const observer = new ResizeObserver(() => { if (follows.current) view.scrollTop = view.scrollHeight; });
    observer.observe(view);
    return () => observer.disconnect();
  }, []);

  const newest = messages.at(-1);
  const lastSeen = useRef(newest?.id);
  useEffect(() => {
    if (newest === undefined || newest.id === lastSeen.current) return;
    lastSeen.current = newest.id;
    // One's own message is always shown.
    if (newest.direction === 'outgoing') follows.current = true;
    if (follows.current) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    else setUnseen(true);
  }, [newest]);

  // Only when one comes here, not with every message: the key of this component changes with the place.
  const came = useRef(false);
  useEffect(() => {
    if (came.current) return;
    const index = at === null ? -1 : rows.findIndex((row) => row.kind === 'message' && row.message.order === at);
    if (index < 0) return;
    came.current = true;
    follows.current = false;
    virtual.scrollToIndex(index, { align: 'center' });
  }, [at, rows, virtual]);

  const touched = (): void => { touchedAtMs.current = performance.now(); };
  const toEnd = (): void => {
    follows.current = true;
    setUnseen(false);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  };
  return (
    <div className="relative h-full">
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={text('messages.with', { name })}
        tabIndex={0}
        onWheel={touched}
        onTouchMove={touched}
        onPointerDown={touched}
        onKeyDown={touched}
        onScroll={({ currentTarget: view }) => {
          const isNear = view.scrollHeight - view.scrollTop - view.clientHeight < nearEnd;
          if (isNear) follows.current = true;
          else if (performance.now() - touchedAtMs.current < byHandMs) follows.current = false;
          else if (follows.current) view.scrollTop = view.scrollHeight;
          setAtEnd(isNear);
          if (isNear) setUnseen(false);
          if (view.scrollTop < nearStart) onStart();
        }}
        className="@container h-full overflow-y-auto"
      >
        <div className="flex min-h-full flex-col justify-end pb-2">
          <div style={{ height: total }} className="relative shrink-0">
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              return row && (
                <div key={item.key} data-index={item.index} ref={virtual.measureElement} style={{ transform: `translateY(${item.start}px)` }} className="absolute inset-x-0 top-0">
                  {row.kind === 'day' ? <h3 className="pt-4 pb-1 text-center text-small font-medium text-ink-3">{row.words}</h3> : <Bubble row={row} name={name} isWanted={row.message.order === at} />}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      {!atEnd && unseen && <Button tone="accent" size="small" icon={ArrowDown} onPress={toEnd} className="absolute! bottom-3 left-1/2 -translate-x-1/2 animate-rise shadow-float">{text('messages.newBelow')}</Button>}
    </div>
  );
}
