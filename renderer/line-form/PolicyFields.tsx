import { Phone } from 'lucide-react';
import type { AccountId, ServerCodes } from '../../electron/contract';
import { IconButton } from '../components/Button';
import { Details } from '../components/Details';
import { Field } from '../components/Field';
import { Toggle } from '../components/Toggle';
import { useText } from '../i18n/use-text';
import { ask } from '../state/bridge';
import { setUi } from '../state/ui';
import { codeFor, policyErrors, type PolicyForm } from './policy-form';

const codeNames = ['forwardOn', 'forwardOff', 'doNotDisturbOn', 'doNotDisturbOff'] as const satisfies readonly (keyof ServerCodes)[];

/** What becomes of calls that come in on a line; folded, as most ring. */
export function PolicyFields({ form, onChange, accountId }: { form: PolicyForm; onChange: (change: Partial<PolicyForm>) => void; accountId: AccountId | null }): React.JSX.Element {
  const text = useText();
  const errors = policyErrors(form);
  const target = form.always.trim() || form.busy.trim() || form.noAnswer.trim();
  return (
    <Details title={text('policy.title')} {...(Object.keys(errors).length > 0 ? { isOpen: true } : {})}>
      <div className="flex flex-col gap-4 pt-1 pb-1">
        <Toggle label={text('policy.doNotDisturb')} hint={text('policy.doNotDisturbHint')} isOn={form.doNotDisturb} onChange={(doNotDisturb) => onChange({ doNotDisturb })} />
        <p className="text-small text-pretty text-ink-3">{text('policy.phoneHint')}</p>
        <Field label={text('policy.always')} value={form.always} onChange={(always) => onChange({ always })} hint={text('policy.alwaysHint')} />
        <Field label={text('policy.busy')} value={form.busy} onChange={(busy) => onChange({ busy })} />
        <Field label={text('policy.noAnswer')} value={form.noAnswer} onChange={(noAnswer) => onChange({ noAnswer })} />
        {form.noAnswer.trim() !== '' && (
          <Field label={text('policy.afterSeconds')} value={form.afterSeconds} onChange={(afterSeconds) => onChange({ afterSeconds })} inputMode="numeric" error={errors.afterSeconds ? text(errors.afterSeconds) : null} />
        )}
        <section aria-label={text('policy.codes')} className="flex flex-col gap-3">
          <h4 className="text-small font-medium text-ink-2">{text('policy.codes')}</h4>
          <p className="-mt-2 text-small text-pretty text-ink-3">{text('policy.codesHint')}</p>
          {codeNames.map((name) => (
            <Code key={name} name={name} code={form.codes[name]} target={target} accountId={accountId} onChange={(code) => onChange({ codes: { ...form.codes, [name]: code } })} />
          ))}
        </section>
      </div>
    </Details>
  );
}

/** A code and the button that dials it, for a line that exists. */
function Code({ name, code, target, accountId, onChange }: { name: keyof ServerCodes; code: string; target: string; accountId: AccountId | null; onChange: (code: string) => void }): React.JSX.Element {
  const text = useText();
  const number = codeFor(code, target);
  const dialIt = async (): Promise<void> => {
    if ((await ask('call:dial', { number, accountId })) !== undefined) setUi({ callOpen: true, callKeypadOpen: false });
  };
  return (
    <Field
      label={text(`policy.${name}`)} value={code} onChange={onChange} placeholder={name === 'forwardOn' ? '*72N' : ''}
      after={accountId !== null && number !== '' && <IconButton label={text('policy.dialCode', { code: number })} icon={Phone} size={36} iconSize={16} onPress={() => void dialIt()} />}
    />
  );
}
