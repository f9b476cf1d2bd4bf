import { Switch } from 'react-aria-components/Switch';

/** A setting that is on or off: words left, switch right, the whole row is the target. */
export function Toggle({ label, hint, isOn, onChange }: { label: string; hint?: string; isOn: boolean; onChange: (on: boolean) => void }): React.JSX.Element {
  return (
    <Switch isSelected={isOn} onChange={onChange} className="group flex min-h-10 items-center justify-between gap-4 rounded-small py-2">
      <span className="min-w-0">
        <span className="block text-base text-ink">{label}</span>
        {hint && <span className="block text-small text-ink-3">{hint}</span>}
      </span>
      <span
        aria-hidden="true"
        className="flex h-6 w-10 shrink-0 items-center rounded-full border border-transparent bg-track p-0.5 transition-colors group-data-selected:bg-accent forced-colors:border-[ButtonText] forced-colors:group-data-selected:bg-[Highlight]"
      >
        <span className="size-4.5 rounded-full bg-on-accent transition-transform group-data-selected:translate-x-4 forced-colors:bg-[ButtonText]" />
      </span>
    </Switch>
  );
}
