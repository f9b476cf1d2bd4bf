import { Search, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import { Input } from 'react-aria-components/Input';
import { SearchField as AriaSearchField } from 'react-aria-components/SearchField';
import { useText } from '../i18n/use-text';
import { useUi } from '../state/ui';
import { Icon } from './Icon';

/** The search of a list. Typing anywhere on the page comes here (`searchFocus`). */
export function SearchField({ label, value, onChange, onEnterList }: { label: string; value: string; onChange: (value: string) => void; onEnterList?: () => void }): React.JSX.Element {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  const wanted = useUi((state) => state.searchFocus);
  const last = useRef(wanted);
  useEffect(() => {
    if (wanted !== last.current) input.current?.focus();
    last.current = wanted;
  }, [wanted]);
  return (
    <AriaSearchField aria-label={label} value={value} onChange={onChange} className="group relative min-w-0 flex-1">
      <Icon of={Search} size={16} className="pointer-events-none absolute top-3 left-3 text-ink-3" />
      <Input
        ref={input}
        placeholder={label}
        spellCheck={false}
        onKeyDown={(event) => { if (event.key === 'ArrowDown') { event.preventDefault(); onEnterList?.(); } }}
        className="h-10 w-full rounded border border-transparent bg-fill pr-9 pl-9 text-base transition-colors data-hovered:bg-fill-hover data-focused:border-accent-ink data-focused:bg-surface data-focused:ring-3 data-focused:ring-accent/20 [&::-webkit-search-cancel-button]:hidden"
      />
      <Button aria-label={text('common.clear')} className="absolute top-1 right-1 flex size-8 items-center justify-center rounded-small text-ink-3 group-data-empty:hidden data-hovered:text-ink">
        <Icon of={X} size={16} />
      </Button>
    </AriaSearchField>
  );
}
