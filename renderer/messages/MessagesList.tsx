import { MessageSquare, SearchX, SquarePen } from 'lucide-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { Conversation, MessageHit } from '../../electron/contract';
import { Button, IconButton } from '../components/Button';
import { Empty } from '../components/Empty';
import { SearchField } from '../components/SearchField';
import { focusFirstRow, useRowKeys } from '../components/use-row-keys';
import { useText } from '../i18n/use-text';
import { useNames } from '../state/names';
import { openSettings, setUi, useUi } from '../state/ui';
import { ConversationRow, HitRow } from './ConversationRow';
import { useConversations, useHits } from './use-conversations';

/** All conversations, newest first; with something in the search, the messages that have it in them. */
export function MessagesList(): React.JSX.Element {
  const text = useText();
  const query = useUi((state) => state.messagesQuery);
  const { conversations, more } = useConversations();
  const hits = useHits(query);
  const list = useRef<HTMLDivElement>(null);
  return (
    <section aria-label={text('nav.messages')} className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 items-center gap-1 px-4 pt-3 pb-2">
        <SearchField label={text('messages.search')} value={query} onChange={(messagesQuery) => setUi({ messagesQuery })} onEnterList={() => focusFirstRow(list.current)} />
        <IconButton label={text('messages.new')} icon={SquarePen} onPress={() => setUi({ conversation: { kind: 'new' } })} className="-mr-2" />
      </div>
      <div ref={list} className="min-h-0 flex-1">
        {query.trim() !== '' ? <Found query={query} hits={hits} conversations={conversations ?? []} />
          : conversations === null ? null
            : conversations.length === 0 ? <NoMessages /> : <Rows label={text('messages.list')} rows={conversations.map((conversation) => ({ kind: 'conversation', conversation }))} onEnd={more} />}
      </div>
    </section>
  );
}

function NoMessages(): React.JSX.Element {
  const text = useText();
  return (
    <Empty icon={MessageSquare} title={text('messages.emptyTitle')} text={text('messages.emptyText')}>
      <Button tone="accent" onPress={() => setUi({ conversation: { kind: 'new' } })}>{text('messages.new')}</Button>
      <Button onPress={() => openSettings('lines')}>{text('messages.practice')}</Button>
    </Empty>
  );
}

function Found({ query, hits, conversations }: { query: string; hits: readonly MessageHit[] | null; conversations: readonly Conversation[] }): React.JSX.Element | null {
  const text = useText();
  const names = useNames();
  const rows = useMemo((): Row[] => {
    const wanted = plain(query);
    const byName = conversations.filter((conversation) => plain(`${names.conversation(conversation)} ${conversation.number}`).includes(wanted));
    return [...byName.map((conversation): Row => ({ kind: 'conversation', conversation })), ...(hits ?? []).map((hit): Row => ({ kind: 'hit', hit }))];
  }, [query, conversations, names, hits]);
  if (hits === null) return null;
  if (rows.length > 0) return <Rows label={text('messages.hits')} rows={rows} />;
  return (
    <Empty icon={SearchX} title={text('messages.nothingTitle')} text={text('messages.nothingText', { query })}>
      <Button onPress={() => setUi({ messagesQuery: '' })}>{text('common.clear')}</Button>
    </Empty>
  );
}

const plain = (value: string): string => value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

type Row = { kind: 'conversation'; conversation: Conversation } | { kind: 'hit'; hit: MessageHit };

function Rows({ label, rows, onEnd }: { label: string; rows: readonly Row[]; onEnd?: () => void }): React.JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const view = useUi((state) => state.conversation);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => 64, overscan: 8 });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => { if (last >= rows.length - 15) onEnd?.(); }, [last, rows.length, onEnd]);
  const move = useRowKeys(scroller);
  const shown = view.kind === 'open' ? view : null;
  return (
    <div ref={scroller} className="h-full overflow-y-auto pb-3" onKeyDown={move}>
      <ul aria-label={label} style={{ height: virtual.getTotalSize() }} className="relative">
        {items.map((item) => {
          const row = rows[item.index];
          return row && (
            <li key={row.kind === 'hit' ? row.hit.message.id : row.conversation.id} aria-setsize={rows.length} aria-posinset={item.index + 1} style={{ transform: `translateY(${item.start}px)`, height: item.size }} className="absolute inset-x-0 top-0 px-2">
              {row.kind === 'conversation'
                ? <ConversationRow conversation={row.conversation} isCurrent={shown !== null && shown.id === row.conversation.id && shown.at === null} />
                : <HitRow conversation={row.hit.conversation} order={row.hit.message.order} text={row.hit.message.text} atEpochMs={row.hit.message.atEpochMs} ranges={row.hit.ranges} isCurrent={shown?.at === row.hit.message.order} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
