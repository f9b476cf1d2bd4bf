import { Clock, PhoneMissed, SearchX } from 'lucide-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { HistoryEntry, HistoryId } from '../../electron/contract';
import { Button } from '../components/Button';
import { Empty } from '../components/Empty';
import { ListPage } from '../components/ListPage';
import { useRowKeys } from '../components/use-row-keys';
import { formatDay } from '../i18n/format';
import { useText } from '../i18n/use-text';
import { openSettings, setUi, useUi } from '../state/ui';
import { HistoryRow } from './HistoryRow';
import { useNewlyMissed } from './use-newly-missed';
import { useHistory } from './use-history';

/** Past calls by day; the missed ones stand out. Those not seen before have a dot. */
export function HistoryList(): React.JSX.Element {
  const text = useText();
  const query = useUi((state) => state.historyQuery);
  const only = useUi((state) => state.historyOnly);
  const { entries, more } = useHistory(query, only);
  const fresh = useNewlyMissed(entries);
  return (
    <ListPage
      label={text('nav.history')}
      search={{ label: text('history.search'), query, onChange: (historyQuery) => setUi({ historyQuery }) }}
      filter={{
        label: text('history.filter'), only, onChange: (historyOnly) => setUi({ historyOnly }),
        options: [{ value: 'all', label: text('history.all') }, { value: 'missed', label: text('history.missed') }],
      }}
    >
      {entries !== null && (entries.length === 0 ? <NoCalls query={query} only={only} /> : <Rows entries={entries} fresh={fresh} onEnd={more} />)}
    </ListPage>
  );
}

function NoCalls({ query, only }: { query: string; only: 'all' | 'missed' }): React.JSX.Element {
  const text = useText();
  if (query !== '') {
    return (
      <Empty icon={SearchX} title={text('history.nothingTitle')} text={text('history.nothingText', { query })}>
        <Button onPress={() => setUi({ historyQuery: '' })}>{text('common.clear')}</Button>
      </Empty>
    );
  }
  if (only === 'missed') return <Empty icon={PhoneMissed} title={text('history.noMissedTitle')} text={text('history.noMissedText')} />;
  return (
    <Empty icon={Clock} title={text('history.emptyTitle')} text={text('history.emptyText')}>
      <Button onPress={() => openSettings('lines')}>{text('history.practice')}</Button>
    </Empty>
  );
}

type Row = { kind: 'day'; key: string; words: string } | { kind: 'call'; key: string; entry: HistoryEntry };

function Rows({ entries, fresh, onEnd }: { entries: readonly HistoryEntry[]; fresh: ReadonlySet<HistoryId>; onEnd: () => void }): React.JSX.Element {
  const text = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const chosen = useUi((state) => state.historyEntry?.id ?? null);
  const rows = useMemo(() => {
    const now = Date.now();
    const made: Row[] = [];
    let day = '';
    for (const entry of entries) {
      const words = formatDay(text, entry.startedAtEpochMs, now);
      if (words !== day) made.push({ kind: 'day', key: `day ${words}`, words });
      day = words;
      made.push({ kind: 'call', key: entry.id, entry });
    }
    return made;
  }, [entries, text]);
  const keyOf = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'day' ? 34 : 56),
    overscan: 8,
    getItemKey: keyOf,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => { if (last >= rows.length - 20) onEnd(); }, [last, rows.length, onEnd]);
  const move = useRowKeys(scroller);
  return (
    <div ref={scroller} className="h-full overflow-y-auto pb-3" onKeyDown={move}>
      <ul aria-label={text('history.list')} style={{ height: virtual.getTotalSize() }} className="relative">
        {items.map((item) => {
          const row = rows[item.index];
          return row && (
            <li key={item.key} style={{ transform: `translateY(${item.start}px)`, height: item.size }} className="absolute inset-x-0 top-0 px-2">
              {row.kind === 'day'
                ? <h3 className="px-2 pt-3 text-small font-semibold text-ink-3">{row.words}</h3>
                : <HistoryRow entry={row.entry} isCurrent={row.entry.id === chosen} isNew={fresh.has(row.entry.id)} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
