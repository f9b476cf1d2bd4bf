import { ChevronDown } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { CallSnapshot } from '../../electron/contract';
import { Button } from '../components/Button';
import { Keypad } from '../dialer/Keypad';
import { useText } from '../i18n/use-text';
import { sendDigit } from '../state/actions';
import { setUi } from '../state/ui';

/** Digits during a call, with what was sent above them. */
export function CallKeypad({ call }: { call: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const sent = useRef<HTMLOutputElement>(null);
  useEffect(() => { if (sent.current) sent.current.scrollLeft = sent.current.scrollWidth; }, [call.digitsSent]);
  return (
    <div className="mx-auto w-full max-w-75 animate-fade">
      <output
        ref={sent}
        aria-label={text('call.digitsSent')}
        className="tabular block h-9 overflow-hidden text-center text-name tracking-[0.06em] whitespace-nowrap text-ink"
      >
        {call.digitsSent}
      </output>
      <Keypad compact onDigit={(digit) => sendDigit(call, digit)} />
      <div className="mt-1 flex justify-center">
        <Button tone="quiet" size="small" icon={ChevronDown} onPress={() => setUi({ callKeypadOpen: false })}>{text('call.closeKeypad')}</Button>
      </div>
    </div>
  );
}
