import { Trash2 } from 'lucide-react';
import { Form } from 'react-aria-components/Form';
import type { AccountId } from '../../electron/contract';
import { Button, IconButton } from '../components/Button';
import { DetailPage } from '../components/DetailPage';
import type { Text } from '../i18n/catalog';
import { useText } from '../i18n/use-text';
import { LineReach } from '../shell/LineReach';
import { useApp } from '../state/app';
import { ask, tell } from '../state/bridge';
import { useNames } from '../state/names';
import { openSettings, toast } from '../state/ui';
import { emptyForm, formOf } from './draft';
import { LineDevices } from './LineDevices';
import { LineForm } from './LineForm';
import { TestSteps } from './TestSteps';
import { useLineForm } from './use-line-form';

/** A line in the settings: add, change, test, remove with Undo. */
export function LineEdit({ accountId, wide }: { accountId: AccountId | null; wide: boolean }): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const line = useApp((state) => state.accounts.find((entry) => entry.account.id === accountId));
  const account = line?.account;
  const model = useLineForm(account ? formOf(account) : emptyForm, account?.id ?? null);
  const leave = (): void => openSettings('lines');
  const save = async (): Promise<void> => { if (await model.save()) leave(); };
  return (
    <Form className="h-full min-h-0" onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <DetailPage
        title={account ? names.line(account.id, account.label) : text('account.new')}
        onBack={leave}
        wide={wide}
        actions={account && <IconButton label={text('account.remove')} icon={Trash2} onPress={() => void removeLine(account.id, names.line(account.id, account.label), text)} className="-mr-2" />}
        footer={
          <>
            <Button className="flex-1" isPending={model.test.kind === 'running'} onPress={() => void model.runTest()}>{text('account.test')}</Button>
            <Button tone="accent" type="submit" isPending={model.saving} className="flex-1">{model.test.kind === 'failed' ? text('account.saveAnyway') : text('account.save')}</Button>
          </>
        }
      >
        {line && <LineReach line={line} />}
        {line && <LineDevices line={line} />}
        <LineForm form={model.form} onChange={model.change} errors={model.errors} refs={model.refs} accountId={account?.id ?? null} advancedOpen={model.advancedOpen} onAdvancedOpen={model.setAdvancedOpen} />
        {model.test.kind !== 'idle' && <TestSteps test={model.test} onTrust={model.trust} onFix={model.fix} />}
      </DetailPage>
    </Form>
  );
}

async function removeLine(accountId: AccountId, line: string, text: Text): Promise<void> {
  const done = await ask('accounts:remove', { accountId });
  if (done === undefined) return;
  openSettings('lines');
  toast(text('account.removed', { line }), { action: { label: text('common.undo'), run: () => tell('accounts:undoRemove', done) } });
}
