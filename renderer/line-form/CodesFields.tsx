import { Details } from '../components/Details';
import { Field } from '../components/Field';
import { Toggle } from '../components/Toggle';
import { useText } from '../i18n/use-text';
import { type CodeName, codesErrors, type CodesForm } from './codes-form';

/** Codes of the line's server for calls that ring elsewhere or are left with it; the usual ones are named. */
export function CodesFields({ form, onChange }: { form: CodesForm; onChange: (change: Partial<CodesForm>) => void }): React.JSX.Element {
  const text = useText();
  const errors = codesErrors(form);
  const errorOf = (name: CodeName): string | null => (errors[name] === undefined ? null : text(errors[name]));
  return (
    <Details title={text('codes.title')} {...(Object.keys(errors).length > 0 ? { isOpen: true } : {})}>
      <div className="flex flex-col gap-4 pt-1 pb-1">
        <Field label={text('codes.groupPickup')} hint={text('codes.groupPickupHint')} value={form.groupPickup} onChange={(groupPickup) => onChange({ groupPickup })} error={errorOf('groupPickup')} />
        <Field label={text('codes.park')} hint={text('codes.parkHint')} value={form.park} onChange={(park) => onChange({ park })} error={errorOf('park')} />
        <Toggle label={text('codes.parkDigits')} hint={text('codes.parkDigitsHint')} isOn={form.parkByDigits} onChange={(parkByDigits) => onChange({ parkByDigits })} />
        <Field label={text('codes.retrieve')} hint={text('codes.retrieveHint')} value={form.retrievePrefix} onChange={(retrievePrefix) => onChange({ retrievePrefix })} error={errorOf('retrievePrefix')} />
      </div>
    </Details>
  );
}
