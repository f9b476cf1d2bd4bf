import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../i18n/use-text';
import { IconButton } from './Button';
import { cx } from './cx';

/** The frame of a detail: way back where it covers the list, title, actions, and a column that never gets too wide. */
export function DetailPage({ title, onBack, wide, alwaysBack = false, actions, children, footer }: {
  title: string; onBack: () => void; wide: boolean; /** Also where the list stands beside it: there is something behind. */ alwaysBack?: boolean; actions?: ReactNode; children: ReactNode; footer?: ReactNode;
}): React.JSX.Element {
  const text = useText();
  return (
    <section className="flex h-full min-h-0 flex-col">
      <header className={cx('mx-auto flex h-14 w-full shrink-0 items-center gap-1', wide ? 'max-w-120 px-5' : 'px-4')}>
        {(!wide || alwaysBack) && <IconButton label={text('nav.back')} icon={ChevronLeft} onPress={onBack} className="-ml-2" />}
        <h2 className="line-clamp-2 min-w-0 flex-1 text-large leading-5 font-semibold break-words">{title}</h2>
        {actions}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-120 px-5 pb-8">{children}</div>
      </div>
      {footer && <div className="shrink-0 border-t border-line"><div className="mx-auto flex w-full max-w-120 gap-2 px-5 py-3">{footer}</div></div>}
    </section>
  );
}
