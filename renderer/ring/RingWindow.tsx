import { BellOff, Phone } from 'lucide-react';
import { useEffect } from 'react';
import { LiveRegion } from '../call/LiveRegion';
import { Avatar } from '../components/Avatar';
import { Button, IconButton } from '../components/Button';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { answer, decline, silence } from '../state/actions';
import { useApp, useRegion } from '../state/app';
import { isLive, useIncomingCall } from '../state/calls';
import { PhoneDown } from '../components/PhoneDown';
import { hasName, partyName } from '../state/names';

/** The window that rings, 380 x 148: who calls, and the three things one can do about it. */
export function RingWindow(): React.JSX.Element | null {
  const text = useText();
  const region = useRegion();
  const call = useIncomingCall();
  const busy = useApp((state) => state.calls.some(isLive));
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (call === null || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      answer(call);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [call]);
  if (call === null || call.phase.kind !== 'incoming') return <LiveRegion />;
  const name = partyName(call.remote, text, region);
  const company = call.remote.contact?.company ?? '';
  const small = [call.accountLabel, company].filter((part) => part !== '').join(' · ');
  const { silenced } = call.phase;
  return (
    <main aria-label={text('call.announce.incoming', { name, line: call.accountLabel })} className="flex h-screen flex-col justify-between border border-line bg-surface p-3.5">
      <div className="drag flex min-w-0 items-center gap-3">
        <Avatar name={name} photo={call.remote.contact?.photo ?? null} size={52} className={silenced ? '' : 'animate-ring'} />
        <div className="min-w-0 flex-1">
          <h1 className="truncate text-name leading-7 font-semibold tracking-[-0.012em]">{name}</h1>
          {hasName(call.remote) && <p className="tabular truncate text-base leading-4.5 text-ink-2">{formatNumber(call.remote.number, region)}</p>}
          <p className="truncate text-small text-ink-3">{small}</p>
        </div>
        <IconButton label={silenced ? text('call.silenced') : text('call.silence')} icon={BellOff} tone={silenced ? 'on' : 'quiet'} aria-pressed={silenced} onPress={() => { if (!silenced) silence(call); }} className="self-start" />
      </div>
      <div className="flex gap-2">
        <Button tone="stop" icon={PhoneDown} onPress={() => decline(call)} className="h-12 flex-1 px-2 text-large">{text('call.decline')}</Button>
        <Button tone="live" icon={Phone} onPress={() => answer(call)} className="h-12 flex-[1.35] px-2 text-large">{busy ? text('call.holdAndAnswer') : text('call.answer')}</Button>
      </div>
      <LiveRegion />
    </main>
  );
}
