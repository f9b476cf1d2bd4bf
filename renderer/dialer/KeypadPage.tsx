import { Phone } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { Button } from '../components/Button';
import { useText } from '../i18n/use-text';
import { useNewMessages } from '../keys/key-store';
import { dialFromKeypad, useOutgoingLine } from '../state/actions';
import { setUi, useUi } from '../state/ui';
import { HideNumber, useHiddenNumber } from './HideNumber';
import { HeldPlace } from '../shared-lines/HeldPlace';
import { Keypad } from './Keypad';
import { NumberField } from './NumberField';
import { Suggestions } from './Suggestions';
import { useDialer } from './use-dialer';
import { useSuggestions } from './use-suggestions';

/** The page one comes to in order to call: number, who that might be, keys, Call. */
export function KeypadPage(): React.JSX.Element {
  const text = useText();
  const dialer = useDialer();
  const number = useUi((state) => state.number);
  const waiting = useNewMessages(useOutgoingLine()?.account.id ?? null);
  const waitingWords = waiting === 0 ? '' : waiting === 'some' ? text('voicemail.some') : text.count('voicemail.new', waiting);
  const items = useSuggestions(number);
  const [active, setActive] = useState(-1);
  const listId = useId();
  const hidden = useHiddenNumber();
  useEffect(() => setActive(-1), [number]);

  const onKey = (event: React.KeyboardEvent): void => {
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move !== 0 && items.length > 0) {
      event.preventDefault();
      setActive((index) => Math.min(items.length - 1, Math.max(-1, index + move)));
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      // Typed letters name someone: Enter calls the best match rather than the letters.
      const named = /^[^\d@:*#+]+$/.test(number.trim()) ? items[0] : undefined;
      const picked = items[active] ?? named;
      if (picked) void dialFromKeypad(picked.number);
      else void dialer.call();
    } else if (event.key === 'Escape' && number !== '') {
      event.stopPropagation();
      setUi({ number: '' });
    }
  };

  return (
    <section aria-label={text('nav.keypad')} className="m-auto flex h-full max-h-160 w-full max-w-95 flex-col overflow-y-auto [container-type:size]">
      <NumberField listId={listId} hasList={items.length > 0} active={active} onKey={onKey} onPaste={dialer.paste} onErase={dialer.erase} />
      {items.length > 0
        ? <Suggestions id={listId} items={items} active={active} className={number === '' ? '[@container(max-height:450px)]:invisible' : ''} onHover={setActive} onPick={(item) => void dialFromKeypad(item.number)} />
        : <div id={listId} className="min-h-0 flex-1" />}
      <p role="status" className="sr-only">{number !== '' && text.count('dialer.suggestions', items.length)}</p>
      <div className="shrink-0 px-7 pb-4 slim:px-3">
        <HeldPlace />
        <Keypad
          onDigit={dialer.press}
          onLongPress={dialer.longPress}
          longNames={{ 1: [text('dialer.voicemail'), waitingWords].filter(Boolean).join(', '), 0: text('dialer.plus') }}
          waiting={waiting}
        />
        <div className="mt-3 flex gap-2">
          <HideNumber />
          <Button tone="accent" size="call" icon={Phone} aria-label={text(hidden ? 'hideNumber.call' : 'common.call')} onPress={() => void dialer.call()} className="min-w-0 flex-1 px-2! slim:flex-col slim:gap-0">
            {hidden && <span className="slim:hidden">{text('hideNumber.call')}</span>}
            <span className={hidden ? 'hidden slim:inline' : ''}>{text('common.call')}</span>
          </Button>
        </div>
      </div>
    </section>
  );
}
