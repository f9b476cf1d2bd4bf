import { ChevronLeft, ShieldAlert } from 'lucide-react';
import type { CallSnapshot } from '../../electron/contract';
import { Avatar } from '../components/Avatar';
import { IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { Timer } from '../components/Timer';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { useApp, useRegion } from '../state/app';
import { labelWord, useNames } from '../state/names';
import { setUi, useUi } from '../state/ui';
import { useConference } from '../state/calls';
import { CallControls, HangUp } from './CallControls';
import { CallKeypad } from './CallKeypad';
import { CallerSign } from './CallerSign';
import { ConferencePeople } from './ConferencePeople';
import { Doctor } from './Doctor';
import { EndedCall } from './EndedCall';
import { ForwardingQuestion, forwardingWords } from './Forwarding';
import { soundFindings } from './findings';
import { FirstParty, NowWith } from './NowWith';
import { OtherCall } from './OtherCall';
import { Quality } from './Quality';
import { hasSigns, RunningSigns } from './RunningSigns';
import { SecurityLock } from './SecurityLock';
import { weakest } from './security-words';
import { CallGrip } from './transfer/CallGrip';
import { TransferPart } from './transfer/TransferPart';
import { phaseWords } from './words';

/** One call in the middle of the screen: who, for how long, how well, and what one can do. */
export function CallScreen({ call, canHide }: { call: CallSnapshot; canHide: boolean }): React.JSX.Element {
  const text = useText();
  const keypad = useUi((state) => state.callKeypadOpen);
  const names = useNames();
  const members = useConference();
  const name = names.call(call);
  if (call.phase.kind === 'ended') return <EndedCall call={call} cause={call.phase.cause} />;
  return (
    <section aria-label={call.conference ? text('conference.region', { names: members.map((member) => names.call(member)).join(', ') }) : text('call.region', { name })} className="relative flex h-full min-h-0 animate-fade flex-col px-5 pt-2 [container-type:size]">
      <header className="flex min-h-10 shrink-0 items-center justify-between gap-2">
        {canHide ? <IconButton label={text('call.hide')} icon={ChevronLeft} onPress={() => setUi({ callOpen: false })} className="-ml-2" /> : <span className="size-10" />}
        <OtherCall />
        <SecurityLock className="-mr-2" security={call.conference ? weakest(members.map(({ security }) => security)) : call.security} />
      </header>
      {/* In a tall window the call stays together in the middle instead of being spread out. */}
      <div className="flex min-h-0 flex-1 flex-col justify-center">
        <div className={cx('flex min-h-0 flex-1 flex-col', call.conference && members.length > 4 ? 'max-h-165' : 'max-h-130')}>
          {/* The buttons stay where they are; who it is gives way to them. */}
          <div className={cx('-mx-5 flex min-h-0 flex-col overflow-y-auto px-5', (call.conference || keypad) && 'flex-1')}>
            {call.conference ? <ConferencePeople members={members} compact={keypad} /> : <Who call={call} name={name} named={names.known(call) !== null} small={keypad} />}
            {keypad && <div className="flex flex-1 flex-col justify-center pt-3 pb-3"><CallKeypad call={call} /></div>}
          </div>
          {!keypad && <div className={cx('flex shrink-0 flex-col justify-center pt-3 low:pt-2 lowest:pt-1', call.conference ? 'pb-4' : 'flex-1 basis-auto pb-3', 'lower:pb-2')}><CallControls call={call} /></div>}
        </div>
        <HangUp call={call} />
      </div>
    </section>
  );
}

function Who({ call, name, named, small }: { call: CallSnapshot; name: string; named: boolean; small: boolean }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const { remote, phase } = call;
  const words = phaseWords(call, name, text);
  const names = useNames();
  const label = labelWord(remote.contact?.label ?? null, text);
  const lines = useApp((state) => state.accounts.length);
  const where = [call.focus != null ? text('transfer.focus') : null, label, remote.contact?.company ?? null, lines > 1 ? text('call.onLine', { line: names.line(call.accountId, call.accountLabel) }) : null].filter((part) => part !== null && part !== '').join(' · ');
  const sentOn = forwardingWords(call, region, text);
  const waiting = phase.kind === 'dialling' || phase.kind === 'ringing';
  const silentForMs = call.quality?.silentForMs ?? null;
  const diagnosed = soundFindings(call).length > 0;
  const keyless = phase.kind === 'established' && call.security.audioState === 'failed';
  const passing = call.transfer != null || call.consultsFor != null || call.referral != null || call.focus != null;
  const rows = Number(diagnosed || keyless) + Number(hasSigns(call)) + 2 * Number(passing);
  return (
    <div className={cx('flex shrink-0 flex-col items-center text-center', small ? '' : 'pt-4 low:pt-1 lowest:pt-0')}>
      {!small && rows < 2 && <Avatar name={name} photo={remote.contact?.photo ?? null} size={rows === 0 ? 96 : 64} className={cx('low:hidden', waiting && 'animate-ring')} />}
      {!small && <NowWith call={call} />}
      <div className={cx('relative max-w-full', !small && 'mt-3 low:mt-0')}>
        <CallGrip call={call} />
        <h1 className={cx('selectable font-semibold tracking-[-0.012em] text-balance', small ? 'text-title' : 'line-clamp-2 text-name lower:text-title')}>{name}</h1>
      </div>
      {!small && (
        <p className="tabular selectable mt-0.5 max-w-full truncate text-base text-ink-3 lowest:hidden">
          {named && formatNumber(remote.number, region)}
          {where !== '' && <span>{named ? ' · ' : ''}{where}</span>}
        </p>
      )}
      <FirstParty call={call} />
      {sentOn !== '' && <p className="max-w-full truncate text-base text-ink-2"><bdi>{sentOn}</bdi></p>}
      {!small && <CallerSign call={call} className="mt-1 text-small" />}
      <ForwardingQuestion call={call} />
      <div className="mt-2 flex h-8 items-center justify-center gap-2 lowest:mt-0 lowest:h-6">
        {words !== null && <span className={cx('text-base font-medium', phase.kind === 'established' ? 'text-warn-ink' : 'text-ink-2')}>{words}</span>}
        {phase.kind === 'established' && <Timer sinceEpochMs={phase.answeredAtEpochMs} className="text-large font-medium text-ink" />}
        {phase.kind === 'established' && <Quality call={call} />}
      </div>
      <RunningSigns call={call} />
      <TransferPart call={call} name={name} />
      {!small && <Doctor call={call} />}
      {!small && keyless && !diagnosed && <p className="my-1 flex min-h-10 items-center gap-2 rounded-full bg-stop-soft px-3.5 text-small font-medium"><Icon of={ShieldAlert} size={16} className="shrink-0 text-stop-ink" />{text('security.failedName')}</p>}
      {!diagnosed && !keyless && silentForMs !== null && silentForMs >= 3000 && phase.kind === 'established' && !phase.localHold && !phase.remoteHold && (
        <p className="text-small text-warn-ink">{text('call.noAudio', { seconds: Math.floor(silentForMs / 1000) })}</p>
      )}
    </div>
  );
}
