import { ArrowRight, CornerUpLeft, PhoneForwarded, PhoneOutgoing, TriangleAlert, UsersRound } from 'lucide-react';
import type { CallSnapshot } from '../../../electron/contract';
import { Button } from '../../components/Button';
import { cx } from '../../components/cx';
import { Icon } from '../../components/Icon';
import { useText } from '../../i18n/use-text';
import { merge } from '../../state/actions';
import { useApp, useRegion } from '../../state/app';
import { useMergeable, useOtherCalls } from '../../state/calls';
import { useNames } from '../../state/names';
import { canTransfer, completeTransfer, endConsultation, joinFarEnds, partyName, speakFirst, takeBack } from '../../state/transfer';
import { ServerConference } from './ServerConference';
import { referralWords, transferWords } from './transfer-words';

const card = 'mt-2 flex w-full max-w-75 animate-rise flex-col gap-2 rounded p-3 text-left low:mt-1 low:gap-1.5 low:px-3 low:py-2';

/** Whatever of this call goes on with somebody else: how a transfer stands, what can be done about it, who arranged it. */
export function TransferPart({ call, name }: { call: CallSnapshot; name: string }): React.JSX.Element | null {
  const text = useText();
  const region = useRegion();
  const names = useNames();
  const others = useOtherCalls();
  const waiting = useApp((state) => state.calls.find((candidate) => candidate.id === call.consultsFor)) ?? null;
  const referred = referralWords(call, name, region, text);
  const partner = others.length === 1 ? others[0] : undefined;
  if (call.transfer) return <Progress call={call} name={name} />;
  if (waiting !== null) return <Consultation call={call} waiting={names.call(waiting)} transferring={transferWords(waiting, names.call(waiting), region, text)} />;
  return (
    <>
      <ServerConference call={call} />
      {referred !== null && <p className={cx(card, call.referral?.progress.kind === 'failed' ? 'bg-warn-soft' : 'border border-line', 'text-base text-pretty')}>{referred}</p>}
      {call.referredBy && call.phase.kind !== 'ended' && <p className="mt-1 text-small text-ink-3">{text('transfer.referredBy', { name: partyName(call.referredBy, region) })}</p>}
      {partner?.transfer && <Progress call={partner} name={names.call(partner)} />}
      {partner !== undefined && !partner.transfer && canTransfer(partner) && canTransfer(call) && (
        <Button size="small" tone="quiet" icon={PhoneForwarded} className="mt-1 max-w-full" onPress={() => joinFarEnds(partner, call)}>
          <span className="truncate">{text('transfer.join', { other: names.call(partner), name })}</span>
        </Button>
      )}
    </>
  );
}

/** A call on its way to somebody else. Until they answered it comes back with one press. */
function Progress({ call, name }: { call: CallSnapshot; name: string }): React.JSX.Element | null {
  const text = useText();
  const region = useRegion();
  const mergeable = useMergeable();
  const words = transferWords(call, name, region, text);
  if (!call.transfer || words === null) return null;
  const { to, progress } = call.transfer;
  const failed = progress.kind === 'failed';
  const unwilling = failed && (progress.why === 'not-supported' || progress.why === 'refused');
  const held = call.phase.kind === 'established' && call.phase.localHold;
  return (
    <div role={failed ? 'alert' : 'status'} className={cx(card, failed ? 'bg-warn-soft' : 'border border-line')}>
      <p className="flex items-start gap-2 text-base font-medium text-pretty">
        <Icon of={failed ? TriangleAlert : ArrowRight} size={18} className={cx('mt-px shrink-0', failed ? 'text-warn-ink' : 'text-ink-3')} />
        <span>{words}{failed && held && progress.why !== 'no-news' && <span className="font-normal text-ink-2"> {text('transfer.stillHere', { name })}</span>}</span>
      </p>
      {progress.kind !== 'answered' && (
        <div className="flex flex-wrap gap-2">
          <Button size="small" icon={CornerUpLeft} onPress={() => takeBack(call)}>{text('transfer.takeBack')}</Button>
          {unwilling && (mergeable
            ? <Button size="small" icon={UsersRound} onPress={merge}>{text('transfer.conference')}</Button>
            : <Button size="small" icon={PhoneOutgoing} onPress={() => void speakFirst(call, to.number)}>{text('transfer.speakFirst')}</Button>)}
        </div>
      )}
    </div>
  );
}

/** This call asks whether another may be passed on here. */
function Consultation({ call, waiting, transferring }: { call: CallSnapshot; waiting: string; transferring: string | null }): React.JSX.Element {
  const text = useText();
  return (
    <div role="group" aria-label={text('transfer.consulting', { name: waiting })} className={cx(card, 'border border-line')}>
      <p role="status" className="text-base font-medium text-pretty">{transferring ?? text('transfer.consulting', { name: waiting })}</p>
      <div className="flex flex-wrap gap-2">
        <Button size="small" tone="accent" icon={PhoneForwarded} isDisabled={call.phase.kind === 'ended'} onPress={() => completeTransfer(call)}>{text('transfer.complete')}</Button>
        <Button size="small" icon={CornerUpLeft} aria-label={text('transfer.back', { name: waiting })} onPress={() => endConsultation(call)}>{text('transfer.backShort')}</Button>
      </div>
    </div>
  );
}
