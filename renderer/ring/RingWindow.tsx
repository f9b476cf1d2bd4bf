import { BellOff, MessageSquareText, Phone, PhoneForwarded } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CallSnapshot } from '../../electron/contract';
import { CallerSign } from '../call/CallerSign';
import { answersItself, forwardingWords } from '../call/Forwarding';
import { LiveRegion } from '../call/LiveRegion';
import { backWords } from '../call/back-words';
import { Replies } from '../call/Replies';
import { SendOn } from '../call/SendOn';
import { Avatar } from '../components/Avatar';
import { Button, IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { PhoneDown } from '../components/PhoneDown';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { answer, decline, isSendOnKey, silence } from '../state/actions';
import { useApp, useRegion } from '../state/app';
import { isLive, isRinging, useIncomingCall } from '../state/calls';
import { useNames } from '../state/names';
import { arrangedWords } from '../call/transfer/transfer-words';

/** The window that rings, 380 x 148: who calls, and what one can do about it. */
export function RingWindow(): React.JSX.Element {
  const call = useIncomingCall();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (call === null || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      answer(call);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [call]);
  return (
    <>
      {call !== null && <Ringing key={call.id} call={call} />}
      <LiveRegion />
    </>
  );
}

function Ringing({ call }: { call: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const [view, setView] = useState<'caller' | 'reply' | 'sendOn'>('caller');
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => { if (isSendOnKey(event)) setView('sendOn'); };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const back = (): void => setView('caller');
  const name = names.call(call);
  return (
    <main aria-label={text('call.announce.incoming', { name, line: names.line(call.accountId, call.accountLabel) })} className="drag flex h-screen flex-col justify-between window-edge bg-surface p-3">
      {view === 'reply' && <div className="flex flex-1 items-center"><Replies call={call} name={name} onBack={back} /></div>}
      {view === 'sendOn' && <div className="flex flex-1 items-center"><SendOn call={call} name={name} onBack={back} /></div>}
      {view === 'caller' && <Caller call={call} name={name} onReply={() => setView('reply')} onSendOn={() => setView('sendOn')} />}
    </main>
  );
}

function Caller({ call, name, onReply, onSendOn }: { call: CallSnapshot; name: string; onReply: () => void; onSendOn: () => void }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const names = useNames();
  const busy = useApp((state) => state.calls.some(isLive));
  const more = useApp((state) => state.calls.filter(isRinging).length - 1);
  const silenced = call.phase.kind === 'incoming' && call.phase.silenced;
  const small = [backWords(call, text), answersItself(call, text), call.about ?? '', forwardingWords(call, region, text), arrangedWords(call, region, text), more > 0 ? text.count('call.more', more) : '', names.line(call.accountId, call.accountLabel), call.remote.contact?.company ?? ''].filter((part) => part !== '').join(' · ');
  return (
    <>
      <div className="flex min-w-0 items-center gap-3">
        <Avatar name={name} photo={call.remote.contact?.photo ?? null} size={52} className={silenced ? '' : 'animate-ring'} />
        <div className="min-w-0 flex-1">
          <h1 className={cx('truncate leading-6.5 font-semibold tracking-[-0.012em]', name.length > 16 ? 'text-title' : 'text-name')}>{name}</h1>
          {names.known(call) !== null && <p className="tabular truncate text-base leading-4.5 text-ink-2"><bdi>{formatNumber(call.remote.number, region)}</bdi></p>}
          <p className="truncate text-small text-ink-3"><CallerSign call={call} short className="mr-1.5" />{small}</p>
        </div>
        <div className="-mr-1 flex self-start">
          <IconButton label={text('call.reply')} icon={MessageSquareText} onPress={onReply} />
          <IconButton label={text('sendOn.open')} icon={PhoneForwarded} onPress={onSendOn} />
          <IconButton label={silenced ? text('call.silenced') : text('call.silence')} icon={BellOff} tone={silenced ? 'on' : 'quiet'} aria-pressed={silenced} onPress={() => { if (!silenced) silence(call); }} />
        </div>
      </div>
      <div className="flex gap-2">
        <Button tone="stop" size="call" icon={PhoneDown} onPress={() => decline(call)} className="flex-1 px-2!">{text('call.decline')}</Button>
        <Button tone="live" size="call" icon={Phone} onPress={() => answer(call)} className="flex-[1.35] px-2!">{busy ? text('call.holdAndAnswer') : text('call.answer')}</Button>
      </div>
    </>
  );
}
