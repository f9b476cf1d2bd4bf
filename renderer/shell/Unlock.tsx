import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import type { AccountId } from '../../electron/contract';
import { Button } from '../components/Button';
import { Sheet } from '../components/Sheet';
import { Toggle } from '../components/Toggle';
import { useText } from '../i18n/use-text';
import { PasswordField } from '../line-form/PasswordField';
import { useApp } from '../state/app';
import { ask } from '../state/bridge';
import { useNames } from '../state/names';
import { closeOverlay } from '../state/ui';

/** Asks for the password of a line: no safe keychain, or the stored one was refused. */
export function Unlock({ accountId }: { accountId: AccountId }): React.JSX.Element | null {
  const text = useText();
  const names = useNames();
  const line = useApp((state) => state.accounts.find((entry) => entry.account.id === accountId));
  const keychain = useApp((state) => state.info?.keychainAvailable === true);
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(keychain);
  const [busy, setBusy] = useState(false);
  if (!line) return null;
  const submit = async (): Promise<void> => {
    setBusy(true);
    const done = await ask('accounts:unlock', { accountId, password, remember });
    setBusy(false);
    if (done !== undefined) closeOverlay();
  };
  const refused = line.registration.kind === 'failed' && line.registration.error.code === 'wrong-password';
  return (
    <Sheet title={text('unlock.title', { line: names.line(accountId, line.account.label) })} onClose={closeOverlay}>
      {(refused || !keychain) && <p className="mt-2 text-pretty text-ink-2">{refused ? text('unlock.wrong') : text('unlock.locked')}</p>}
      <Form className="mt-5" onSubmit={(event) => { event.preventDefault(); if (password !== '') void submit(); }}>
        <PasswordField label={text('unlock.password')} value={password} onChange={setPassword} autoFocus />
        {keychain && <div className="mt-2"><Toggle label={text('unlock.remember')} isOn={remember} onChange={setRemember} /></div>}
        <div className="mt-5 flex gap-2">
          <Button className="flex-1" onPress={closeOverlay}>{text('common.cancel')}</Button>
          <Button tone="accent" type="submit" isDisabled={password === ''} isPending={busy} className="flex-1">{text('unlock.submit')}</Button>
        </div>
      </Form>
    </Sheet>
  );
}
