import type { LucideIcon } from 'lucide-react';
import { Button, type ButtonProps } from 'react-aria-components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { Tip } from '../components/Tip';
import { useLow } from '../components/use-window-size';

interface CallControlProps extends Omit<ButtonProps, 'children' | 'className'> {
  icon: LucideIcon;
  label: string;
  /** Set for what is on or off; says it to screen readers too. */
  isOn?: boolean;
}

/** One of the round buttons of a call: 56 px, its name below. Where there is no height for that, smaller, and the name a tooltip. */
export function CallControl({ icon, label, isOn, ...rest }: CallControlProps): React.JSX.Element {
  const low = useLow();
  const button = (
    <Button {...rest} {...(isOn === undefined ? {} : { 'aria-pressed': isOn })} aria-label={label} className="group flex flex-col items-center gap-1.5 rounded-window py-1 low:gap-1 low:py-0.5 lower:gap-0.5 lower:py-0 data-disabled:opacity-40 forced-colors:border-0">
      <span
        className={cx(
          'flex size-14 low:size-12 lower:size-11 lowest:size-10 items-center justify-center rounded-full transition-colors forced-colors:border',
          isOn ? 'bg-inverse text-on-inverse' : 'bg-fill text-ink group-data-hovered:bg-fill-hover group-data-pressed:bg-fill-press',
        )}
      >
        <Icon of={icon} size={22} />
      </span>
      <span className="max-w-22 truncate text-small font-medium text-ink-2 lowest:hidden">{label}</span>
    </Button>
  );
  return low ? <Tip words={label}>{button}</Tip> : button;
}
