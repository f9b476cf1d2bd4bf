import { Choice } from '../components/Choice';
import { Details } from '../components/Details';
import { Field } from '../components/Field';
import { Toggle } from '../components/Toggle';
import { useText } from '../i18n/use-text';
import { hasBadAppearances, type SharingForm } from './sharing-form';

/** Whether several phones share the line, and how its server does that. */
export function SharingFields({ form, onChange }: { form: SharingForm; onChange: (change: Partial<SharingForm>) => void }): React.JSX.Element {
  const text = useText();
  return (
    <Details title={text('sharing.title')}>
      <div className="flex flex-col gap-4 pt-2">
        <p className="text-small text-pretty text-ink-3">{text('sharing.hint')}</p>
        <Choice
          label={text('sharing.style')} value={form.style} onChange={(style) => onChange({ style })}
          options={(['off', 'broadsoft', 'rfc7463'] as const).map((value) => ({ value, label: text(`sharing.style.${value}`) }))}
        />
        {form.style !== 'off' && (
          <>
            <Field
              label={text('sharing.appearances')} value={form.appearances} onChange={(appearances) => onChange({ appearances })} inputMode="numeric" maxLength={2}
              error={hasBadAppearances(form) ? text('account.needAppearances') : null}
            />
            <Toggle label={text('sharing.joining')} hint={text('sharing.joiningHint')} isOn={form.joining} onChange={(joining) => onChange({ joining })} />
          </>
        )}
      </div>
    </Details>
  );
}
