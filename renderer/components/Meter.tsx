import { useEffect, useRef } from 'react';
import { listen } from '../state/bridge';

/** A level bar. Levels come ten times a second and go straight to the element, past React. */
export function Meter({ of, label }: { of: 'microphone' | 'speaker'; label: string }): React.JSX.Element {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => listen('audio:levelsChanged', (levels) => {
    // Loudness is heard on a logarithmic scale: 60 dB over the whole bar.
    const peak = Math.min(1, Math.max(0.001, levels[of]));
    const filled = Math.max(0, 1 + (20 * Math.log10(peak)) / 60);
    bar.current?.style.setProperty('--level', String(filled));
    bar.current?.setAttribute('aria-valuenow', String(Math.round(filled * 100)));
  }), [of]);
  return (
    <div ref={bar} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={0} data-meter className="h-1.5 overflow-hidden rounded-full bg-fill-press">
      <div className="h-full origin-left scale-x-(--level,0) rounded-full bg-live transition-transform duration-100 ease-linear" />
    </div>
  );
}
