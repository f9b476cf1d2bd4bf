import { Phone, PhoneForwarded, PhoneOutgoing, SquareParking } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { CallId, CallSnapshot } from '../../../electron/contract';
import { Button } from '../../components/Button';
import { Sheet } from '../../components/Sheet';
import { formatNumber } from '../../i18n/phone-number';
import { useText } from '../../i18n/use-text';
import { pressKey } from '../../keys/press-key';
import { useApp, useRegion } from '../../state/app';
import { useNames } from '../../state/names';
import { canTransfer, joinFarEnds, speakFirst, transferNow } from '../../state/transfer';
import { closeOverlay, setUi, type PassTarget } from '../../state/ui';

/** A call was dropped on somebody, or a key pressed during it: the user says whether it goes there, and how. It goes with its call. */
export function PassSheet({ callId, to }: { callId: CallId; to: PassTarget }): React.JSX.Element | null {
  const call = useApp((state) => state.calls.find((one) => one.id === callId && canTransfer(one)));
  const other = useApp((state) => (to.kind === 'call' ? state.calls.find((one) => one.id === to.callId && canTransfer(one)) : undefined));
  const isOver = call === undefined || (to.kind === 'call' && other === undefined);
  useEffect(() => { if (isOver) closeOverlay(); }, [isOver]);
  if (call === undefined) return null;
  if (to.kind !== 'call') return <ToNumber call={call} to={to} />;
  return other === undefined ? null : <ToCall call={call} other={other} />;
}

function ToCall({ call, other }: { call: CallSnapshot; other: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const [name, otherName] = [names.call(call), names.call(other)];
  return (
    <Sheet title={text('transfer.pass', { name, to: otherName })} onClose={closeOverlay}>
      <p className="mt-2 text-pretty text-ink-2">{text('transfer.passCallHint', { name, to: otherName })}</p>
      <div className="mt-5 flex gap-2">
        <Button className="flex-1" onPress={closeOverlay}>{text('common.cancel')}</Button>
        <Button tone="accent" icon={PhoneForwarded} autoFocus className="flex-1" onPress={() => { closeOverlay(); joinFarEnds(call, other); }}>{text('transfer.open')}</Button>
      </div>
    </Sheet>
  );
}

function ToNumber({ call, to: { kind, number, name: to, keyId } }: { call: CallSnapshot; to: Exclude<PassTarget, { kind: 'call' }> }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const name = useNames().call(call);
  const asked = useRef(false);
  const run = async (act: (call: CallSnapshot, to: string) => Promise<boolean>): Promise<void> => {
    if (asked.current) return;
    asked.current = true;
    const taken = await act(call, number);
    asked.current = false;
    if (!taken) return;
    closeOverlay();
    // How it goes, and the way back, are told in the call.
    setUi({ callOpen: true, callKeypadOpen: false });
  };
  const shown = formatNumber(number, region);
  return (
    <Sheet title={kind === 'park' ? text('transfer.passPark', { name, to }) : text('transfer.pass', { name, to })} onClose={closeOverlay}>
      {shown !== to && <p className="tabular mt-1 text-ink-3"><bdi>{shown}</bdi></p>}
      <div className="mt-5 flex flex-wrap gap-2">
        {kind === 'park'
          ? (
            <>
              <Button className="flex-1" onPress={closeOverlay}>{text('common.cancel')}</Button>
              <Button tone="accent" icon={SquareParking} autoFocus className="flex-1" onPress={() => void run(transferNow)}>{text('transfer.park')}</Button>
            </>
          )
          : (
            <>
              <Button icon={PhoneOutgoing} className="flex-1" onPress={() => void run(speakFirst)}>{text('transfer.speakFirst')}</Button>
              <Button tone="accent" icon={PhoneForwarded} autoFocus className="flex-1" onPress={() => void run(transferNow)}>{text('transfer.now')}</Button>
              {keyId !== null && <Button tone="quiet" icon={Phone} className="basis-full" onPress={() => { closeOverlay(); void pressKey(keyId); }}><span className="truncate">{text('transfer.passCall', { to })}</span></Button>}
            </>
          )}
      </div>
    </Sheet>
  );
}
