import { SendHorizontal } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Conversation } from '../../electron/contract';
import { IconButton } from '../components/Button';
import { inputClass } from '../components/Field';
import { cx } from '../components/cx';
import { useText } from '../i18n/use-text';
import { ask, tell } from '../state/bridge';

/** As the contract has it. */
const longest = 10_000;
const keepDraftAfterMs = 500;
/** The far end is told again at most so often while one writes; main knows when it is due. */
const tellTypingEveryMs = 3_000;
const tallest = 132;

/** Where one writes: Enter sends, Shift+Enter begins a line. What is not sent is kept. */
export function Composer({ conversation, name }: { conversation: Conversation; name: string }): React.JSX.Element {
  const text = useText();
  const { id } = conversation;
  const [draft, setDraft] = useState(conversation.draft);
  const field = useRef<HTMLTextAreaElement>(null);
  const kept = useRef(conversation.draft);
  const current = useRef(conversation.draft);
  const toldAtMs = useRef(-tellTypingEveryMs);

  useEffect(() => {
    const keep = (): void => {
      if (current.current === kept.current) return;
      kept.current = current.current;
      tell('messages:setDraft', { conversationId: id, draft: current.current });
    };
    const timer = window.setTimeout(keep, keepDraftAfterMs);
    return () => window.clearTimeout(timer);
  }, [draft, id]);
  useEffect(() => () => {
    if (current.current !== kept.current) tell('messages:setDraft', { conversationId: id, draft: current.current });
    tell('messages:typing', { conversationId: id, typing: false });
  }, [id]);
  useEffect(() => {
    const area = field.current;
    if (area === null) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(tallest, area.scrollHeight + 2)}px`;
  }, [draft]);

  const write = (words: string): void => {
    setDraft(words);
    current.current = words;
    const isWriting = words.trim() !== '';
    const nowMs = performance.now();
    if (isWriting && nowMs - toldAtMs.current < tellTypingEveryMs) return;
    toldAtMs.current = isWriting ? nowMs : -tellTypingEveryMs;
    tell('messages:typing', { conversationId: id, typing: isWriting });
  };
  const send = async (): Promise<void> => {
    const words = current.current;
    if (words.trim() === '') return;
    setDraft('');
    current.current = '';
    kept.current = '';
    toldAtMs.current = -tellTypingEveryMs;
    const sent = await ask('messages:send', { conversationId: id, text: words });
    // What could not be kept is given back, unless one has begun anew.
    if (sent === undefined && current.current === '') write(words);
    field.current?.focus();
  };
  return (
    <form className="flex items-end gap-2 px-4 py-3" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <textarea
        ref={field}
        data-composer
        rows={1}
        value={draft}
        maxLength={longest}
        aria-label={text('messages.composer', { name })}
        placeholder={text('messages.placeholder')}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void send();
        }}
        className={cx(inputClass, 'min-h-10 flex-1 resize-none py-2.25 leading-5 hover:border-ink-3 focus:border-accent-ink focus:ring-3 focus:ring-accent/20')}
      />
      <IconButton type="submit" tone="accent" label={text('messages.send')} icon={SendHorizontal} isDisabled={draft.trim() === ''} />
    </form>
  );
}
