import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { cx } from './cx';
import type { Option } from './Choice';

/** Two to four choices side by side. */
export function Segments<V extends string>({ label, options, value, onChange, className }: {
  label: string; options: readonly Option<V>[]; value: V; onChange: (value: V) => void; className?: string;
}): React.JSX.Element {
  return (
    <RadioGroup
      aria-label={label}
      orientation="horizontal"
      value={value}
      onChange={(next) => onChange(next as V)}
      className={cx('flex rounded bg-fill p-0.5', className)}
    >
      {options.map((option) => (
        <Radio
          key={option.value}
          value={option.value}
          className="flex h-8 flex-1 items-center justify-center gap-1.5 rounded-[8px] px-3 text-base max-[280px]:px-1 font-medium whitespace-nowrap text-ink-2 transition-colors data-hovered:text-ink data-selected:bg-thumb data-selected:text-ink data-selected:shadow-[0_1px_2px_var(--shadow)] forced-colors:data-selected:border"
        >
          {option.label}
        </Radio>
      ))}
    </RadioGroup>
  );
}
