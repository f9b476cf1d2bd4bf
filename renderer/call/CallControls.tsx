import { ArrowLeftRight, Grid3x3, Merge, Mic, MicOff, Pause, PhoneForwarded, Play } from 'lucide-react';
import type { CallSnapshot } from '../../electron/contract';
import { Button } from '../components/Button';
import { PhoneDown } from '../components/PhoneDown';
import { useText } from '../i18n/use-text';
import { hangUp, merge, swapCalls, toggleHold, toggleMute } from '../state/actions';
import { useMergeable, useOtherCalls } from '../state/calls';
import { canTransfer } from '../state/transfer';
import { setUi } from '../state/ui';
import { CallControl } from './CallControl';
import { DeviceMenu } from './DeviceMenu';
import { MoreMenu } from './MoreMenu';
import { useTransfer } from './transfer/use-transfer';

/** What one wants at hand in a call: two rows of three, the rest behind More, and Hang up below. In a conference it is for all. */
export function CallControls({ call }: { call: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const other = useOtherCalls().length > 0;
  const canMerge = useMergeable();
  const transfer = useTransfer(call);
  const talking = call.phase.kind === 'established';
  const held = call.phase.kind === 'established' && call.phase.localHold;
  return (
    <div role="group" aria-label={text('call.controls')} className="mx-auto grid w-full max-w-75 grid-cols-3 gap-x-2 gap-y-3 low:gap-y-1.5 lowest:gap-y-1">
      <CallControl icon={call.muted ? MicOff : Mic} label={call.muted ? text('call.muted') : text('call.mute')} isOn={call.muted} onPress={() => toggleMute(call)} />
      <CallControl icon={Grid3x3} label={text('call.keypad')} isDisabled={!talking && call.phase.kind !== 'ringing'} onPress={() => setUi({ callKeypadOpen: true })} />
      <DeviceMenu />
      <CallControl icon={held ? Play : Pause} label={held ? text('call.resume') : text('call.hold')} isOn={held} isDisabled={!talking || call.holdPending} onPress={() => toggleHold(call)} />
      {canMerge ? <CallControl icon={Merge} label={text('conference.merge')} onPress={merge} />
        : other ? <CallControl icon={ArrowLeftRight} label={text('call.swap')} onPress={swapCalls} />
          : <CallControl icon={PhoneForwarded} label={text('transfer.open')} isDisabled={!canTransfer(call)} onPress={transfer} />}
      <MoreMenu call={call} />
    </div>
  );
}

export function HangUp({ call }: { call: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const early = call.phase.kind === 'dialling' || call.phase.kind === 'ringing';
  return (
    <Button tone="stop" size="call" icon={PhoneDown} onPress={() => hangUp(call)} className="mx-auto mb-5 w-full max-w-75 lower:mb-3 lower:h-12 lowest:mb-2 lowest:h-10 slim:px-2">
      {early ? text('call.cancel') : call.conference ? text('conference.end') : text('call.hangUp')}
    </Button>
  );
}
