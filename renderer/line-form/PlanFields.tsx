import { useEffect, useState } from 'react';
import type { DialPlan, DialPlanTrial } from '../../electron/contract';
import { Choice } from '../components/Choice';
import { Details } from '../components/Details';
import { Field } from '../components/Field';
import type { Text } from '../i18n/catalog';
import { useText } from '../i18n/use-text';
import { invoke } from '../state/bridge';
import { planErrors, planOf, type PlanForm } from './plan-form';

const formats = ['as-typed', 'plus', 'international', 'national'] as const satisfies readonly DialPlan['format'][];

/** What a line makes of a typed number, with a place to try it. */
export function PlanFields({ form, onChange }: { form: PlanForm; onChange: (change: Partial<PlanForm>) => void }): React.JSX.Element {
  const text = useText();
  const errors = planErrors(form);
  const [number, setNumber] = useState('');
  const trial = useTrial(planOf(form), number, Object.keys(errors).length === 0);
  const say = (key: keyof PlanForm): string | null => { const error = errors[key]; return error === undefined ? null : text(error); };
  return (
    <Details title={text('plan.title')} {...(Object.keys(errors).length > 0 ? { isOpen: true } : {})}>
      <div className="flex flex-col gap-4 pt-1 pb-1">
        <Choice label={text('plan.format')} value={form.format} onChange={(format) => onChange({ format })} options={formats.map((value) => ({ value, label: text(`plan.format.${value}`) }))} />
        <Field label={text('plan.prefix')} value={form.prefix} onChange={(prefix) => onChange({ prefix })} error={say('prefix')} />
        {form.prefix.trim() !== '' && (
          <Field label={text('plan.fromDigits')} value={form.fromDigits} onChange={(fromDigits) => onChange({ fromDigits })} inputMode="numeric" hint={text('plan.fromDigitsHint')} error={say('fromDigits')} />
        )}
        <Field
          label={text('plan.map')} value={form.map} onChange={(map) => onChange({ map })} hint={text('plan.mapHint')}
          error={trial?.kind === 'unreadable' ? text('plan.mapError', { found: trial.found, at: trial.at }) : null}
        />
        <Field label={text('plan.emergency')} value={form.emergency} onChange={(emergency) => onChange({ emergency })} hint={text('plan.emergencyHint')} error={say('emergency')} />
        <Field label={text('plan.try')} value={number} onChange={setNumber} hint={<span role="status" className="tabular">{trialWords(trial, number, text)}</span>} />
      </div>
    </Details>
  );
}

function trialWords(trial: DialPlanTrial | null, number: string, text: Text): string {
  if (trial === null || number.trim() === '') return text('plan.tryHint');
  switch (trial.kind) {
    case 'goesOut': return text('plan.goesOut', { number: trial.number });
    case 'emergency': return text('plan.isEmergency');
    case 'refused': return text('plan.refused');
    case 'unreadable': return text('plan.tryHint');
  }
}

/** Main knows numbers: what it makes of this one now; null where the plan is not complete. */
function useTrial(plan: DialPlan, number: string, isComplete: boolean): DialPlanTrial | null {
  const asked = isComplete ? JSON.stringify({ plan, number: number.slice(0, 255) }) : null;
  const [told, setTold] = useState<{ asked: string; trial: DialPlanTrial } | null>(null);
  useEffect(() => {
    if (asked === null) return undefined;
    let current = true;
    void invoke('accounts:tryDialPlan', JSON.parse(asked) as { plan: DialPlan; number: string }).then((result) => {
      if (current && result.ok) setTold({ asked, trial: result.value });
    });
    return () => { current = false; };
  }, [asked]);
  return told !== null && asked !== null ? told.trial : null;
}
