import { UserRound } from 'lucide-react';
import type { CSSProperties } from 'react';
import { Icon } from './Icon';

/** Up to two initials; none where the name is a number. */
export function initials(name: string): string {
  const words = name.replace(/[^\p{L}\p{N}\s'-]/gu, ' ').trim().split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const first = words[0];
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last].map((word) => (word === undefined ? '' : ([...word][0] ?? ''))).join('').toLocaleUpperCase();
}

/** A hue that belongs to the name: always the same, spread around the circle. */
export function hueOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash % 360;
}

/** Photo, initials on a tint of the name, or a figure. Decorative: the name stands beside it. */
export function Avatar({ name, photo, size = 40, className }: { name: string; photo?: string | null; size?: number; className?: string }): React.JSX.Element {
  const style = { width: size, height: size, fontSize: Math.round(size * 0.36), '--hue': hueOf(name) } as CSSProperties;
  const letters = initials(name);
  return (
    <span
      aria-hidden="true"
      style={style}
      className={`tinted inline-flex shrink-0 items-center justify-center overflow-hidden rounded-full bg-tint leading-none ${size > 64 ? 'font-medium' : 'font-semibold'} text-tint-ink ${className ?? ''}`}
    >
      {photo ? <img src={photo} alt="" className="size-full object-cover" draggable={false} /> : letters === '' ? <Icon of={UserRound} size={Math.round(size * 0.5)} /> : letters}
    </span>
  );
}
