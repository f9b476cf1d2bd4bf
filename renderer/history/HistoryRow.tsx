import { CircleDot, Forward, Info, ShieldAlert, ShieldCheck, type LucideIcon } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import type { HistoryEntry } from '../../electron/contract';
import { callerWords } from '../call/caller-words';
import { connectedName, forwarderName } from '../call/far-end-words';
import { Avatar } from '../components/Avatar';
import { IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { formatTime } from '../i18n/format';
import type { Text } from '../i18n/catalog';
import { useText } from '../i18n/use-text';
import { useApp, useRegion } from '../state/app';
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
  const region = useRegion();
  const name = names.entry(entry);
  const number = entryNumber(entry);
  const photo = useContactPhoto(entry.contactId);
  const open = (): void => setUi({ page: 'history', historyEntry: entry, callOpen: false });
  const outcome = outcomeWords(entry, text);
  const farEnd = farEndSigns(entry, region, text);
  return (
    <div className={cx('group relative flex items-center rounded transition-colors', isCurrent ? 'bg-accent-soft' : 'hover:bg-hover')}>
      <Button
        data-row
        aria-label={`${text('common.callName', { name })}, ${entry.direction === 'incoming' ? text('history.in') : text('history.out')}, ${outcome}${isNew ? `, ${text('history.new')}` : ''}${entry.recorded ? `, ${text('recording.has')}` : ''}${farEnd.words === '' ? '' : `, ${farEnd.words}`}, ${formatTime(text.locale, entry.startedAtEpochMs)}`}
        onPress={() => { if (number === '') open(); else void dial(number); }}
        className="flex h-14 min-w-0 flex-1 items-center gap-3 rounded px-2 text-left"
      >
        <Avatar name={names.knownEntry(entry) ?? ''} photo={photo} size={40} />
        <span className="min-w-0 flex-1">
          <span className={cx('block truncate font-medium', entry.missed ? 'text-stop-ink' : '', isNew && 'font-semibold!')}><bdi>{name}</bdi></span>
          <span className="tabular flex items-center gap-1.5 text-small text-ink-3">
            <DirectionIcon entry={entry} size={14} />
            {entry.recorded && <Icon of={CircleDot} size={14} className="shrink-0" />}
            {farEnd.icons.map((icon, at) => <Icon key={at} of={icon} size={14} className={cx('shrink-0', icon === ShieldAlert ? 'text-warn-ink' : '')} />)}
            <span className="truncate">{outcome}{farEnd.spokeWith !== '' && ` · ${farEnd.spokeWith}`}{lines > 1 && ` · ${names.line(entry.accountId, entry.accountLabel)}`}</span>
          </span>
        </span>
        <span className="tabular shrink-0 text-small text-ink-3">{formatTime(text.locale, entry.startedAtEpochMs)}</span>
        {isNew && <span aria-hidden="true" className="size-2 shrink-0 rounded-full bg-accent forced-colors:border" />}
      </Button>
      <IconButton label={text('history.detail')} icon={Info} onPress={open} className="mr-0.5" />
    </div>
  );
}

/** Small signs of the far end, and the words that go with them for who cannot see them; the details say it in full. */
function farEndSigns({ callerVerification, forwardedBy, connected }: HistoryEntry, region: string, text: Text): { icons: readonly LucideIcon[]; spokeWith: string; words: string } {
  const verdict = callerVerification?.verdict;
  const last = forwardedBy?.[0];
  const spokeWith = connected === undefined ? '' : text('history.withWhom', { name: connectedName(connected, region) });
  return {
    icons: [...(verdict === 'failed' ? [ShieldAlert] : verdict === 'verified' ? [ShieldCheck] : []), ...(last === undefined ? [] : [Forward])],
    spokeWith,
    words: [
      verdict === 'failed' || verdict === 'verified' ? callerWords({ callerVerification }, text) : '',
      last === undefined ? '' : text('history.wasForwarded', { name: forwarderName(last, region) }),
      spokeWith,
    ].filter((part) => part !== '').join(', '),
  };
}
