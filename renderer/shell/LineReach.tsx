import { CircleAlert, CircleCheck, CircleHelp } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AccountWithState } from '../../electron/contract';
import { Button } from '../components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { ask } from '../state/bridge';
import { reachWords } from './reach-words';

const icons = { good: CircleCheck, unsure: CircleHelp, bad: CircleAlert } as const;
const inks = { good: 'text-live-ink', unsure: 'text-ink-3', bad: 'text-warn-ink' } as const;
/** The age is told in minutes. */
const REFRESH_MS = 15_000;

/** "Will it ring?": what was proven and when, and a button that proves it now. Nothing for a line that is not registered. */
export function LineReach({ line }: { line: AccountWithState }): React.JSX.Element | null {
  const text = useText();
  const [now, setNow] = useState(Date.now);
  const [checking, setChecking] = useState(false);
  useEffect(() => {
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), REFRESH_MS);
    return () => window.clearInterval(timer);
  }, [line.registration]);
  const words = reachWords(line.registration, text, now);
  if (words === null) return null;
  const check = async (): Promise<void> => {
    setChecking(true);
    await ask('accounts:checkReach', { accountId: line.account.id });
    setChecking(false);
  };
  return (
    <section aria-label={text('reach.title')} className="mb-6 flex items-start gap-3 rounded border border-line px-4 py-3">
      <Icon of={icons[words.health]} size={16} className={cx('mt-0.5 shrink-0', inks[words.health])} />
      <div role="status" className="min-w-0 flex-1">
        <p className="font-medium text-pretty">{words.headline}</p>
        {words.detail !== null && <p className="mt-0.5 text-small text-pretty text-ink-2">{words.detail}</p>}
      </div>
      {line.registration.kind === 'ready' && <Button size="small" isPending={checking} className="shrink-0" onPress={() => void check()}>{text('reach.check')}</Button>}
    </section>
  );
}
