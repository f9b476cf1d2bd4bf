import { BellOff, MessageSquareText, Phone, PhoneForwarded } from 'lucide-react';
import { useState } from 'react';
import type { CallSnapshot } from '../../electron/contract';
import { Avatar } from '../components/Avatar';
import { Button, IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { PhoneDown } from '../components/PhoneDown';
import { Unbroken } from '../components/Unbroken';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { answer, decline, silence } from '../state/actions';
import { useApp, useRegion } from '../state/app';
import { isLive, isRinging, useIncomingCall } from '../state/calls';
import { useNames } from '../state/names';
import { setUi, useUi } from '../state/ui';
import { CallerSign } from './CallerSign';
import { answersItself, forwardingWords } from './Forwarding';
import { backWords } from './back-words';
import { Replies } from './Replies';
import { SendOn } from './SendOn';
import { arrangedWords } from './transfer/transfer-words';

/** A call that rings while the phone window is in front; with another call running it is the one that waits. */
export function IncomingBanner(): React.JSX.Element | null {
  const call = useIncomingCall();
  return call === null ? null : <Banner key={call.id} call={call} />;
}

function Banner({ call }: { call: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const names = useNames();
  const busy = useApp((state) => state.calls.some(isLive));
  const more = useApp((state) => state.calls.filter(isRinging).length - 1);
  const [replying, setReplying] = useState(false);
  const sending = useUi((state) => state.sendingOn === call.id);
  const name = names.call(call);
  const line = names.line(call.accountId, call.accountLabel);
  const silenced = call.phase.kind === 'incoming' && call.phase.silenced;
  const words = [backWords(call, text), answersItself(call, text), call.about ?? '', forwardingWords(call, region, text), arrangedWords(call, region, text), more > 0 ? text.count('call.more', more) : busy ? text('call.waiting') : text('call.incoming'), line, call.remote.contact?.company ?? ''];
  return (
    <section aria-label={text('call.announce.incoming', { name, line })} className="min-h-0 animate-rise overflow-y-auto border-b border-line bg-live-soft px-4 pt-2">
      <div className="mx-auto flex max-w-200 flex-wrap items-center gap-x-6">
        {/* Who it is has the whole width; the buttons stand beside the small words, or below them where there is no room. */}
        <div className="flex min-w-0 flex-1 basis-60 flex-wrap items-center gap-x-3 gap-y-1 pb-1.5">
          <div className="flex min-w-0 basis-full items-center gap-3">
            <Avatar name={name} photo={call.remote.contact?.photo ?? null} size={44} className={cx('max-[280px]:hidden', !silenced && 'animate-ring')} />
            <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
              <p title={name} className="line-clamp-3 text-title leading-6 font-semibold tracking-[-0.01em] max-[280px]:text-large max-[280px]:leading-5">{name}</p>
              {names.known(call) !== null && <p className="tabular text-base leading-4.5 text-ink-2"><bdi>{formatNumber(call.remote.number, region)}</bdi></p>}
            </div>
          </div>
          <p className="min-w-0 flex-1 basis-40 text-small leading-4.5 [overflow-wrap:anywhere] text-ink-2 max-[280px]:basis-full"><CallerSign call={call} short className="mr-1.5" /><Unbroken text={words.filter((part) => part !== '').join('\u00a0· ')} /></p>
          <div className="-my-1 -mr-2 ml-auto flex">
            <IconButton label={text('call.reply')} icon={MessageSquareText} aria-expanded={replying} onPress={() => { setUi({ sendingOn: null }); setReplying(!replying); }} />
            <IconButton label={text('sendOn.open')} icon={PhoneForwarded} aria-expanded={sending} onPress={() => { setReplying(false); setUi({ sendingOn: sending ? null : call.id }); }} />
            <IconButton label={silenced ? text('call.silenced') : text('call.silence')} icon={BellOff} tone={silenced ? 'on' : 'quiet'} aria-pressed={silenced} onPress={() => { if (!silenced) silence(call); }} />
          </div>
        </div>
        {/* In a window that is too low for all of it, what answers stays and the words scroll. */}
        <div className="sticky bottom-0 flex min-w-0 flex-1 basis-60 flex-wrap gap-2 bg-live-soft pb-2.5 max-[280px]:-mx-4 max-[280px]:px-4 max-[280px]:pt-2">
          {sending ? <SendOn call={call} name={name} onBack={() => setUi({ sendingOn: null })} /> : replying ? <Replies call={call} name={name} onBack={() => setReplying(false)} /> : (
            <>
              <Button tone="stop" icon={PhoneDown} onPress={() => decline(call)} className="h-12 flex-1 px-2!"><span className="max-[280px]:sr-only">{text('call.decline')}</span></Button>
              <Button tone="live" icon={Phone} onPress={() => answer(call)} className="h-12 flex-[1.4] px-2!"><span className="max-[280px]:sr-only">{busy ? text('call.holdAndAnswer') : text('call.answer')}</span></Button>
            </>
          )}
        </div>
      </div>
    </section>
  );
}
