import { MessageSquare } from 'lucide-react';
import { Empty } from '../components/Empty';
import { useText } from '../i18n/use-text';
import { useUi } from '../state/ui';
import { Conversation } from './Conversation';
import { MessagesList } from './MessagesList';
import { NewMessage } from './NewMessage';

/** The Messages page of a narrow window: the list, or what covers it. */
export function MessagesPage(): React.JSX.Element {
  const view = useUi((state) => state.conversation);
  return view.kind === 'none' ? <MessagesList /> : <MessagesDetail wide={false} />;
}

/** What stands beside the list. */
export function MessagesDetail({ wide }: { wide: boolean }): React.JSX.Element {
  const text = useText();
  const view = useUi((state) => state.conversation);
  switch (view.kind) {
    case 'none': return <Empty icon={MessageSquare} title={text('messages.chooseTitle')} text={text('messages.chooseText')} />;
    case 'new': return <NewMessage wide={wide} />;
    case 'open': return <Conversation key={`${view.id} ${view.at ?? ''}`} id={view.id} at={view.at} wide={wide} />;
  }
}
