import { CircleQuestionMark, Clock, Grid3x3, LayoutGrid, MessageSquare, Settings, UsersRound, type LucideIcon } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { openPage, pages, setUi, useUi, type Page } from '../state/ui';

const icons: Readonly<Record<Page, LucideIcon>> = { keypad: Grid3x3, people: UsersRound, history: Clock, messages: MessageSquare, keys: LayoutGrid, settings: Settings };

/** The pages: a rail on the left in a wide window, a bar at the bottom in a narrow one. */
export function Rail({ wide }: { wide: boolean }): React.JSX.Element {
  const text = useText();
  const page = useUi((state) => state.page);
  const missed = useApp((state) => state.missedCount);
  const unread = useApp((state) => state.unreadMessages);
  return (
    <nav
      aria-label={text('nav.label')}
      className={cx('shrink-0 border-line bg-canvas', wide ? 'flex w-20 flex-col items-center gap-1 border-r py-3' : 'grid h-15 auto-cols-fr grid-flow-col border-t px-1 pt-1')}
    >
      {pages.map((item) => {
        const isCurrent = item === page;
        const count = item === 'history' ? missed : item === 'messages' ? unread : 0;
        return (
          <Button
            key={item}
            onPress={() => openPage(item)}
            aria-label={count > 0 ? `${text(`nav.${item}`)}, ${text.count(item === 'messages' ? 'nav.unread' : 'nav.missed', count)}` : text(`nav.${item}`)}
            {...(isCurrent ? { 'aria-current': 'page' } : {})}
            className={cx(
              'group flex flex-col items-center justify-center gap-0.5 rounded text-tiny font-medium transition-colors',
              wide ? 'h-15 w-16' : 'h-13',
              isCurrent ? 'text-accent-ink' : 'text-ink-3 data-hovered:text-ink',
            )}
          >
            <span className={cx('relative flex h-7 w-12 items-center max-[280px]:w-7 justify-center rounded-full transition-colors', isCurrent ? 'bg-accent-soft' : 'group-data-hovered:bg-hover group-data-pressed:bg-press')}>
              <Icon of={icons[item]} />
              {count > 0 && (
                <span aria-hidden="true" className="tabular absolute -top-1 right-1 flex max-[280px]:-right-1 h-4 min-w-4 items-center justify-center rounded-full bg-stop px-1 text-[10px] leading-none font-semibold text-on-stop">
                  {count > 99 ? '99+' : count}
                </span>
              )}
            </span>
            <span className="max-[280px]:hidden">{text(`nav.${item}`)}</span>
          </Button>
        );
      })}
      {wide && <IconButton label={text('keys.open')} keys="?" icon={CircleQuestionMark} onPress={() => setUi({ overlay: { kind: 'shortcuts' } })} className="mt-auto" />}
    </nav>
  );
}
