import { Shield, ShieldAlert, ShieldCheck, type LucideIcon } from 'lucide-react';
import type { CallSnapshot } from '../../electron/contract';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { callerWords } from './caller-words';

type Verdict = NonNullable<CallSnapshot['callerVerification']>['verdict'];
const icons: Readonly<Record<Verdict, LucideIcon>> = { verified: ShieldCheck, partly: Shield, failed: ShieldAlert };

/** Whether the caller may use the number, by a small sign and in words, or a word where there is little room; nothing where nothing is known. */
export function CallerSign({ call, short = false, className }: { call: CallSnapshot; short?: boolean; className?: string }): React.JSX.Element | null {
  const text = useText();
  const words = callerWords(call, text);
  if (words === '' || call.callerVerification == null) return null;
  const { verdict } = call.callerVerification;
  return (
    <span title={short ? words : undefined} className={cx('inline-flex items-center gap-1 align-bottom', verdict === 'failed' ? 'font-medium text-warn-ink' : 'text-ink-2', className)}>
      <Icon of={icons[verdict]} size={14} className="shrink-0" />{short ? text(`callers.short.${verdict}`) : words}
    </span>
  );
}
