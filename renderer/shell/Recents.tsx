import { Clock } from 'lucide-react';
import { Button } from '../components/Button';
import { Empty } from '../components/Empty';
import { HistoryRow } from '../history/HistoryRow';
import { useHistory } from '../history/use-history';
import { useText } from '../i18n/use-text';
import { openSettings, useUi } from '../state/ui';

/** Beside the keypad in a wide window: the last people one spoke with, one press away. */
export function Recents(): React.JSX.Element | null {
  const text = useText();
  const { entries } = useHistory('', 'all');
  const shown = useUi((state) => state.historyEntry?.id ?? null);
  if (entries === null) return null;
  if (entries.length === 0) {
    return (
      <Empty icon={Clock} title={text('history.emptyTitle')} text={text('history.emptyText')}>
        <Button onPress={() => openSettings('lines')}>{text('history.practice')}</Button>
      </Empty>
    );
  }
  return (
    <section aria-label={text('dialer.recent')} className="h-full overflow-y-auto">
      <div className="mx-auto max-w-120 px-4 py-5">
        <h2 className="px-2 pb-2 text-small font-semibold text-ink-3">{text('dialer.recent')}</h2>
        <ul>{entries.slice(0, 12).map((entry) => <li key={entry.id}><HistoryRow entry={entry} isCurrent={entry.id === shown} /></li>)}</ul>
      </div>
    </section>
  );
}
