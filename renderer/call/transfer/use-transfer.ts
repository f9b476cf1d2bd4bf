import type { CallSnapshot } from '../../../electron/contract';
import { useText } from '../../i18n/use-text';
import { useNames } from '../../state/names';
import { refusesTransfer } from '../../state/transfer';
import { openTransfer, toast } from '../../state/ui';

/** What a Transfer button does: asks to whom, or says why that cannot work with this far end. */
export function useTransfer(call: CallSnapshot): () => void {
  const text = useText();
  const names = useNames();
  return () => {
    if (refusesTransfer(call)) toast(text('transfer.failed.not-supported', { name: names.call(call) }), { tone: 'error' });
    else openTransfer(call);
  };
}
