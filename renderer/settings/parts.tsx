import type { ReactNode } from 'react';
import type { Settings } from '../../electron/contract';
import { Toggle } from '../components/Toggle';
import { useApp } from '../state/app';
import { tell } from '../state/bridge';

/** A group of settings under a small heading. */
export function Group({ title, children }: { title?: string; children: ReactNode }): React.JSX.Element {
  return (
    <section className="mt-6 first:mt-0">
      {title !== undefined && <h3 className="mb-2 text-small font-medium text-ink-3">{title}</h3>}
      {children}
    </section>
  );
}

type SwitchKey = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings];

/** One setting that is on or off; kept at once. */
export function SettingToggle({ of, label, hint }: { of: SwitchKey; label: string; hint?: string }): React.JSX.Element {
  const isOn = useApp((state) => state.settings?.[of] === true);
  return <Toggle label={label} {...(hint === undefined ? {} : { hint })} isOn={isOn} onChange={(on) => tell('settings:set', { [of]: on })} />;
}
