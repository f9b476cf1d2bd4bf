import { PhoneIncoming, PhoneMissed, PhoneOutgoing } from 'lucide-react';
import type { HistoryEntry } from '../../electron/contract';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import type { Text } from '../i18n/catalog';
import { formatDuration, formatShortMoment } from '../i18n/format';
import { useText } from '../i18n/use-text';

/** Incoming, outgoing or missed: an icon here, the words beside it elsewhere. */
export function DirectionIcon({ entry, size = 16 }: { entry: HistoryEntry; size?: number }): React.JSX.Element {
  const icon = entry.missed ? PhoneMissed : entry.direction === 'incoming' ? PhoneIncoming : PhoneOutgoing;
  return <Icon of={icon} size={size} className={cx('shrink-0', entry.missed ? 'text-stop-ink' : 'text-ink-3')} />;
}

/** How a call went, in a word or its duration. */
export function outcomeWords(entry: HistoryEntry, text: Text): string {
  if (entry.missed) return text('history.missedCall');
  if (entry.endedAtEpochMs === null) return text('history.running');
  if (entry.end?.code === 'forwarded') return text('end.forwarded', { target: entry.end.reason ?? '' });
  if (entry.answeredAtEpochMs === null) return entry.end?.code === 'busy' || entry.end?.code === 'declined' || entry.end?.code === 'answered-elsewhere' || entry.end?.code === 'cancelled'
    ? text(shortEnd[entry.end.code]) : text('history.notAnswered');
  return formatDuration(entry.endedAtEpochMs - entry.answeredAtEpochMs);
}

const shortEnd = { busy: 'history.end.busy', declined: 'history.end.declined', 'answered-elsewhere': 'history.end.elsewhere', cancelled: 'history.end.cancelled' } as const;

/** One past call with a person whose page is open: direction, when, how long. */
export function CallLine({ entry }: { entry: HistoryEntry }): React.JSX.Element {
  const text = useText();
  return (
    <div className="flex min-h-10 items-center gap-3 py-1.5">
      <DirectionIcon entry={entry} />
      <span className={cx('flex-1', entry.missed ? 'text-stop-ink' : '')}>{entry.direction === 'incoming' ? text('history.in') : text('history.out')}</span>
      <span className="tabular text-ink-3">{outcomeWords(entry, text)}</span>
      <span className="tabular w-24 text-right text-ink-3">{formatShortMoment(text.locale, entry.startedAtEpochMs, Date.now())}</span>
    </div>
  );
}
