import { useRef, type ReactNode } from 'react';
import { SearchField } from './SearchField';
import { Segments } from './Segments';
import { focusFirstRow } from './use-row-keys';

interface ListPageProps<Only extends string> {
  label: string;
  search: { label: string; query: string; onChange: (query: string) => void };
  filter: { label: string; only: Only; onChange: (only: Only) => void; options: readonly { value: Only; label: string }[] };
  /** Buttons beside the search. */
  actions?: ReactNode;
  /** What a screen reader is told of the list as a whole. */
  status?: ReactNode;
  children: ReactNode;
}

/** A page that is one long list: search and filter on top; Enter or the arrow in the search goes into the rows. */
export function ListPage<Only extends string>({ label, search, filter, actions, status, children }: ListPageProps<Only>): React.JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  return (
    <section aria-label={label} className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 items-center gap-1 px-4 pt-3">
        <SearchField label={search.label} value={search.query} onChange={search.onChange} onEnterList={() => focusFirstRow(list.current)} />
        {actions}
      </div>
      <div className="shrink-0 px-4 pt-2 pb-2">
        <Segments label={filter.label} value={filter.only} onChange={filter.onChange} options={filter.options} />
      </div>
      <div ref={list} className="min-h-0 flex-1">{children}</div>
      {status}
    </section>
  );
}
