import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import type { KeyFields, PhoneKey } from '../../electron/contract';
import { Button } from '../components/Button';
import { Choice } from '../components/Choice';
import { Field } from '../components/Field';
import { Sheet } from '../components/Sheet';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { ask, tell } from '../state/bridge';
import { useNames } from '../state/names';
import { toast } from '../state/ui';
import { nameOf } from './key-words';

const kinds = ['person', 'park', 'trunk', 'speed-dial', 'feature'] as const;
const anyLine = 'any';

/** A new key, or one to change. */
export function KeySheet({ edited, onClose }: { edited: PhoneKey | null; onClose: () => void }): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const lines = useApp((state) => state.accounts);
  const [fields, setFields] = useState<KeyFields>(edited ?? { kind: 'person', label: '', target: '', accountId: null });
  const [missing, setMissing] = useState(false);
  const change = (part: Partial<KeyFields>): void => { setFields((old) => ({ ...old, ...part })); setMissing(false); };
  const save = async (): Promise<void> => {
    if (fields.target.trim() === '') return setMissing(true);
    const { kind, label, target, accountId } = fields;
    if (await ask('keys:save', { keyId: edited?.id ?? null, fields: { kind, label, target, accountId } }) !== undefined) onClose();
  };
  const remove = async (key: PhoneKey): Promise<void> => {
    const done = await ask('keys:remove', { keyId: key.id });
    onClose();
    if (done !== undefined) toast(text('board.deleted', { name: nameOf(key) }), { action: { label: text('common.undo'), run: () => tell('keys:undo', { undoToken: done.undoToken }) } });
  };
  return (
    <Sheet title={edited === null ? text('board.newTitle') : text('board.editTitle')} onClose={onClose}>
      <Form className="mt-4 flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <Choice label={text('board.kind')} value={fields.kind} onChange={(kind) => change({ kind })} options={kinds.map((kind) => ({ value: kind, label: text(`board.kind.${kind}`) }))} />
        <Field label={text('board.label')} value={fields.label} onChange={(label) => change({ label })} maxLength={80} autoFocus />
        <Field
          label={fields.kind === 'feature' ? text('board.targetCode') : text('board.target')}
          value={fields.target} onChange={(target) => change({ target })} maxLength={255} error={missing ? text('board.needTarget') : null}
        />
        {lines.length > 1 && (
          <Choice
            label={text('board.line')} value={fields.accountId ?? anyLine}
            onChange={(value) => change({ accountId: lines.find(({ account }) => account.id === value)?.account.id ?? null })}
            options={[{ value: anyLine, label: text('board.anyLine') }, ...lines.map(({ account }) => ({ value: account.id as string, label: names.line(account.id, account.label) }))]}
          />
        )}
        <div className="mt-1 flex gap-2">
          {edited !== null && <Button tone="stopQuiet" onPress={() => void remove(edited)}>{text('board.delete')}</Button>}
          <Button tone="accent" type="submit" className="ml-auto">{text('board.save')}</Button>
        </div>
      </Form>
    </Sheet>
  );
}
