import { Button } from 'react-aria-components/Button';
import type { SharedAppearance } from '../../electron/contract';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { actionWords, faceOf, type PlaceFace } from './place-words';

const looks: Readonly<Record<PlaceFace['look'], { tile: string; icon: string; words: string }>> = {
  free: { tile: 'border-line bg-surface data-hovered:bg-hover data-pressed:bg-press', icon: 'text-live-ink', words: 'text-ink-3' },
  here: { tile: 'border-accent bg-accent-soft', icon: 'text-accent-ink', words: 'text-accent-ink font-medium' },
  ringing: { tile: 'border-live-ink bg-live-soft', icon: 'text-live-ink', words: 'text-live-ink font-medium' },
  held: { tile: 'border-warn-ink bg-warn-soft', icon: 'text-warn-ink', words: 'text-warn-ink' },
  busy: { tile: 'border-line bg-stop-soft', icon: 'text-stop-ink', words: 'text-stop-ink' },
  quiet: { tile: 'border-line bg-canvas data-hovered:bg-hover data-pressed:bg-press', icon: 'text-ink-3', words: 'text-ink-3' },
};

/** One place for a call on a shared line. One where nothing can be done keeps the focus, so that it can be read. */
export function PlaceTile({ place, onPress }: { place: SharedAppearance; onPress: () => void }): React.JSX.Element {
  const text = useText();
  const face = faceOf(place, text);
  const look = looks[face.look];
  const action = actionWords(place, text);
  const name = text('shared.place', { number: place.index });
  return (
    <Button
      data-place={place.index}
      onPress={() => { if (action !== null) onPress(); }}
      aria-disabled={action === null}
      aria-label={[`${name}, ${face.words}`, action].filter((part) => part !== null).join('. ')}
      className={cx('flex min-h-12 w-full min-w-0 items-center gap-2.5 rounded border px-3 py-1.5 text-left', look.tile)}
    >
      <Icon of={face.icon} className={cx('shrink-0', look.icon)} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className={cx('block truncate text-small', look.words)}>{face.words}</span>
      </span>
    </Button>
  );
}
