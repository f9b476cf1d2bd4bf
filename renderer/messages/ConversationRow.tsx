import { CircleAlert } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import type { Conversation } from '../../electron/contract';
import { Avatar } from '../components/Avatar';
import { cx } from '../components/cx';
import { Highlight } from '../components/Highlight';
import { Icon } from '../components/Icon';
import { useContactPhoto } from '../contacts/use-contact';
import { formatShortMoment } from '../i18n/format';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { useNames } from '../state/names';
import { showConversation } from './message-actions';
import { excerpt } from './rows';

const rowClass = 'flex h-16 w-full min-w-0 items-center gap-3 rounded px-2 text-left transition-colors';

/** One conversation: who, the last line, when, and how much is unread. */
export function ConversationRow({ conversation, isCurrent }: { conversation: Conversation; isCurrent: boolean }): React.JSX.Element {
  const text = useText();
  const lines = useApp((state) => state.accounts);
  const composing = useApp((state) => state.composing.has(conversation.id));
  const names = useNames();
  const photo = useContactPhoto(conversation.contactId);
  const { last, unread, draft } = conversation;
  const name = names.conversation(conversation);
  const line = lines.length > 1 ? lines.find(({ account }) => account.id === conversation.accountId)?.account : undefined;
  const time = formatShortMoment(text.locale, last?.atEpochMs ?? conversation.lastAtEpochMs, Date.now());
  const failed = last?.state.kind === 'failed';
  const words = composing ? text('messages.isComposing')
    : draft !== '' && !isCurrent ? text('messages.draft', { text: draft })
      : last === null ? '' : last.direction === 'outgoing' ? text('messages.you', { text: last.text }) : last.text;
  return (
    <Button
      data-row
      aria-label={[name, unread > 0 ? text.count('messages.unread', unread) : '', words, failed ? text('messages.state.failed') : '', time].filter((part) => part !== '').join(', ')}
      {...(isCurrent ? { 'aria-current': 'true' } : {})}
      onPress={() => showConversation(conversation.id)}
      className={cx(rowClass, isCurrent ? 'bg-accent-soft' : 'data-hovered:bg-hover')}
    >
      <Avatar name={names.knownConversation(conversation) ?? ''} photo={photo} size={40} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className={cx('min-w-0 flex-1 truncate', unread > 0 ? 'font-semibold' : 'font-medium')}><bdi>{name}</bdi></span>
          <span className="tabular shrink-0 text-small text-ink-3">{time}</span>
        </span>
        <span className="flex items-center gap-1.5 text-small">
          {failed && <Icon of={CircleAlert} size={14} className="shrink-0 text-stop-ink" />}
          <span className={cx('min-w-0 flex-1 truncate', composing ? 'text-accent-ink' : unread > 0 ? 'text-ink' : 'text-ink-3')}>
            <bdi>{words.replaceAll('\n', ' ')}</bdi>{line && ` · ${names.line(line.id, line.label)}`}
          </span>
          {unread > 0 && <span aria-hidden="true" className="tabular flex h-4 min-w-4 shrink-0 items-center justify-center rounded-full bg-accent px-1 text-[10px] leading-none font-semibold text-on-accent">{unread > 99 ? '99+' : unread}</span>}
        </span>
      </span>
    </Button>
  );
}

/** One message that search found, in its conversation. */
export function HitRow({ conversation, order, text: said, atEpochMs, ranges, isCurrent }: {
  conversation: Conversation; order: number; text: string; atEpochMs: number; ranges: readonly (readonly [number, number])[]; isCurrent: boolean;
}): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const photo = useContactPhoto(conversation.contactId);
  const name = names.conversation(conversation);
  const time = formatShortMoment(text.locale, atEpochMs, Date.now());
  const part = excerpt(said, ranges);
  return (
    <Button
      data-row
      aria-label={`${name}, ${part.text}, ${time}`}
      onPress={() => showConversation(conversation.id, order)}
      className={cx(rowClass, isCurrent ? 'bg-accent-soft' : 'data-hovered:bg-hover')}
    >
      <Avatar name={names.knownConversation(conversation) ?? ''} photo={photo} size={40} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-medium"><bdi>{name}</bdi></span>
          <span className="tabular shrink-0 text-small text-ink-3">{time}</span>
        </span>
        <span className="block truncate text-small text-ink-3"><bdi><Highlight text={part.text} ranges={part.ranges} /></bdi></span>
      </span>
    </Button>
  );
}
