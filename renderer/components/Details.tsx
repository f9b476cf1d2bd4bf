import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import { Heading } from 'react-aria-components/Heading';
import { cx } from './cx';
import { Icon } from './Icon';
import { Unbroken } from './Unbroken';

/** Folded by default: technical text and rare settings, one click away. */
export function Details({ title, children, isOpen, onOpenChange }: { title: string; children: ReactNode; isOpen?: boolean; onOpenChange?: (open: boolean) => void }): React.JSX.Element {
  return (
    <Disclosure {...(isOpen === undefined ? {} : { isExpanded: isOpen })} {...(onOpenChange ? { onExpandedChange: onOpenChange } : {})}>
      {({ isExpanded }) => (
        <>
          <Heading>
            <Button slot="trigger" className="flex h-10 items-center gap-1.5 rounded-small pr-2 text-base font-medium text-ink-2 data-hovered:text-ink">
              <Icon of={ChevronRight} size={16} className={cx('transition-transform', isExpanded && 'rotate-90')} />
              {title}
            </Button>
          </Heading>
          <DisclosurePanel className="overflow-hidden">{children}</DisclosurePanel>
        </>
      )}
    </Disclosure>
  );
}

/** Name and value lines with hairlines between. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, value: ReactNode])[] }): React.JSX.Element {
  return (
    <dl className="divide-y divide-line">
      {rows.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-x-6 py-2 max-[280px]:flex-wrap">
          <dt className="shrink-0 text-ink-3">{name}</dt>
          <dd className="tabular selectable ml-auto min-w-0 text-right break-words text-ink">{typeof value === 'string' ? <Unbroken text={value} /> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
