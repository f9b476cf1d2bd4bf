import { Ellipsis, Plus, Star, UserRoundSearch, UsersRound } from 'lucide-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { Contact } from '../../electron/contract';
import { Button, IconButton } from '../components/Button';
import { Empty } from '../components/Empty';
import { ListPage } from '../components/ListPage';
import { useRowKeys } from '../components/use-row-keys';
import { useText } from '../i18n/use-text';
import { newContact, setUi, useUi } from '../state/ui';
import { exportVcard, importVcard } from './contact-actions';
import { PersonRow } from './PersonRow';
import { letterOf, usePeople, type People } from './use-people';

/** Everyone, by letter; search, favourites, import and export. */
export function PeopleList(): React.JSX.Element {
  const text = useText();
  const query = useUi((state) => state.peopleQuery);
  const only = useUi((state) => state.peopleOnly);
  const people = usePeople(query, only);
  return (
    <ListPage
      label={text('nav.people')}
      search={{ label: text('people.search'), query, onChange: (peopleQuery) => setUi({ peopleQuery }) }}
      filter={{
        label: text('people.filter'), only, onChange: (peopleOnly) => setUi({ peopleOnly }),
        options: [{ value: 'all', label: text('people.all') }, { value: 'favourites', label: text('people.favourites') }],
      }}
      actions={<Actions />}
      status={<p role="status" className="sr-only">{people.total !== null && text.count('people.count', people.total)}</p>}
    >
      {people.total === 0 ? <NoPeople query={query} only={only} /> : <Rows people={people} byLetter={query === '' && only === 'all'} />}
    </ListPage>
  );
}

function Actions(): React.JSX.Element {
  const text = useText();
  return (
    <>
      <MenuTrigger>
        <IconButton label={text('people.more')} icon={Ellipsis} />
        <Popover placement="bottom end" offset={4} className="animate-fade rounded border border-line bg-raised p-1 shadow-float">
          <Menu aria-label={text('people.more')} className="outline-none" onAction={(key) => void (key === 'import' ? importVcard() : exportVcard(text))}>
            <MenuItem id="import" className="flex min-h-9 items-center rounded-small px-2.5 data-focused:bg-hover">{text('people.import')}</MenuItem>
            <MenuItem id="export" className="flex min-h-9 items-center rounded-small px-2.5 data-focused:bg-hover">{text('people.export')}</MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      <IconButton label={text('people.add')} icon={Plus} onPress={() => newContact()} className="-mr-2 -ml-1" />
    </>
  );
}

function NoPeople({ query, only }: { query: string; only: 'all' | 'favourites' }): React.JSX.Element {
  const text = useText();
  if (query !== '') {
    return (
      <Empty icon={UserRoundSearch} title={text('people.nothingTitle')} text={text('people.nothingText', { query })}>
        <Button onPress={() => setUi({ peopleQuery: '' })}>{text('common.clear')}</Button>
      </Empty>
    );
  }
  if (only === 'favourites') return <Empty icon={Star} title={text('people.noFavouritesTitle')} text={text('people.noFavouritesText')} />;
  return (
    <Empty icon={UsersRound} title={text('people.emptyTitle')} text={text('people.emptyText')}>
      <Button tone="accent" onPress={() => newContact()}>{text('people.add')}</Button>
      <Button onPress={() => void importVcard()}>{text('people.import')}</Button>
    </Empty>
  );
}

const rowHeight = 56;
const estimateRow = (): number => rowHeight;
/** Lines asked for before they are reached. */
const ahead = 60;

function Rows({ people, byLetter }: { people: People; byLetter: boolean }): React.JSX.Element {
  const text = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const view = useUi((state) => state.contact);
  const chosen = view.kind === 'none' ? null : view.contactId;
  const header = (index: number): string | null => {
    const contact = byLetter ? people.at(index) : undefined;
    if (contact === undefined) return null;
    const letter = letterOf(contact.name);
    const before = index === 0 ? undefined : people.at(index - 1);
    return index === 0 || (before !== undefined && letterOf(before.name) !== letter) ? letter : null;
  };
  const rows = useVirtualizer({
    count: people.total ?? 0,
    getScrollElement: () => scroller.current,
    // Both functions stay the same, and keys are places: new ones would make 50,000 lines be measured anew at every step.
    estimateSize: estimateRow,
    overscan: 8,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (people.total !== null) people.need(Math.max(0, first - ahead), Math.min(people.total - 1, last + ahead));
  }, [people, first, last]);
  const move = useRowKeys(scroller);
  return (
    <div ref={scroller} className="h-full overflow-y-auto pb-3" onKeyDown={move}>
      <ul aria-label={text('people.list')} style={{ height: rows.getTotalSize() }} className="relative">
        {items.map((item) => {
          const contact: Contact | undefined = people.at(item.index);
          const letter = header(item.index);
          return (
            <li
              key={item.key}
              data-index={item.index}
              ref={rows.measureElement}
              aria-setsize={people.total ?? -1}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
              className="absolute inset-x-0 top-0 px-2"
            >
              {letter !== null && <p aria-hidden="true" className="px-2 pt-2.5 pb-1 text-small font-semibold text-ink-3">{letter}</p>}
              {contact ? <PersonRow contact={contact} isCurrent={contact.id === chosen} /> : <RowToCome />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Where a person will be as soon as the page of the list is here. */
function RowToCome(): React.JSX.Element {
  return (
    <div aria-hidden="true" className="flex h-14 items-center gap-3 px-2">
      <span className="size-10 rounded-full bg-fill" />
      <span className="h-3 w-36 rounded-full bg-fill" />
    </div>
  );
}
