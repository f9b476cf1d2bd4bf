import { useRef, useState } from 'react';
import { Avatar } from '../components/Avatar';
import { Button } from '../components/Button';
import { useText } from '../i18n/use-text';
import { maxPhotoMegabytes, readPhoto, type PhotoResult } from './photo';

/** The photo of a person: add, change, remove. What cannot be used is said in words and changes nothing. */
export function PhotoField({ name, photo, onChange }: { name: string; photo: string | null; onChange: (photo: string | null) => void }): React.JSX.Element {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<Extract<PhotoResult, { ok: false }>['reason'] | null>(null);
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const result = await readPhoto(file);
    setFault(result.ok ? null : result.reason);
    if (result.ok) onChange(result.url);
  };
  return (
    <div role="group" aria-label={text('contact.photo')}>
      <div className="flex items-center gap-4">
        <Avatar name={name} photo={photo} size={72} />
        <div className="-ml-1 flex flex-wrap gap-1">
          <Button size="small" className="h-10" onPress={() => input.current?.click()}>{photo === null ? text('contact.addPhoto') : text('contact.changePhoto')}</Button>
          {photo !== null && <Button size="small" tone="quiet" className="h-10" onPress={() => { setFault(null); onChange(null); }}>{text('contact.removePhoto')}</Button>}
        </div>
        <input
          ref={input}
          type="file"
          accept="image/*"
          hidden
          aria-label={text('contact.photo')}
          onChange={(event) => {
            void take(event.target.files?.[0]);
            // So that the same file may be chosen again.
            event.target.value = '';
          }}
        />
      </div>
      {fault !== null && <p role="alert" className="mt-2 text-small text-stop-ink">{fault === 'too-large' ? text('contact.photo.too-large', { megabytes: maxPhotoMegabytes }) : text('contact.photo.not-an-image')}</p>}
    </div>
  );
}
