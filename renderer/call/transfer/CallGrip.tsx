import { GripVertical } from 'lucide-react';
import type { CallSnapshot } from '../../../electron/contract';
import { Icon } from '../../components/Icon';
import { useWide } from '../../components/use-window-size';
import { useText } from '../../i18n/use-text';
import { useOtherCalls } from '../../state/calls';
import { canTransfer } from '../../state/transfer';
import { callDrag } from './use-call-drag';

/** Beside the name: the call is taken here and dropped on another call, a key or a person. Not there where none of them is on the screen. */
export function CallGrip({ call }: { call: CallSnapshot }): React.JSX.Element | null {
  const text = useText();
  const wide = useWide();
  const hasOther = useOtherCalls().length === 1;
  if (!canTransfer(call) || (!wide && !hasOther)) return null;
  return (
    <span {...callDrag(call)} aria-hidden="true" title={text('transfer.drag')} className="absolute inset-y-0 -left-5 flex cursor-grab items-center text-ink-3 hover:text-ink active:cursor-grabbing">
      <Icon of={GripVertical} size={18} />
    </span>
  );
}
