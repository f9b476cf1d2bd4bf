import type { LucideIcon } from 'lucide-react';
import { MenuItem } from 'react-aria-components/Menu';
import { cx } from './cx';
import { Icon } from './Icon';

/** The frame of what opens from a button: menus and short lists. */
export const menuFrame = 'max-w-[94vw] animate-fade overflow-auto rounded border border-line bg-raised p-1 shadow-float';
export const menuLine = 'flex min-h-10 items-center gap-2.5 rounded-small px-2.5 data-disabled:opacity-45 data-focused:bg-hover';

/** One thing to do, with its icon. */
export function MenuLine({ icon, label, onAction, isDisabled = false, tone = 'plain' }: {
  icon: LucideIcon; label: string; onAction: () => void; isDisabled?: boolean; tone?: 'plain' | 'stop';
}): React.JSX.Element {
  return (
    <MenuItem textValue={label} onAction={onAction} isDisabled={isDisabled} className={cx(menuLine, tone === 'stop' && 'text-stop-ink')}>
      <Icon of={icon} size={18} className={cx('shrink-0', tone === 'plain' && 'text-ink-3')} />
      <span className="min-w-0 truncate">{label}</span>
    </MenuItem>
  );
}
