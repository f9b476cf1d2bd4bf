import { memo } from 'react';
import type { PhoneKey } from '../../electron/contract';
import { cx } from '../components/cx';
import { dropLook, useCallDrop } from '../call/transfer/use-call-drag';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { offerPass } from '../state/ui';
import { faceOf, nameOf, type KeyLook } from './key-words';
import { useKeyState } from './key-store';
import { passTarget } from './press-key';

const looks: Readonly<Record<KeyLook, { tile: string; icon: string; words: string }>> = {
  plain: { tile: 'border-line bg-surface hover:bg-hover active:bg-press', icon: 'text-ink-2', words: 'text-ink-3' },
  free: { tile: 'border-line bg-surface hover:bg-hover active:bg-press', icon: 'text-live-ink', words: 'text-ink-3' },
  ringing: { tile: 'border-live-ink bg-live-soft', icon: 'text-live-ink', words: 'text-live-ink font-medium' },
  talking: { tile: 'border-line bg-stop-soft', icon: 'text-stop-ink', words: 'text-stop-ink' },
  quiet: { tile: 'border-line bg-canvas hover:bg-hover active:bg-press', icon: 'text-ink-3', words: 'text-ink-3' },
};

export const TILE_HEIGHT = 64;

interface KeyTileProps {
  phoneKey: PhoneKey;
  index: number;
  arranging: boolean;
  onPress: (key: PhoneKey) => void;
  /** By keyboard: so many places on, in reading order. */
  onMove: (key: PhoneKey, by: 'left' | 'right' | 'up' | 'down') => void;
  onDropOn: (index: number, draggedId: string) => void;
}

/** One key: who, and how they are, in an icon, words and colour. It alone is drawn anew when its state changes. */
export const KeyTile = memo(function KeyTile({ phoneKey, index, arranging, onPress, onMove, onDropOn }: KeyTileProps): React.JSX.Element {
  const text = useText();
  const state = useKeyState(phoneKey.id);
  const face = faceOf(phoneKey, state, text);
  const target = arranging ? null : passTarget(phoneKey, state?.state);
  // Dropped there it goes there: what the key would do by itself is not asked about.
  const drop = useCallDrop(target === null || target.kind === 'call' ? null : (call) => offerPass(call, { ...target, keyId: null }));
  const look = looks[face.look];
  const name = nameOf(phoneKey);
  return (
    <div
      {...drop.props}
      draggable={arranging}
      onDragStart={(event) => { event.dataTransfer.setData('text/plain', phoneKey.id); event.dataTransfer.effectAllowed = 'move'; }}
      {...(arranging ? { onDragOver: (event) => event.preventDefault(), onDrop: (event) => { event.preventDefault(); onDropOn(index, event.dataTransfer.getData('text/plain')); } } satisfies React.DOMAttributes<HTMLElement> : {})}
      onKeyDownCapture={(event) => {
        const by = event.altKey ? directions[event.key] : undefined;
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        onMove(phoneKey, by);
      }}
      className="min-w-0"
    >
      {/* The plain element: a hundred of these change in one frame, and those of the library cost ten times as much. */}
      <button
        type="button"
        data-row
        data-key={phoneKey.id}
        onClick={() => onPress(phoneKey)}
        aria-label={`${name}, ${face.words}${face.look === 'ringing' && phoneKey.kind === 'person' && !arranging ? `. ${text('board.pickUp')}` : ''}`}
        style={{ height: TILE_HEIGHT }}
        className={cx('flex w-full min-w-0 items-center gap-2.5 rounded border px-3 text-left', look.tile, arranging && 'border-dashed border-field-line', drop.isOver && dropLook)}
      >
        <Icon of={face.icon} className={cx('shrink-0', look.icon)} />
        <span className="min-w-0 flex-1">
          <span title={name} className="line-clamp-2 leading-4.5 font-medium break-words">{name}</span>
          <span title={face.words} className={cx('block truncate text-small leading-4.5', look.words)}>{face.words}</span>
        </span>
      </button>
    </div>
  );
});

const directions: Readonly<Record<string, 'left' | 'right' | 'up' | 'down'>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };
