import { CircleAlert, CircleCheck, CircleDashed, CircleSlash } from 'lucide-react';
import type { AccountWithState } from '../../electron/contract';
import { Button } from '../components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { Countdown } from '../components/Timer';
import { formatTime } from '../i18n/format';
import { useText } from '../i18n/use-text';
import { tell } from '../state/bridge';
import { openSettings, setUi } from '../state/ui';
import { lineHealth, lineWords, type Health } from './line-words';

const icons = { good: CircleCheck, waiting: CircleDashed, bad: CircleAlert, off: CircleSlash } as const;
const inks: Readonly<Record<Health, string>> = { good: 'text-live-ink', waiting: 'text-warn-ink', bad: 'text-stop-ink', off: 'text-ink-3' };

export function HealthIcon({ health }: { health: Health }): React.JSX.Element {
  return <Icon of={icons[health]} size={16} className={cx('shrink-0', inks[health])} />;
}

/** Words, since when, and when the next try comes. */
export function LineWords({ line }: { line: AccountWithState }): React.JSX.Element {
  const text = useText();
  const { registration } = line;
  const words = <span className={cx('font-medium', lineHealth(registration) === 'good' ? 'text-ink' : inks[lineHealth(registration)])}>{lineWords(registration, text)}</span>;
  if (registration.kind === 'registering' && registration.lost !== undefined) return <>{words}<span className="block text-ink-3">{text('line.reachAgain')}</span></>;
  if (lineHealth(registration) === 'good' && registration.kind === 'ready') {
    return <>{words} <span className="tabular text-ink-3 max-[280px]:hidden">{text('line.readySince', { time: formatTime(text.locale, registration.sinceEpochMs) })}</span></>;
  }
  if (registration.kind === 'failed' && registration.nextTryAtEpochMs !== null) {
    return (
      <>
        {words}
        <span className="block text-ink-3"><Countdown untilEpochMs={registration.nextTryAtEpochMs} words={(seconds) => text('line.nextTry', { seconds })} /></span>
      </>
    );
  }
  return words;
}

/** The button that mends it, where there is something to mend. */
export function LineMend({ line }: { line: AccountWithState }): React.JSX.Element | null {
  const text = useText();
  const { account, registration } = line;
  const edit = (): void => openSettings('lines', { kind: 'edit', accountId: account.id });
  const unlock = (): void => setUi({ overlay: { kind: 'unlock', accountId: account.id } });
  const mend = (label: string, run: () => void): React.JSX.Element => <Button tone="quiet" size="small" onPress={run} className="-mr-2 px-2">{label}</Button>;
  if (registration.kind === 'locked') return mend(text('line.unlock'), unlock);
  // What is wrong, in words, and the button to look again.
  if (registration.kind === 'ready' && registration.proof?.kind === 'broken') return mend(text('line.fix'), edit);
  if (registration.kind !== 'failed') return null;
  switch (registration.error.code) {
    case 'wrong-password': return mend(text('line.fix'), unlock);
    case 'forbidden': case 'unknown-user': case 'not-resolved': case 'no-tls': case 'no-websocket': case 'certificate-client': return mend(text('line.fix'), edit);
    case 'certificate-expired': case 'certificate-name': case 'certificate-issuer':
    case 'not-listed': case 'unreachable': case 'timeout': case 'server-error': case 'network':
      return mend(text('line.tryNow'), () => tell('accounts:reconnect', { accountId: account.id }));
  }
}
