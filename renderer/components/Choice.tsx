import { Check, ChevronDown } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';
import { cx } from './cx';
import { inputClass } from './Field';
import { Icon } from './Icon';

export interface Option<V extends string> { value: V; label: string }

interface ChoiceProps<V extends string> {
  label: string;
  options: readonly Option<V>[];
  value: V;
  onChange: (value: V) => void;
  /** Hides the label, which stays for screen readers. */
  bare?: boolean;
  className?: string;
}

/** One of a list, in a popover. */
export function Choice<V extends string>({ label, options, value, onChange, bare = false, className }: ChoiceProps<V>): React.JSX.Element {
  return (
    <Select
      value={value}
      onChange={(key) => { if (key !== null) onChange(key as V); }}
      {...(bare ? { 'aria-label': label } : {})}
      className={cx('flex min-w-0 flex-col gap-1.5', className)}
    >
      {!bare && <Label className="text-small font-medium text-ink-2">{label}</Label>}
      <Button className={cx(inputClass, 'flex items-center justify-between gap-2 text-left data-pressed:border-ink-3 data-pressed:bg-fill')}>
        <SelectValue className="truncate">{({ selectedText }) => selectedText}</SelectValue>
        <Icon of={ChevronDown} size={16} className="shrink-0 text-ink-3" />
      </Button>
      <Popover offset={4} className="min-w-(--trigger-width) animate-fade overflow-auto rounded border border-line bg-raised p-1 shadow-float">
        <ListBox items={options} className="outline-none">
          {(option) => (
            <ListBoxItem
              id={option.value}
              textValue={option.label}
              className="group flex min-h-9 items-center justify-between gap-3 rounded-small px-2.5 py-1.5 text-base data-focused:bg-hover data-pressed:bg-press"
            >
              <span className="max-w-72 truncate">{option.label}</span>
              <Icon of={Check} size={16} className="shrink-0 text-accent-ink opacity-0 group-data-selected:opacity-100" />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
