import type { CallSnapshot } from '../../electron/contract';
import { Button } from '../components/Button';
import type { Text } from '../i18n/catalog';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { useRegion } from '../state/app';
import { tell } from '../state/bridge';

/** Who sent this call on to us, or where ours was sent, in a few words; empty where it came or went straight. */
export function forwardingWords(call: CallSnapshot, region: string, text: Text): string {
  if (call.direction === 'outgoing') {
    const target = call.forwardedTo;
    return target == null || target.asking ? '' : text('calling.forwardedTo', { target: readable(target.target, region) });
  }
  const by = call.remote.forwardedBy?.[0];
  if (by === undefined) return '';
  const name = by.displayName ?? readable(by.number, region);
  return text(by.reason === 'busy' || by.reason === 'no-answer' ? `calling.forwardedBy.${by.reason}` : 'calling.forwardedBy', { name });
}

/** Said while an intercom call is about to answer by itself; empty for all others. */
export function answersItself(call: CallSnapshot, text: Text): string {
  return call.phase.kind !== 'incoming' || call.answersAtEpochMs == null ? '' : text('calling.answersItself');
}

/** The one called sends the call elsewhere: the user says whether it goes there. */
export function ForwardingQuestion({ call }: { call: CallSnapshot }): React.JSX.Element | null {
  const text = useText();
  const region = useRegion();
  if (call.forwardedTo?.asking !== true) return null;
  const decide = (follow: boolean): void => tell('call:followForwarding', { callId: call.id, follow });
  return (
    <div role="alert" className="my-2 flex max-w-full flex-col items-center gap-2">
      <p className="text-base font-medium break-words text-ink"><bdi>{text('calling.question', { target: readable(call.forwardedTo.target, region) })}</bdi></p>
      <p className="text-small text-ink-3">{text('calling.questionHint')}</p>
      <div className="flex gap-2">
        <Button onPress={() => decide(false)}>{text('calling.stay')}</Button>
        <Button tone="accent" onPress={() => decide(true)}>{text('calling.follow')}</Button>
      </div>
    </div>
  );
}

/** A target as one reads it: a number, or user@host. */
function readable(target: string, region: string): string {
  const bare = target.replace(/^(?:sip|tel):/i, '').replace(/[;?].*$/, '');
  const user = bare.split('@')[0] ?? bare;
  return /^\+?[0-9*#().-]+$/.test(user) ? formatNumber(user, region) : bare;
}
