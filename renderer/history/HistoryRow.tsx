import { CircleDot, Info } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import type { HistoryEntry } from '../../electron/contract';
import { Avatar } from '../components/Avatar';
import { IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { formatTime } from '../i18n/format';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { dial } from '../state/actions';
import { useNames, entryNumber } from '../state/names';
import { useContactPhoto } from '../contacts/use-contact';
import { setUi } from '../state/ui';
import { DirectionIcon, outcomeWords } from './CallLine';

/** One past call: a press calls back, the i opens the details. A missed one not looked at before has a dot. */
export function HistoryRow({ entry, isCurrent, isNew = false }: { entry: HistoryEntry; isCurrent: boolean; isNew?: boolean }): React.JSX.Element {
  const text = useText();
  const lines = useApp((state) => state.accounts.length);
  const names = useNames();
  const name = names.entry(entry);
  const number = entryNumber(entry);
  const photo = useContactPhoto(entry.contactId);
  const open = (): void => setUi({ page: 'history', historyEntry: entry, callOpen: false });
  const outcome = outcomeWords(entry, text);
  return (
    <div className={cx('group relative flex items-center rounded transition-colors', isCurrent ? 'bg-accent-soft' : 'hover:bg-hover')}>
      <Button
        data-row
        aria-label={`${text('common.callName', { name })}, ${entry.direction === 'incoming' ? text('history.in') : text('history.out')}, ${outcome}${isNew ? `, ${text('history.new')}` : ''}${entry.recorded ? `, ${text('recording.has')}` : ''}, ${formatTime(text.locale, entry.startedAtEpochMs)}`}
        onPress={() => { if (number === '') open(); else void dial(number); }}
        className="flex h-14 min-w-0 flex-1 items-center gap-3 rounded px-2 text-left"
      >
        <Avatar name={names.knownEntry(entry) ?? ''} photo={photo} size={40} />
        <span className="min-w-0 flex-1">
          <span className={cx('block truncate font-medium', entry.missed ? 'text-stop-ink' : '', isNew && 'font-semibold!')}><bdi>{name}</bdi></span>
          <span className="tabular flex items-center gap-1.5 text-small text-ink-3">
            <DirectionIcon entry={entry} size={14} />
            {entry.recorded && <Icon of={CircleDot} size={14} className="shrink-0" />}
            <span className="truncate">{outcome}{lines > 1 && ` · ${names.line(entry.accountId, entry.accountLabel)}`}</span>
          </span>
        </span>
        <span className="tabular shrink-0 text-small text-ink-3">{formatTime(text.locale, entry.startedAtEpochMs)}</span>
        {isNew && <span aria-hidden="true" className="size-2 shrink-0 rounded-full bg-accent forced-colors:border" />}
      </Button>
      <IconButton label={text('history.detail')} icon={Info} onPress={open} className="mr-0.5" />
    </div>
  );
}
