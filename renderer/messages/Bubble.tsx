import { Check, CheckCheck, CircleAlert, Clock3, RotateCw, Trash2, type LucideIcon } from 'lucide-react';
import type { Message, MessageState } from '../../electron/contract';
import { Button, IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { formatTime } from '../i18n/format';
import { useText } from '../i18n/use-text';
import { tell } from '../state/bridge';
import { partsOf } from './links';
import { deleteMessage, sendAgain } from './message-actions';
import type { ThreadRow } from './rows';
import { stateWords } from './state-words';

/** One message: theirs on the left in grey, ours on the right in a breath of the accent. How far ours got stands below in words. */
export function Bubble({ row, name, isWanted }: { row: ThreadRow & { kind: 'message' }; name: string; isWanted: boolean }): React.JSX.Element {
  const text = useText();
  const { message, opens, closes, showsState } = row;
  const isOurs = message.direction === 'outgoing';
  const time = formatTime(text.locale, message.atEpochMs);
  const state = showsState ? stateWords(message.state, text) : null;
  const failed = message.state.kind === 'failed';
  return (
    <div role="article" aria-label={text('messages.said', { who: isOurs ? text('messages.me') : name, time, text: message.text })} className={cx('group flex flex-col px-4', opens ? 'pt-2.5' : 'pt-0.5', isOurs ? 'items-end' : 'items-start')}>
      <div className={cx('flex max-w-full items-center gap-1', isOurs ? 'flex-row-reverse' : '')}>
        <p
          dir="auto"
          className={cx(
            'selectable max-w-[min(78cqw,30rem)] rounded-window px-3 py-1.5 text-base break-words whitespace-pre-wrap transition-shadow forced-colors:border',
            isOurs ? 'bg-accent-soft' : 'bg-fill', closes && (isOurs ? 'rounded-br-small' : 'rounded-bl-small'), isWanted && 'ring-2 ring-accent-ink',
          )}
        >
          <Words message={message} />
        </p>
        <IconButton
          label={text('messages.delete')} icon={Trash2} size={28} iconSize={16} onPress={() => void deleteMessage(message, text)}
          className="opacity-0 group-hover:opacity-100 data-focus-visible:opacity-100"
        />
      </div>
      {(closes || state !== null) && (
        <p className={cx('tabular flex flex-wrap items-center gap-x-1.5 px-1 pt-0.5 text-tiny', isOurs ? 'justify-end text-right' : '', failed ? 'text-stop-ink' : 'text-ink-3')}>
          <span>{time}</span>
          {state !== null && <StateSign state={message.state} words={state} />}
        </p>
      )}
      {failed && <Button size="small" tone="quiet" icon={RotateCw} onPress={() => sendAgain(message)} className="-mr-1">{text('messages.sendAgain')}</Button>}
    </div>
  );
}

const signs: Readonly<Record<MessageState['kind'], LucideIcon>> = { received: Check, waiting: Clock3, sending: Clock3, sent: Check, delivered: CheckCheck, read: CheckCheck, failed: CircleAlert };

function StateSign({ state, words }: { state: MessageState; words: string }): React.JSX.Element {
  return (
    <span className={cx('inline-flex min-w-0 items-center gap-1', state.kind === 'read' && 'text-accent-ink')} title={state.kind === 'failed' && state.sipStatus !== null ? `SIP ${state.sipStatus} ${state.reason ?? ''}` : undefined}>
      <Icon of={signs[state.kind]} size={12} className="shrink-0" />{words}
    </span>
  );
}

/** The text with its web addresses as links: shown whole, opened by a click, by main, in the browser. */
function Words({ message }: { message: Message }): React.JSX.Element {
  const text = useText();
  return (
    <>
      {partsOf(message.text).map((part, at) => (part.kind === 'text' ? part.text : (
        <a
          key={at} href={part.url} title={`${part.url}\n${text('messages.openLink')}`}
          onClick={(event) => { event.preventDefault(); tell('messages:openLink', { url: part.url }); }}
          onAuxClick={(event) => event.preventDefault()}
          className="text-accent-ink underline underline-offset-2"
        >
          {part.text}
        </a>
      )))}
    </>
  );
}
