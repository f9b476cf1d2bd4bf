import { Choice } from '../components/Choice';
import { useText } from '../i18n/use-text';
import type { Form } from './draft';

/** Whether audio is encrypted, and how keys are offered where it may be. */
export function EncryptionFields({ form, onChange }: { form: Form; onChange: (change: Partial<Form>) => void }): React.JSX.Element {
  const text = useText();
  return (
    <>
      <div>
        <Choice
          label={text('security.policy')}
          value={form.mediaEncryption}
          onChange={(mediaEncryption) => onChange({ mediaEncryption })}
          options={[
            { value: 'off', label: text('security.off') },
            { value: 'preferred', label: text('security.preferred') },
            { value: 'required', label: text('security.required') },
          ]}
        />
        <p className="mt-1.5 text-small text-ink-3" aria-live="polite">{text(`security.${form.mediaEncryption}Hint`)}</p>
      </div>
      {form.mediaEncryption !== 'off' && (
        <Choice
          label={text('security.exchange')}
          value={form.keyExchange}
          onChange={(keyExchange) => onChange({ keyExchange })}
          options={[{ value: 'sdes', label: text('security.sdes') }, { value: 'dtls', label: text('security.dtls') }]}
        />
      )}
    </>
  );
}
