import { useState } from 'react';
import { useText } from '../i18n/use-text';
import { PemField } from '../line-form/PemField';
import { useApp } from '../state/app';
import { tell } from '../state/bridge';
import { Group, SettingToggle } from './parts';

/** Whether this phone checks signed callers by itself, and whom it trusts to vouch for them. */
export function CallersGroup(): React.JSX.Element {
  const text = useText();
  const isOn = useApp((state) => state.settings?.checkCallers === true);
  return (
    <Group title={text('callers.title')}>
      <SettingToggle of="checkCallers" label={text('callers.check')} hint={text('callers.checkHint')} />
      {isOn && <Anchors />}
    </Group>
  );
}

/** Kept as soon as what is typed holds a whole certificate, or nothing. */
function Anchors(): React.JSX.Element {
  const text = useText();
  const kept = useApp((state) => state.settings?.callerAnchors ?? '');
  const [typed, setTyped] = useState(kept);
  const isUsable = (value: string): boolean => value.trim() === '' || /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(value);
  const change = (value: string): void => {
    setTyped(value);
    if (isUsable(value)) tell('settings:set', { callerAnchors: value.trim() });
  };
  return (
    <div className="mt-4">
      <PemField label={text('callers.anchors')} hint={text('callers.anchorsHint')} value={typed} onChange={change} error={isUsable(typed) ? null : text('callers.anchorsNone')} />
    </div>
  );
}
