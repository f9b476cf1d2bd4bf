import { ChevronLeft, Ellipsis, MessageSquare, Phone, Trash2, UserRound, UserRoundPlus } from 'lucide-react';
import { useEffect } from 'react';
import { Menu, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { Conversation as Facts, ConversationId } from '../../electron/contract';
import { Avatar } from '../components/Avatar';
import { IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { Empty } from '../components/Empty';
import { menuFrame, MenuLine } from '../components/MenuLine';
import { useContactPhoto } from '../contacts/use-contact';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { dial } from '../state/actions';
import { useApp, useRegion } from '../state/app';
import { tell } from '../state/bridge';
import { contactStart, useNames } from '../state/names';
import { newContact, openContact, setUi } from '../state/ui';
import { Composer } from './Composer';
import { deleteConversation } from './message-actions';
import { ThreadRows } from './ThreadRows';
import { useConversation } from './use-conversations';
import { useThread } from './use-thread';

/** One conversation: who it is with on top, what was said, and where one writes. */
export function Conversation({ id, at, wide }: { id: ConversationId; at: number | null; wide: boolean }): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const conversation = useConversation(id);
  const { messages, older } = useThread(id, at);
  const composing = useApp((state) => state.composing.has(id));
  useShown(id, conversation?.unread ?? 0);
  if (conversation === null) return <Empty icon={MessageSquare} title={text('messages.gone')} text="" />;
  if (conversation === undefined || messages === null) return <div className="h-full" />;
  const name = names.conversation(conversation);
  return (
    <section aria-label={text('messages.with', { name })} className="flex h-full min-h-0 flex-col">
      <Head conversation={conversation} name={name} wide={wide} />
      <div className="min-h-0 flex-1">
        {messages.length === 0 ? <Empty icon={MessageSquare} title={name} text={text('messages.startText')} /> : <ThreadRows key={id} messages={messages} name={name} at={at} onStart={older} />}
      </div>
      <div className="shrink-0 border-t border-line">
        <p role="status" className={cx('px-5 text-small text-ink-3', composing ? 'pt-2' : 'sr-only')}>{composing && text('messages.composing', { name })}</p>
        <Composer key={id} conversation={conversation} name={name} />
      </div>
    </section>
  );
}

function Head({ conversation, name, wide }: { conversation: Facts; name: string; wide: boolean }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const names = useNames();
  const photo = useContactPhoto(conversation.contactId);
  const line = useApp((state) => (state.accounts.length > 1 ? state.accounts.find(({ account }) => account.id === conversation.accountId)?.account : undefined));
  const { contactId, number, e164, displayName } = conversation;
  const known = names.knownConversation(conversation);
  const below = [known === null ? '' : formatNumber(e164 ?? number, region), line ? names.line(line.id, line.label) : ''].filter((part) => part !== '').join(' · ');
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-3">
      {!wide && <IconButton label={text('nav.back')} icon={ChevronLeft} onPress={() => setUi({ conversation: { kind: 'none' } })} className="-ml-1" />}
      <Avatar name={known ?? ''} photo={photo} size={32} className={wide ? 'ml-1' : 'max-[240px]:hidden'} />
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-semibold"><bdi>{name}</bdi></h2>
        {below !== '' && <p className="tabular truncate text-small text-ink-3">{below}</p>}
      </div>
      <IconButton label={text('common.callName', { name })} icon={Phone} onPress={() => void dial(e164 ?? number)} className="max-[240px]:hidden" />
      <MenuTrigger>
        <IconButton label={text('messages.more')} icon={Ellipsis} />
        <Popover placement="bottom end" offset={4} className={cx(menuFrame, 'w-60')}>
          <Menu aria-label={text('messages.more')} className="outline-none">
            {contactId !== null
              ? <MenuLine icon={UserRound} label={text('end.showContact')} onAction={() => openContact(contactId)} />
              : <MenuLine icon={UserRoundPlus} label={text('end.addContact')} onAction={() => newContact(contactStart(displayName, e164 ?? number))} />}
            <MenuLine icon={Trash2} label={text('messages.deleteConversation')} tone="stop" onAction={() => void deleteConversation(conversation, text)} />
          </Menu>
        </Popover>
      </MenuTrigger>
    </header>
  );
}

/** Main knows what is on the screen, and that it was read once somebody looks at it. */
function useShown(conversationId: ConversationId, unread: number): void {
  useEffect(() => {
    tell('messages:shown', { conversationId });
    return () => tell('messages:shown', { conversationId: null });
  }, [conversationId]);
  useEffect(() => {
    if (unread === 0) return undefined;
    const look = (): void => {
      if (document.visibilityState === 'visible' && document.hasFocus()) tell('messages:markRead', { conversationId });
    };
    look();
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [conversationId, unread]);
}
