import { Eye, EyeOff } from 'lucide-react';
import { IconButton } from '../components/Button';
import { useText } from '../i18n/use-text';
import { hidesNumber, useOutgoingLine } from '../state/actions';
import { setUi, useUi } from '../state/ui';

/** Whether the next call from the keypad goes out without our number; it begins as the line has it, and ends with that call. */
export function useHiddenNumber(): boolean {
  const line = useOutgoingLine();
  const chosen = useUi((state) => state.hideNumber);
  return hidesNumber(line, chosen);
}

/** Beside Call: hides our number for the next call. */
export function HideNumber(): React.JSX.Element {
  const text = useText();
  const hidden = useHiddenNumber();
  return (
    <IconButton
      label={text('hideNumber.next')}
      icon={hidden ? EyeOff : Eye}
      tone={hidden ? 'on' : 'plain'}
      size={56}
      aria-pressed={hidden}
      onPress={() => setUi({ hideNumber: !hidden })}
      className="rounded-window!"
    />
  );
}
