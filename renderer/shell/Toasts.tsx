import { X } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from 'react-aria-components/Button';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { dropToast, useUi, type Toast } from '../state/ui';

/** Short words at the bottom, with Undo where there is something to undo. */
export function Toasts(): React.JSX.Element {
  const toasts = useUi((state) => state.toasts);
  return (
    <div aria-live="polite" role="status" className="pointer-events-none fixed inset-x-0 bottom-18 z-30 flex flex-col items-center gap-2 px-4">
      {toasts.map((entry) => <ToastLine key={entry.id} entry={entry} />)}
    </div>
  );
}

function ToastLine({ entry }: { entry: Toast }): React.JSX.Element {
  const text = useText();
  const { id, words, action, showMs } = entry;
  useEffect(() => {
    const handle = window.setTimeout(() => dropToast(id), showMs);
    return () => window.clearTimeout(handle);
  }, [id, showMs]);
  return (
    <div className="pointer-events-auto flex min-h-11 max-w-full animate-rise items-center gap-1 rounded bg-inverse py-1 pr-1 pl-4 text-on-inverse shadow-float forced-colors:border">
      <span className="min-w-0 py-1 text-pretty">{words}</span>
      {action && (
        <Button onPress={() => { dropToast(id); action.run(); }} className="ml-2 h-9 shrink-0 rounded-small px-3 font-semibold data-hovered:bg-on-inverse/15">{action.label}</Button>
      )}
      <Button aria-label={text('common.dismiss')} onPress={() => dropToast(id)} className="flex size-9 shrink-0 items-center justify-center rounded-small opacity-70 data-hovered:opacity-100"><Icon of={X} size={16} /></Button>
    </div>
  );
}
