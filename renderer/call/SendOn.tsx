import { ChevronLeft, PhoneForwarded, Voicemail } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { CallSnapshot } from '../../electron/contract';
import { Button, IconButton } from '../components/Button';
import { useSuggestions } from '../dialer/use-suggestions';
import { formatNumber, retype, toDialable } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { useApp, useRegion } from '../state/app';
import { invoke } from '../state/bridge';

/** To whom a call that rings is sent on: one line, so that it fits the window that rings. Up and down go through who may be meant; Esc goes back. */
export function SendOn({ call, name, onBack }: { call: CallSnapshot; name: string; onBack: () => void }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const voicemail = useApp((state) => state.accounts.find(({ account }) => account.id === call.accountId)?.account.voicemailNumber ?? '');
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(-1);
  const [refused, setRefused] = useState(false);
  const [pending, setPending] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const found = useSuggestions(typed);
  const items = typed.trim() === '' ? [] : found;
  useEffect(() => { input.current?.focus(); }, []);
  useEffect(() => { setAt(-1); setRefused(false); }, [typed]);

  // Typed letters name someone: the best match is meant.
  const isName = /^[^\d@:*#+]+$/.test(typed.trim());
  const meant = items[at] ?? (isName ? items[0] : undefined);
  const target = meant?.number ?? typed.trim();
  const send = async (to: string): Promise<void> => {
    if (to === '' || pending) return;
    setPending(true);
    const answer = await invoke('call:sendOn', { callId: call.id, target: toDialable(to) });
    setPending(false);
    if (!answer.ok) setRefused(true);
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Escape') onBack();
    else if (move !== 0 && items.length > 0) setAt(Math.min(items.length - 1, Math.max(-1, at + move)));
    else if (event.key === 'Enter' && event.target === input.current && !event.ctrlKey && !event.metaKey && !event.nativeEvent.isComposing) void send(target);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const title = text('sendOn.title', { name });
  const best = meant === undefined ? '' : text('sendOn.best', { to: meant.name === null ? formatNumber(meant.number, region) : `${meant.name} · ${formatNumber(meant.number, region)}` });
  return (
    <div role="group" aria-label={title} onKeyDown={onKey} className="no-drag flex w-full min-w-0 items-start gap-1.5">
      <IconButton label={text('nav.back')} icon={ChevronLeft} onPress={onBack} className="-ml-2" />
      <div className="min-w-0 flex-1">
        <p className="flex h-5 items-center gap-2 text-small text-ink-2">
          <span className="truncate">{title}</span>
          <span role="status" className={refused ? 'shrink-0 font-medium text-warn-ink' : 'tabular min-w-0 flex-1 truncate text-right text-ink'}><bdi>{refused ? text('sendOn.refused') : best}</bdi></span>
        </p>
        <input
          ref={input}
          aria-label={text('sendOn.number')}
          value={typed}
          placeholder={text('sendOn.number')}
          spellCheck={false}
          autoComplete="off"
          maxLength={255}
          onChange={(event) => {
            const { value, selectionStart } = event.target;
            setTyped(retype(value, selectionStart ?? value.length, region).text);
          }}
          className="tabular mt-1 h-10 w-full rounded border border-field-line bg-surface px-3 text-large outline-none placeholder:text-base hover:border-ink-3 focus:border-accent-ink focus:ring-3 focus:ring-accent/20"
        />
        <div className="mt-2 flex gap-2">
          {voicemail !== '' && <Button icon={Voicemail} isDisabled={pending} onPress={() => void send(voicemail)} className="h-10 flex-1 px-2!">{text('sendOn.voicemail')}</Button>}
          <Button tone="accent" icon={PhoneForwarded} isDisabled={target === '' || pending} onPress={() => void send(target)} className="h-10 flex-[1.35] px-2!">{text('sendOn.now')}</Button>
        </div>
      </div>
    </div>
  );
}
