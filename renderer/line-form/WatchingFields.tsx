import { Choice } from '../components/Choice';
import { Details } from '../components/Details';
import { Field } from '../components/Field';
import { Toggle } from '../components/Toggle';
import { useText } from '../i18n/use-text';
import { hasBadPickupCode, type WatchingForm } from './watching-form';

/** What the line watches at its server, and what it tells there. */
export function WatchingFields({ form, onChange }: { form: WatchingForm; onChange: (change: Partial<WatchingForm>) => void }): React.JSX.Element {
  const text = useText();
  return (
    <Details title={text('watching.title')}>
      <div className="flex flex-col gap-4 pt-2">
        <Choice
          label={text('watching.messages')} value={form.messages} onChange={(messages) => onChange({ messages })}
          options={(['auto', 'on', 'off'] as const).map((value) => ({ value, label: text(`watching.messages.${value}`) }))}
        />
        <Toggle label={text('watching.presence')} hint={text('watching.presenceHint')} isOn={form.presence} onChange={(presence) => onChange({ presence })} />
        <Field label={text('watching.keyList')} hint={text('watching.keyListHint')} value={form.keyList} onChange={(keyList) => onChange({ keyList })} maxLength={255} placeholder="sip:keys@pbx.example" />
        <Field
          label={text('watching.pickupCode')} hint={text('watching.pickupCodeHint')} value={form.pickupCode} onChange={(pickupCode) => onChange({ pickupCode })}
          error={hasBadPickupCode(form) ? text('account.needPickupCode') : null}
        />
      </div>
    </Details>
  );
}
