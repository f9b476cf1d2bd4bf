import { UserRoundPlus, UsersRound } from 'lucide-react';
import type { CallSnapshot } from '../../../electron/contract';
import { Button } from '../../components/Button';
import { Icon } from '../../components/Icon';
import { useText } from '../../i18n/use-text';
import { useRegion } from '../../state/app';
import { partyName } from '../../state/transfer';
import { openTransfer } from '../../state/ui';

/** The far end is a conference of the server: who is in it, as far as it tells, and a way to call somebody in. */
export function ServerConference({ call }: { call: CallSnapshot }): React.JSX.Element | null {
  const text = useText();
  const region = useRegion();
  if (!call.focus || call.phase.kind !== 'established') return null;
  const { people, count } = call.focus;
  return (
    <section aria-label={text('transfer.focus')} className="mt-2 flex w-full max-w-75 flex-col gap-2 rounded border border-line p-3 text-left low:mt-1 low:gap-1.5 low:px-3 low:py-2">
      <p className="flex items-start gap-2 text-base">
        <Icon of={UsersRound} size={18} className="mt-px shrink-0 text-ink-3" />
        <span className="min-w-0">
          <span className="block font-medium">{count === null ? text('transfer.focus') : text.count('transfer.people', count)}</span>
          {people.length > 0 && <span className="line-clamp-2 text-small text-ink-3">{people.map((person) => partyName(person, region)).join(', ')}</span>}
        </span>
      </p>
      <Button size="small" icon={UserRoundPlus} className="self-start" onPress={() => openTransfer(call, true)}>{text('transfer.add')}</Button>
    </section>
  );
}
