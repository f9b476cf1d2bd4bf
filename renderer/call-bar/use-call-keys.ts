import { useEffect } from 'react';
import type { CallSnapshot } from '../../electron/contract';
import { hangUp, sendDigit, toggleHold, toggleMute } from '../state/actions';
import { isLive } from '../state/calls';

/** The keys of a call while the bar has the focus; the same as in the phone window. */
export function useCallKeys(call: CallSnapshot | null, keypadOpen: boolean, closeKeypad: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && keypadOpen) closeKeypad();
      if (call === null || !isLive(call) || event.altKey) return;
      const command = event.ctrlKey || event.metaKey;
      const onButton = event.target instanceof HTMLElement && event.target.closest('button') !== null;
      if (command && event.shiftKey && event.key.toLowerCase() === 'h') hangUp(call);
      else if (command) return;
      else if (event.key === ' ' && !onButton) toggleMute(call);
      else if (/^[\d*#]$/.test(event.key) && call.phase.kind === 'established') sendDigit(call, event.key);
      else if (event.key.toLowerCase() === 'h') toggleHold(call);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [call, keypadOpen, closeKeypad]);
}
