import { FileUp } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../components/Button';
import { Area } from '../components/Field';
import { useText } from '../i18n/use-text';

/** Larger files hold no certificates that anybody means. */
const maxBytes = 100_000;

/** Certificates or a key as text: pasted, or from a file. */
export function PemField({ label, hint, value, onChange, error }: { label: string; hint: string; value: string; onChange: (value: string) => void; error: string | null }): React.JSX.Element {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined): Promise<void> => {
    if (file !== undefined && file.size <= maxBytes) onChange(await file.text());
  };
  return (
    <div>
      <Area label={label} value={value} onChange={onChange} spellCheck="false" />
      <div className="mt-1.5 flex items-start justify-between gap-3">
        {error === null ? <p className="text-small text-pretty text-ink-3">{hint}</p> : <p role="alert" className="text-small text-stop-ink">{error}</p>}
        <Button size="small" icon={FileUp} aria-label={`${label}: ${text('transport.chooseFile')}`} onPress={() => input.current?.click()}>{text('transport.chooseFile')}</Button>
      </div>
      <input
        ref={input}
        type="file"
        accept=".pem,.crt,.cer,.key,text/plain"
        hidden
        aria-label={label}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          // So that the same file may be chosen again.
          event.target.value = '';
        }}
      />
    </div>
  );
}
