import { Lock, LockOpen, ShieldAlert, type LucideIcon } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Popover } from 'react-aria-components/Popover';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import type { CallSnapshot } from '../../electron/contract';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { lockOf } from './security-words';

const inks: Readonly<Record<ReturnType<typeof lockOf>['tone'], string>> = { closed: 'text-live-ink', open: 'text-ink-3', failed: 'text-stop-ink' };

const icons: Readonly<Record<ReturnType<typeof lockOf>['tone'], LucideIcon>> = { closed: Lock, open: LockOpen, failed: ShieldAlert };

type Security = CallSnapshot['security'];

/** Closed only when signalling and audio are both encrypted. Says what is true in a few words on hover. */
export function SecurityMark({ security, className }: { security: Security; className?: string | undefined }): React.JSX.Element {
  const text = useText();
  const { tone, name } = lockOf(security);
  return (
    <TooltipTrigger delay={200}>
      <Button aria-label={text(name)} className={cx('inline-flex size-10 shrink-0 items-center justify-center rounded-full data-hovered:bg-hover', inks[tone], className)}>
        <Icon of={icons[tone]} size={18} />
      </Button>
      <Tooltip offset={6} className="animate-fade rounded-small bg-inverse px-2 py-1 text-small text-on-inverse shadow-float">{text(name)}</Tooltip>
    </TooltipTrigger>
  );
}

/** The mark, and on a click what it means. */
export function SecurityLock({ security, className }: { security: Security; className?: string }): React.JSX.Element {
  const text = useText();
  const { name, why } = lockOf(security);
  return (
    <DialogTrigger>
      <SecurityMark security={security} className={className} />
      <Popover offset={6} className="w-72 max-w-[92vw] animate-fade overflow-y-auto rounded-window border border-line bg-raised p-4 text-small text-ink shadow-float">
        <Dialog className="outline-none">
          <Heading slot="title" className="text-base font-medium">{text(name)}</Heading>
          <p className="mt-1 text-ink-2">{text(why)}</p>
          {security.keyExchange !== null && security.suite !== null && (
            <p className="mt-2 text-ink-3">{text('security.how', { exchange: security.keyExchange === 'dtls' ? 'DTLS-SRTP' : 'SDES', suite: security.suite })}</p>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
