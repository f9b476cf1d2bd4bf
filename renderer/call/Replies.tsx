import { ChevronLeft } from 'lucide-react';
import type { CallSnapshot } from '../../electron/contract';
import { Button, IconButton } from '../components/Button';
import { useText } from '../i18n/use-text';
import { declineWith } from '../state/actions';

const replies = ['later', 'soon', 'meeting', 'write'] as const;

/** Short messages that decline a ringing call and tell why; Esc goes back to the call. */
export function Replies({ call, name, onBack }: { call: CallSnapshot; name: string; onBack: () => void }): React.JSX.Element {
  const text = useText();
  const onKey = (event: React.KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onBack();
  };
  const title = text('call.replyTo', { name });
  return (
    <div role="group" aria-label={title} onKeyDown={onKey} className="no-drag flex w-full min-w-0 items-center gap-1.5">
      <IconButton label={text('nav.back')} icon={ChevronLeft} onPress={onBack} className="-ml-2" />
      <div className="min-w-0 flex-1">
        <p aria-hidden="true" className="mb-1.5 truncate text-small text-ink-2">{title}</p>
        <div className="grid grid-cols-2 gap-1.5">
          {replies.map((reply, index) => {
            const words = text(`call.reply.${reply}`);
            return <Button key={reply} autoFocus={index === 0} onPress={() => declineWith(call, words)} className="h-10 px-2! leading-4 whitespace-normal!">{words}</Button>;
          })}
        </div>
      </div>
    </div>
  );
}
