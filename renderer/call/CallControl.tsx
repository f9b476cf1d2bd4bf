import type { LucideIcon } from 'lucide-react';
import { Button, type ButtonProps } from 'react-aria-components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';

interface CallControlProps extends Omit<ButtonProps, 'children' | 'className'> {
  icon: LucideIcon;
  label: string;
  /** Set for what is on or off; says it to screen readers too. */
  isOn?: boolean;
}

/** One of the round buttons of a call: 56 px, its name below. */
export function CallControl({ icon, label, isOn, ...rest }: CallControlProps): React.JSX.Element {
  return (
    <Button {...rest} {...(isOn === undefined ? {} : { 'aria-pressed': isOn })} aria-label={label} className="group flex flex-col items-center gap-1.5 rounded-window py-1 data-disabled:opacity-40 forced-colors:border-0">
      <span
        className={cx(
          'flex size-14 items-center justify-center rounded-full transition-colors forced-colors:border',
          isOn ? 'bg-inverse text-on-inverse' : 'bg-fill text-ink group-data-hovered:bg-fill-hover group-data-pressed:bg-fill-press',
        )}
      >
        <Icon of={icon} size={22} />
      </span>
      <span className="max-w-22 truncate text-small font-medium text-ink-2">{label}</span>
    </Button>
  );
}
