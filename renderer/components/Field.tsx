import type { ReactNode, Ref } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField, type TextFieldProps } from 'react-aria-components/TextField';
import { cx } from './cx';

export const inputClass =
  'h-10 w-full min-w-0 rounded border border-field-line bg-surface px-3 text-base text-ink transition-[border-color,box-shadow] ' +
  'data-hovered:border-ink-3 data-focused:border-accent-ink data-focused:ring-3 data-focused:ring-accent/20 data-invalid:border-stop-ink data-disabled:opacity-50';

export interface FieldProps extends Omit<TextFieldProps, 'children' | 'className'> {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  placeholder?: string;
  /** A control at the end of the input. */
  after?: ReactNode;
  inputRef?: Ref<HTMLInputElement>;
  className?: string;
}

/** Label above, input, hint or error below. */
export function Field({ label, hint, error, placeholder, after, inputRef, className, ...rest }: FieldProps): React.JSX.Element {
  return (
    <TextField {...rest} isInvalid={error != null} className={cx('flex min-w-0 flex-col gap-1.5', className)}>
      <Label className="text-small font-medium text-ink-2">{label}</Label>
      <div className="relative">
        <Input {...(inputRef ? { ref: inputRef } : {})} placeholder={placeholder ?? ''} spellCheck={false} className={cx(inputClass, after ? 'pr-11' : '')} />
        {after && <div className="absolute inset-y-0 right-0.5 flex items-center">{after}</div>}
      </div>
      {hint != null && error == null && <Text slot="description" className="text-small text-ink-3">{hint}</Text>}
      <FieldError className="text-small text-stop-ink">{error}</FieldError>
    </TextField>
  );
}

/** Several lines of text. */
export function Area({ label, className, ...rest }: Omit<TextFieldProps, 'children' | 'className'> & { label: string; className?: string }): React.JSX.Element {
  return (
    <TextField {...rest} className={cx('flex flex-col gap-1.5', className)}>
      <Label className="text-small font-medium text-ink-2">{label}</Label>
      <TextArea rows={3} className={cx(inputClass, 'h-auto resize-y py-2')} />
    </TextField>
  );
}
