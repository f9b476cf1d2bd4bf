import { useCallback } from 'react';
import { extractNumber, formatAsTyped } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { dial, dialFromKeypad, lastDialled, useOutgoingLine } from '../state/actions';
import { useRegion } from '../state/app';
import { tell } from '../state/bridge';
import { openSettings, setUi, toast, useUi } from '../state/ui';
import type { Digit } from './Keypad';

export interface Dialer {
  press(digit: Digit): void;
  longPress(digit: Digit): void;
  erase(): void;
  paste(pasted: string): void;
  /** Calls what stands there; on an empty field brings the last number back first. */
  call(): Promise<void>;
}

/** What the keypad page does with keys, paste and Call. */
export function useDialer(): Dialer {
  const text = useText();
  const region = useRegion();
  const line = useOutgoingLine();

  const append = useCallback((characters: string) => setUi((state) => ({ number: formatAsTyped(state.number + characters, region) })), [region]);
  const noLine = (): void => toast(text('dialer.noLine'), { action: { label: text('line.add'), run: () => openSettings('lines', { kind: 'edit', accountId: null }) } });

  return {
    press(digit) {
      tell('audio:keyTone', { digit });
      append(digit);
    },
    longPress(digit) {
      if (digit === '0') {
        append('+');
        return;
      }
      if (line === null) {
        noLine();
        return;
      }
      const { id, label, voicemailNumber } = line.account;
      if (voicemailNumber !== null && voicemailNumber !== '') void dial(voicemailNumber);
      else toast(text('dialer.noVoicemail', { line: label }), { action: { label: text('dialer.setVoicemail'), run: () => openSettings('lines', { kind: 'edit', accountId: id }) } });
    },
    erase() {
      setUi((state) => ({ number: formatAsTyped(state.number.trimEnd().slice(0, -1), region) }));
    },
    paste(pasted) {
      const number = extractNumber(pasted);
      if (number === null) toast(text('dialer.nothingInPaste'));
      else setUi({ number: formatAsTyped(number, region), page: 'keypad' });
    },
    async call() {
      const typed = useUi.getState().number.trim();
      if (line === null) {
        noLine();
      } else if (typed !== '') {
        await dialFromKeypad(typed);
      } else {
        const last = await lastDialled();
        if (last === null) toast(text('dialer.nothingToRedial'));
        else setUi({ number: formatAsTyped(last, region) });
      }
    },
  };
}
