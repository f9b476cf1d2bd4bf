import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from './Icon';

/** What a list says when there is nothing in it yet, and what to do about it. */
export function Empty({ icon, title, text, children }: { icon: LucideIcon; title: string; text: string; children?: ReactNode }): React.JSX.Element {
  return (
    <div className="flex h-full flex-col items-center justify-center px-8 py-10 text-center">
      <span className="mb-5 flex size-16 items-center justify-center rounded-full bg-fill text-ink-3"><Icon of={icon} size={28} /></span>
      <p className="text-large font-semibold text-balance">{title}</p>
      <p className="mt-1 max-w-70 text-base text-balance text-ink-3">{text}</p>
      {children && <div className="mt-5 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
