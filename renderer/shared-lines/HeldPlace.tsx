import type { SharedAppearance } from '../../electron/contract';
import { Button } from '../components/Button';
import { useText } from '../i18n/use-text';
import { pressPlace, useSharedLines } from './shared-line-store';

const isHeld = ({ action }: SharedAppearance): boolean => action === 'release';

/** The place on a shared line that was taken for the number now being typed; nothing where there is none. */
export function HeldPlace(): React.JSX.Element | null {
  const text = useText();
  const line = useSharedLines((state) => state.lines.find(({ appearances }) => appearances.some(isHeld)));
  const held = line?.appearances.find(isHeld);
  if (line === undefined || held === undefined) return null;
  return (
    <div role="status" className="mb-2 flex min-h-10 items-center justify-between gap-2 rounded bg-accent-soft pl-3 text-accent-ink">
      <span className="truncate">{text('shared.yours', { number: held.index })}</span>
      <Button tone="quiet" onPress={() => void pressPlace(line.accountId, held)}>{text('shared.giveBack')}</Button>
    </div>
  );
}
