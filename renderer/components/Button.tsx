import { LoaderCircle, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { cx } from './cx';
import { Icon } from './Icon';
import { Tip } from './Tip';

export type Tone = 'accent' | 'live' | 'stop' | 'plain' | 'quiet' | 'stopQuiet';

const tones: Readonly<Record<Tone, string>> = {
  accent: 'bg-accent text-on-accent data-hovered:bg-accent-hover data-pressed:bg-accent-press',
  live: 'bg-live text-on-live data-hovered:bg-live-hover data-pressed:bg-live-press',
  stop: 'bg-stop text-on-stop data-hovered:bg-stop-hover data-pressed:bg-stop-press',
  plain: 'bg-fill text-ink data-hovered:bg-fill-hover data-pressed:bg-fill-press',
  quiet: 'text-accent-ink data-hovered:bg-hover data-pressed:bg-press',
  stopQuiet: 'text-stop-ink data-hovered:bg-stop-soft data-pressed:bg-stop-soft',
};
const sizes = {
  small: 'h-8 px-3 gap-1.5 text-base rounded-small',
  medium: 'h-10 px-4 gap-2 text-base rounded',
  call: 'h-14 px-6 gap-2.5 text-large rounded-window',
} as const;
const base = 'inline-flex shrink-0 items-center justify-center font-medium whitespace-nowrap transition-colors data-disabled:opacity-45 forced-colors:border';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className'> {
  tone?: Tone;
  size?: keyof typeof sizes;
  icon?: LucideIcon;
  className?: string;
  children: ReactNode;
}

/** A button with words. */
export function Button({ tone = 'plain', size = 'medium', icon, className, children, ...rest }: ButtonProps): React.JSX.Element {
  return (
    <AriaButton {...rest} className={cx(base, tones[tone], sizes[size], className)}>
      {rest.isPending ? <Icon of={LoaderCircle} size={16} className="animate-[spin_1s_linear_infinite]" /> : icon && <Icon of={icon} size={size === 'small' ? 16 : 20} />}
      {children}
    </AriaButton>
  );
}

const iconTones = {
  quiet: 'text-ink-2 data-hovered:bg-hover data-hovered:text-ink data-pressed:bg-press',
  plain: 'bg-fill text-ink data-hovered:bg-fill-hover data-pressed:bg-fill-press',
  on: 'bg-inverse text-on-inverse',
  live: tones.live,
  stop: tones.stop,
  accent: tones.accent,
} as const;

export interface IconButtonProps extends Omit<AriaButtonProps, 'children' | 'className'> {
  /** Name for screen readers and the tooltip. */
  label: string;
  icon: LucideIcon;
  tone?: keyof typeof iconTones;
  size?: number;
  iconSize?: number;
  /** Drawn filled: a star that is set. */
  filled?: boolean;
  className?: string;
  /** Shown in the tooltip behind the label. */
  keys?: string;
}

/** A button with an icon only; its name is the tooltip. */
export function IconButton({ label, icon, tone = 'quiet', size = 40, iconSize = 20, filled = false, className, keys, ...rest }: IconButtonProps): React.JSX.Element {
  return (
    <Tip words={keys === undefined ? label : `${label}  ${keys}`}>
      <AriaButton
        {...rest}
        aria-label={label}
        style={{ width: size, height: size }}
        className={cx('inline-flex shrink-0 items-center justify-center rounded-full transition-colors data-disabled:opacity-45', iconTones[tone], className)}
      >
        <Icon of={icon} size={iconSize} className={filled ? 'fill-current' : ''} />
      </AriaButton>
    </Tip>
  );
}
