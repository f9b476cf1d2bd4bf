import type { LucideIcon } from 'lucide-react';

/** All icons have one stroke; the name is on the control around it. */
export function Icon({ of: Glyph, size = 20, className }: { of: LucideIcon; size?: number; className?: string }): React.JSX.Element {
  return <Glyph aria-hidden="true" size={size} strokeWidth={1.75} absoluteStrokeWidth={false} className={className ?? ''} />;
}
