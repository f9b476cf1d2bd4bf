/** The mark: a handset's arc and the tone that comes back from it. */
export function Logo({ size }: { size: number }): React.JSX.Element {
  return (
    <svg viewBox="0 0 64 64" width={size} height={size} aria-hidden="true" className="shrink-0">
      <rect width="64" height="64" rx="18" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="5" strokeLinecap="round">
        <path d="M18 27v10" /><path d="M27.5 19v26" /><path d="M37 24v16" /><path d="M46.5 29v6" />
      </g>
    </svg>
  );
}
