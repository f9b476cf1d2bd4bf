import { useVirtualizer } from '@tanstack/react-virtual';
import { Check, LayoutGrid, Pencil, Plus } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { PhoneKey } from '../../electron/contract';
import { Button, IconButton } from '../components/Button';
import { Empty } from '../components/Empty';
import { SearchField } from '../components/SearchField';
import { focusFirstRow } from '../components/use-row-keys';
import { useText } from '../i18n/use-text';
import { ask } from '../state/bridge';
import { setUi, useUi } from '../state/ui';
import { SharedLines } from '../shared-lines/SharedLines';
import { KeySheet } from './KeySheet';
import { useWatching } from './key-store';
import { nameOf } from './key-words';
import { KeyActions } from './KeyActions';
import { KeyTile, TILE_HEIGHT } from './KeyTile';
import { pressOrPass } from './press-key';
import { useColumns } from './use-columns';

const gap = 8;
const rowSize = (): number => TILE_HEIGHT + gap;

/** Everyone at a glance: who is free, who rings, who talks; one press calls, or takes the call. */
export function KeysPage(): React.JSX.Element {
  const text = useText();
  const keys = useWatching((state) => state.keys);
  const query = useUi((state) => state.keysQuery);
  const [arranging, setArranging] = useState(false);
  const [edited, setEdited] = useState<PhoneKey | 'new' | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => (keys ?? []).filter((key) => matches(key, query)), [keys, query]);
  const press = useCallback((key: PhoneKey) => { if (arranging) setEdited(key); else pressOrPass(key); }, [arranging]);
  return (
    <section aria-label={text('nav.keys')} className="flex h-full min-h-0 flex-col [@media(max-height:400px)]:overflow-y-auto">
      <div className="flex shrink-0 items-center gap-1 px-4 pt-3 pb-2">
        <SearchField label={text('board.search')} value={query} onChange={(keysQuery) => setUi({ keysQuery })} onEnterList={() => focusFirstRow(list.current)} />
        {(keys?.length ?? 0) > 0 && <IconButton label={arranging ? text('board.arranged') : text('board.arrange')} icon={arranging ? Check : Pencil} tone={arranging ? 'accent' : 'quiet'} onPress={() => setArranging(!arranging)} />}
        <IconButton label={text('board.add')} icon={Plus} onPress={() => setEdited('new')} className="-mr-2" />
      </div>
      {!arranging && <KeyActions />}
      <SharedLines />
      {arranging && <p className="shrink-0 px-4 pb-2 text-small text-ink-3">{text('board.arrangeHint')}</p>}
      <div ref={list} className="min-h-0 flex-1 [@media(max-height:400px)]:min-h-32 [@media(max-height:400px)]:shrink-0">
        {keys !== null && shown.length === 0
          ? query === ''
            ? <Empty icon={LayoutGrid} title={text('board.emptyTitle')} text={text('board.emptyText')}><Button tone="accent" onPress={() => setEdited('new')}>{text('board.add')}</Button></Empty>
            : <Empty icon={LayoutGrid} title={text('board.nothingTitle')} text={text('board.nothingText', { query })}><Button onPress={() => setUi({ keysQuery: '' })}>{text('common.clear')}</Button></Empty>
          : <Grid keys={shown} arranging={arranging} onPress={press} />}
      </div>
      {edited !== null && <KeySheet edited={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </section>
  );
}

/** As many columns as fit; only the rows on the screen are there. */
function Grid({ keys, arranging, onPress }: { keys: readonly PhoneKey[]; arranging: boolean; onPress: (key: PhoneKey) => void }): React.JSX.Element {
  const text = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useColumns(scroller);
  const [said, setSaid] = useState('');
  const rows = useVirtualizer({ count: Math.ceil(keys.length / columns), getScrollElement: () => scroller.current, estimateSize: rowSize, overscan: 4 });
  const placeOf = useCallback((key: PhoneKey): number => useWatching.getState().keys?.findIndex(({ id }) => id === key.id) ?? -1, []);
  const move = useCallback((key: PhoneKey, by: 'left' | 'right' | 'up' | 'down') => {
    const step = { left: -1, right: 1, up: -columns, down: columns }[by];
    const count = useWatching.getState().keys?.length ?? 0;
    const to = placeOf(key) + step;
    if (to < 0 || to >= count) return;
    void ask('keys:move', { keyId: key.id, toIndex: to }).then(() => {
      setSaid(text('board.moved', { name: nameOf(key), place: to + 1 }));
      window.requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key.id)}"]`)?.focus());
    });
  }, [columns, placeOf, text]);
  const dropOn = useCallback((index: number, draggedId: string) => {
    const target = keys[index];
    const dragged = keys.find(({ id }) => id === draggedId);
    if (target !== undefined && dragged !== undefined && target !== dragged) void ask('keys:move', { keyId: dragged.id, toIndex: placeOf(target) });
  }, [keys, placeOf]);
  const walk = (event: React.KeyboardEvent): void => {
    const step = event.altKey ? undefined : { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    const focused = (document.activeElement as HTMLElement | null)?.dataset['key'];
    const at = keys.findIndex(({ id }) => id === focused);
    const next = step === undefined || at < 0 ? undefined : keys[at + step];
    if (next === undefined) return;
    event.preventDefault();
    rows.scrollToIndex(Math.floor(keys.indexOf(next) / columns));
    window.requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(next.id)}"]`)?.focus());
  };
  return (
    <div ref={scroller} className="h-full overflow-y-auto px-4 pb-3" onKeyDown={walk}>
      <div role="group" aria-label={text('board.list')} style={{ height: rows.getTotalSize() }} className="relative">
        {rows.getVirtualItems().map((row) => (
          <div key={row.key} style={{ transform: `translateY(${row.start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gap }} className="absolute inset-x-0 top-0 grid">
            {keys.slice(row.index * columns, (row.index + 1) * columns).map((key, at) => (
              <KeyTile key={key.id} phoneKey={key} index={row.index * columns + at} arranging={arranging} onPress={onPress} onMove={move} onDropOn={dropOn} />
            ))}
          </div>
        ))}
      </div>
      <p role="status" className="sr-only">{said}</p>
    </div>
  );
}

function matches(key: PhoneKey, query: string): boolean {
  const plain = (value: string): string => value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain(`${key.label} ${key.target}`).includes(plain(query.trim()));
}
