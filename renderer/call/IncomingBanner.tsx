import { BellOff, Phone } from 'lucide-react';
import { Avatar } from '../components/Avatar';
import { Button, IconButton } from '../components/Button';
import { PhoneDown } from '../components/PhoneDown';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { answer, decline, silence } from '../state/actions';
import { useApp, useRegion } from '../state/app';
import { isLive, useIncomingCall } from '../state/calls';
import { hasName, partyName } from '../state/names';

/** A call that rings while the phone window is in front; with another call running it is the one that waits. */
export function IncomingBanner(): React.JSX.Element | null {
  const text = useText();
  const region = useRegion();
  const call = useIncomingCall();
  const busy = useApp((state) => state.calls.some(isLive));
  if (call === null || call.phase.kind !== 'incoming') return null;
  const name = partyName(call.remote, text, region);
  const company = call.remote.contact?.company ?? '';
  return (
    <section aria-label={text('call.announce.incoming', { name, line: call.accountLabel })} className="shrink-0 animate-rise border-b border-line bg-live-soft px-4 pt-3 pb-4">
      <div className="mx-auto flex max-w-200 flex-wrap items-center gap-x-6 gap-y-3">
        <div className="flex min-w-60 flex-1 items-center gap-3">
          <Avatar name={name} photo={call.remote.contact?.photo ?? null} size={44} className="animate-ring" />
          <div className="min-w-0 flex-1">
            <p className="truncate text-title font-semibold tracking-[-0.01em]">{name}</p>
            {hasName(call.remote) && <p className="tabular truncate text-base leading-4.5 text-ink-2">{formatNumber(call.remote.number, region)}</p>}
            <p className="truncate text-small text-ink-2">
              {[busy ? text('call.waiting') : text('call.incoming'), call.accountLabel, company].filter((part) => part !== '').join(' · ')}
            </p>
          </div>
          <IconButton
            label={call.phase.silenced ? text('call.silenced') : text('call.silence')}
            icon={BellOff}
            tone={call.phase.silenced ? 'on' : 'quiet'}
            aria-pressed={call.phase.silenced}
            onPress={() => { if (call.phase.kind === 'incoming' && !call.phase.silenced) silence(call); }}
          />
        </div>
        <div className="flex min-w-60 flex-1 gap-2">
          <Button tone="stop" icon={PhoneDown} onPress={() => decline(call)} className="h-12 flex-1 px-2">{text('call.decline')}</Button>
          <Button tone="live" icon={Phone} onPress={() => answer(call)} className="h-12 flex-[1.4] px-2">{busy ? text('call.holdAndAnswer') : text('call.answer')}</Button>
        </div>
      </div>
    </section>
  );
}
