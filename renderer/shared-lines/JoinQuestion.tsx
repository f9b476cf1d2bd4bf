import { create } from 'zustand';
import { Button } from '../components/Button';
import { Sheet } from '../components/Sheet';
import { useText } from '../i18n/use-text';

/** What is done once the user said yes; null while nothing is asked. */
const useQuestion = create<{ join: (() => void) | null }>()(() => ({ join: null }));
const close = (): void => useQuestion.setState({ join: null });

/** Going into a call of somebody else is never done by one press: the user is asked first. */
export const askToJoin = (join: () => void): void => useQuestion.setState({ join });

export function JoinQuestion(): React.JSX.Element | null {
  const text = useText();
  const join = useQuestion((state) => state.join);
  if (join === null) return null;
  return (
    <Sheet title={text('shared.joinTitle')} onClose={close}>
      <p className="mt-3 text-pretty text-ink-2">{text('shared.joinText')}</p>
      <div className="mt-5 flex justify-end gap-2">
        <Button onPress={close}>{text('shared.notNow')}</Button>
        <Button tone="accent" onPress={() => { close(); join(); }}>{text('shared.join')}</Button>
      </div>
    </Sheet>
  );
}
