import { Eye, EyeOff } from 'lucide-react';
import { useState, type Ref } from 'react';
import { IconButton } from '../components/Button';
import { Field } from '../components/Field';
import { useText } from '../i18n/use-text';

/** A password with the eye that shows it. */
export function PasswordField({ label, value, onChange, hint, autoFocus = false, inputRef }: {
  label: string; value: string; onChange: (value: string) => void; hint?: string; autoFocus?: boolean; inputRef?: Ref<HTMLInputElement>;
}): React.JSX.Element {
  const text = useText();
  const [shown, setShown] = useState(false);
  return (
    <Field
      label={label}
      value={value}
      onChange={onChange}
      type={shown ? 'text' : 'password'}
      autoComplete="off"
      autoFocus={autoFocus}
      {...(hint === undefined ? {} : { hint })}
      {...(inputRef ? { inputRef } : {})}
      after={<IconButton label={shown ? text('account.hidePassword') : text('account.showPassword')} icon={shown ? EyeOff : Eye} size={36} onPress={() => setShown(!shown)} />}
    />
  );
}
