import { Delete } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { cx } from '../components/cx';
import { IconButton } from '../components/Button';
import { retype } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { useRegion } from '../state/app';
import { setUi, useUi } from '../state/ui';

/** The number or name being typed: large, formatted as it grows, smaller when it gets long. */
export function NumberField({ listId, hasList, active, onKey, onPaste, onErase }: {
  listId: string; hasList: boolean; active: number; onKey: (event: React.KeyboardEvent) => void; onPaste: (pasted: string) => void; onErase: () => void;
}): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const number = useUi((state) => state.number);
  const wanted = useUi((state) => state.searchFocus);
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number | null>(null);

  useEffect(() => { input.current?.focus({ preventScroll: true }); }, [wanted]);
  useLayoutEffect(() => {
    if (caret.current !== null) input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [number]);

  const size = number.length > 24 ? 'text-large' : number.length > 17 ? 'text-title' : number.length > 14 ? 'text-name' : 'text-number';
  return (
    <div className="relative mx-5 flex h-17 shrink-0 items-center">
      <input
        ref={input}
        role="combobox"
        aria-label={text('dialer.label')}
        aria-autocomplete="list"
        aria-expanded={hasList}
        aria-controls={listId}
        {...(hasList && active >= 0 ? { 'aria-activedescendant': `${listId}-${active}` } : {})}
        value={number}
        placeholder={text('dialer.placeholder')}
        spellCheck={false}
        autoComplete="off"
        maxLength={255}
        onChange={(event) => {
          const { value, selectionStart } = event.target;
          const typed = retype(value, selectionStart ?? value.length, region);
          caret.current = typed.caret;
          setUi({ number: typed.text });
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text');
          // A short clean piece goes where the caret is; anything else gives up its number.
          if (number !== '' && /^[\d*#+ ]{1,6}$/.test(pasted)) return;
          event.preventDefault();
          onPaste(pasted);
        }}
        onKeyDown={onKey}
        className={cx('tabular h-full w-full min-w-0 bg-transparent px-8 text-center font-normal tracking-[-0.015em] outline-none placeholder:text-title placeholder:tracking-normal', size)}
      />
      {number !== '' && <IconButton label={text('dialer.erase')} icon={Delete} onPress={onErase} excludeFromTabOrder className="absolute -right-2" />}
    </div>
  );
}
