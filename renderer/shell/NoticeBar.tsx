import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import type { Notice } from '../../electron/contract';
import { Button, IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { tell } from '../state/bridge';
import { openPage, openSettings } from '../state/ui';

const looks = {
  info: { icon: Info, bar: 'bg-accent-soft', ink: 'text-accent-ink' },
  warning: { icon: TriangleAlert, bar: 'bg-warn-soft', ink: 'text-warn-ink' },
  error: { icon: CircleAlert, bar: 'bg-stop-soft', ink: 'text-stop-ink' },
} as const;

/** Quiet bars for what the user should know: the newest notice, and a sound device in trouble. */
export function NoticeBar(): React.JSX.Element | null {
  const text = useText();
  const notice = useApp((state) => state.notices.at(-1) ?? null);
  const problem = useApp((state) => state.audioProblem);
  if (notice === null && problem === null) return null;
  return (
    <div role="region" aria-label={text('notice.region')} className="max-h-2/5 shrink-0 overflow-y-auto">
      {problem !== null && (
        <Bar look="warning" words={text(`audio.${problem.code}`)} detail={problem.detail} action={{ label: text('audio.settings'), run: () => openSettings('sound') }} onDismiss={null} />
      )}
      {notice !== null && <NoticeLine key={notice.id} notice={notice} />}
    </div>
  );
}

function NoticeLine({ notice }: { notice: Notice }): React.JSX.Element {
  const text = useText();
  const dismiss = (): void => {
    tell('app:dismissNotice', { id: notice.id });
    useApp.setState((state) => ({ notices: state.notices.filter((other) => other.id !== notice.id) }));
  };
  const action = noticeAction(notice.code);
  return <Bar look={notice.severity} words={text(`notice.${notice.code}`)} detail={notice.detail} action={action && { label: text(action.key), run: action.run }} onDismiss={dismiss} />;
}

function noticeAction(code: Notice['code']): { key: 'notice.openLog' | 'notice.showLines' | 'notice.showHistory' | 'notice.startAnew'; run: () => void } | null {
  switch (code) {
    case 'provisioned': case 'keychain-missing': return { key: 'notice.showLines', run: () => openSettings('lines') };
    case 'interrupted-calls': return { key: 'notice.showHistory', run: () => openPage('history') };
    case 'bad-link': case 'call-failed': case 'reply-not-delivered': return null;
    case 'sound-server-restarted': return { key: 'notice.startAnew', run: () => tell('app:startAnew', null) };
    default: return { key: 'notice.openLog', run: () => tell('app:openLogFolder', null) };
  }
}

function Bar({ look, words, detail, action, onDismiss }: {
  look: keyof typeof looks; words: string; detail: string; action: { label: string; run: () => void } | null; onDismiss: (() => void) | null;
}): React.JSX.Element {
  const text = useText();
  const [open, setOpen] = useState(false);
  const { icon, bar, ink } = looks[look];
  return (
    <div role="alert" className={cx('flex animate-fade gap-3 border-b border-line px-4 py-2.5', bar)}>
      <Icon of={icon} className={cx('mt-0.5 shrink-0', ink)} size={18} />
      <div className="min-w-0 flex-1">
        <p className="text-pretty text-ink">{words}</p>
        {open && <p className="selectable mt-1 text-small break-words text-ink-2">{detail}</p>}
        <div className="-ml-2 flex flex-wrap">
          {action && <Button tone="quiet" size="small" className="px-2" onPress={action.run}>{action.label}</Button>}
          {detail !== '' && !open && <Button tone="quiet" size="small" className="px-2" onPress={() => setOpen(true)}>{text('common.details')}</Button>}
        </div>
      </div>
      {onDismiss && <IconButton label={text('common.dismiss')} icon={X} onPress={onDismiss} size={32} className="-mr-2" />}
    </div>
  );
}
