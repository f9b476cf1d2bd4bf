import { PhoneForwarded, PhoneOutgoing, UserRoundPlus } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { CallSnapshot, Suggestion } from '../../../electron/contract';
import { Button } from '../../components/Button';
import { cx } from '../../components/cx';
import { Sheet } from '../../components/Sheet';
import { Suggestions } from '../../dialer/Suggestions';
import { useSuggestions } from '../../dialer/use-suggestions';
import { formatNumber, retype } from '../../i18n/phone-number';
import { useText } from '../../i18n/use-text';
import { useRegion } from '../../state/app';
import { useNames } from '../../state/names';
import { addToConference, refusesTransfer, speakFirst, transferNow } from '../../state/transfer';
import { toast } from '../../state/ui';
import { useRecentPeople } from './use-recent-people';

/** To whom a call is passed on, and how: at once, or after a word with them. `adding`: who is called into the conference it is. */
export function TransferSheet({ call, adding, onClose }: { call: CallSnapshot; adding: boolean; onClose: () => void }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const name = useNames().call(call);
  const [typed, setTyped] = useState('');
  /** Chosen from the list; what is typed after that stands for itself. */
  const [chosen, setChosen] = useState<Suggestion | null>(null);
  const [active, setActive] = useState(-1);
  const [pending, setPending] = useState(false);
  const refuses = !adding && refusesTransfer(call);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const recent = useRecentPeople(call.remote.number);
  const found = useSuggestions(typed);
  const items = chosen !== null ? [] : typed.trim() === '' ? recent : found;
  useEffect(() => setActive(-1), [typed]);
  useEffect(() => { input.current?.focus(); }, []);

  // Typed letters name someone: the best match is meant.
  const named = /^[^\d@:*#+]+$/.test(typed.trim()) ? items[0] : undefined;
  const target = (chosen ?? items[active] ?? named)?.number ?? typed.trim();
  const pick = (item: Suggestion): void => {
    setChosen(item);
    setTyped(item.name ?? formatNumber(item.number, region));
    input.current?.focus();
  };
  const callIn = async (): Promise<boolean> => {
    const failure = await addToConference(call, target);
    if (failure === undefined) return false;
    if (failure === null) toast(text('transfer.added', { to: typed.trim() }));
    else toast(failure === 'refused' ? text('transfer.addRefused') : text(`transfer.failed.${failure}`, { to: typed.trim(), name }), { tone: 'error' });
    return failure === null;
  };
  const run = async (act: (call: CallSnapshot, to: string) => Promise<boolean>): Promise<void> => {
    if (refuses || target === '' || pending) return;
    setPending(true);
    const taken = await act(call, target);
    setPending(false);
    if (taken) onClose();
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move !== 0 && items.length > 0) {
      event.preventDefault();
      setActive((index) => Math.min(items.length - 1, Math.max(-1, index + move)));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      const item = items[active];
      if (item !== undefined) pick(item);
      else void run(adding ? callIn : event.shiftKey ? speakFirst : transferNow);
    }
  };

  return (
    <Sheet title={adding ? text('transfer.addTitle') : text('transfer.title', { name })} onClose={onClose}>
      <input
        ref={input}
        role="combobox"
        aria-label={text('transfer.number')}
        aria-autocomplete="list"
        aria-expanded={items.length > 0}
        aria-controls={listId}
        {...(active >= 0 ? { 'aria-activedescendant': `${listId}-${active}` } : {})}
        value={typed}
        placeholder={text('transfer.number')}
        spellCheck={false}
        autoComplete="off"
        maxLength={255}
        onChange={(event) => {
          const { value, selectionStart } = event.target;
          setChosen(null);
          setTyped(retype(value, selectionStart ?? value.length, region).text);
        }}
        onKeyDown={onKey}
        className="tabular mt-4 h-11 w-full rounded border border-field-line bg-surface px-3 text-large outline-none placeholder:text-base hover:border-ink-3 focus:border-accent-ink focus:ring-3 focus:ring-accent/20"
      />
      <div className="-mx-3 mt-2 flex h-50 flex-col">
        {typed.trim() === '' && items.length > 0 && <p className="px-3 pb-1 text-small text-ink-3">{text('transfer.recent')}</p>}
        {items.length > 0 ? <Suggestions id={listId} items={items} active={active} onHover={setActive} onPick={pick} /> : <div id={listId} />}
      </div>
      {!adding && <p className={cx('mt-2 text-small text-pretty', refuses ? 'text-warn-ink' : 'text-ink-3')}>{refuses ? text('transfer.failed.not-supported', { name }) : text('transfer.hint', { name })}</p>}
      <div className="mt-4 flex flex-wrap gap-2">
        {adding && <Button tone="accent" icon={UserRoundPlus} className="flex-1" isDisabled={target === '' || pending} onPress={() => void run(callIn)}>{text('transfer.add')}</Button>}
        {!adding && <Button icon={PhoneOutgoing} className="flex-1" isDisabled={refuses || target === '' || pending} onPress={() => void run(speakFirst)}>{text('transfer.speakFirst')}</Button>}
        {!adding && <Button tone="accent" icon={PhoneForwarded} className="flex-1" isDisabled={refuses || target === '' || pending} onPress={() => void run(transferNow)}>{text('transfer.now')}</Button>}
      </div>
    </Sheet>
  );
}
