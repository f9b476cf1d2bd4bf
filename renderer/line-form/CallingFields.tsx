import { Choice } from '../components/Choice';
import { Details } from '../components/Details';
import { Field } from '../components/Field';
import { Toggle } from '../components/Toggle';
import { useText } from '../i18n/use-text';
import type { CallingForm } from './calling-form';

/** Whether those called see our number, and who may have this phone answer by itself. */
export function CallingFields({ form, onChange }: { form: CallingForm; onChange: (change: Partial<CallingForm>) => void }): React.JSX.Element {
  const text = useText();
  return (
    <Details title={text('calling.title')}>
      <div className="flex flex-col gap-4 pt-1 pb-1">
        <Toggle label={text('calling.hide')} hint={text('calling.hideHint')} isOn={form.hideNumber} onChange={(hideNumber) => onChange({ hideNumber })} />
        <Choice
          label={text('calling.autoAnswer')}
          value={form.autoAnswer}
          onChange={(autoAnswer) => onChange({ autoAnswer })}
          options={(['never', 'listed', 'always'] as const).map((value) => ({ value, label: text(`calling.autoAnswer.${value}`) }))}
        />
        <p className="-mt-2 text-small text-pretty text-ink-3">{text('calling.autoAnswerHint')}</p>
        {form.autoAnswer === 'listed' && <Field label={text('calling.from')} value={form.from} onChange={(from) => onChange({ from })} hint={text('calling.fromHint')} />}
        {form.autoAnswer !== 'never' && <Toggle label={text('calling.muted')} hint={text('calling.mutedHint')} isOn={form.muted} onChange={(muted) => onChange({ muted })} />}
        <Toggle label={text('calling.refuseTransfers')} hint={text('calling.refuseTransfersHint')} isOn={form.refuseTransfers} onChange={(refuseTransfers) => onChange({ refuseTransfers })} />
      </div>
    </Details>
  );
}
