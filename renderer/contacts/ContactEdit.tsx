import { Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import type { Contact, ContactFields, ContactId, ContactNumber } from '../../electron/contract';
import { Button, IconButton } from '../components/Button';
import { Choice } from '../components/Choice';
import { DetailPage } from '../components/DetailPage';
import { Area, Field } from '../components/Field';
import { useText } from '../i18n/use-text';
import { ask } from '../state/bridge';
import { setUi } from '../state/ui';
import { fieldsOf } from './contact-actions';
import { PhotoField } from './PhotoField';
import { useContact } from './use-contact';

const labels = ['work', 'mobile', 'home', 'main', 'sip', 'fax', 'pager', 'other'] as const;
const blank: ContactFields = { givenName: '', familyName: '', company: '', title: '', email: '', notes: '', favourite: false, photo: null, numbers: [{ label: 'work', value: '' }] };

/** The form for one person, new or known. */
export function ContactEdit({ contactId, start, wide }: { contactId: ContactId | null; start: Partial<ContactFields>; wide: boolean }): React.JSX.Element {
  return contactId === null
    ? <EditForm contact={null} fields={{ ...blank, ...start }} wide={wide} />
    : <EditExisting contactId={contactId} wide={wide} />;
}

function EditExisting({ contactId, wide }: { contactId: ContactId; wide: boolean }): React.JSX.Element {
  const contact = useContact(contactId);
  if (!contact) return <div className="h-full" />;
  return <EditForm key={contact.id} contact={contact} fields={fieldsOf(contact)} wide={wide} />;
}

function EditForm({ contact, fields, wide }: { contact: Contact | null; fields: ContactFields; wide: boolean }): React.JSX.Element {
  const text = useText();
  const [draft, setDraft] = useState(fields);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<ContactFields>): void => { setMissing(false); setDraft((old) => ({ ...old, ...change })); };
  const leave = (): void => setUi({ contact: contact ? { kind: 'view', contactId: contact.id } : { kind: 'none' } });

  const save = async (): Promise<void> => {
    const numbers = draft.numbers.map((number) => ({ ...number, value: number.value.trim() })).filter((number) => number.value !== '');
    if (draft.givenName.trim() === '' && draft.familyName.trim() === '' && draft.company.trim() === '' && numbers.length === 0) {
      setMissing(true);
      return;
    }
    setBusy(true);
    const saved = await ask('contacts:save', { contactId: contact?.id ?? null, fields: { ...draft, numbers } });
    setBusy(false);
    if (saved) setUi({ contact: { kind: 'view', contactId: saved.id } });
  };

  return (
    <Form className="h-full min-h-0" onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <DetailPage
        title={contact ? text('contact.edit') : text('contact.new')}
        onBack={leave}
        wide={wide}
        footer={
          <>
            <Button className="flex-1" onPress={leave}>{text('common.cancel')}</Button>
            <Button tone="accent" type="submit" isPending={busy} className="flex-1">{text('common.save')}</Button>
          </>
        }
      >
        <PhotoField name={nameOf(draft)} photo={draft.photo} onChange={(photo) => set({ photo })} />
        <div className="mt-5 grid grid-cols-2 gap-x-3 gap-y-4">
          <Field label={text('contact.givenName')} value={draft.givenName} onChange={(givenName) => set({ givenName })} autoFocus error={missing ? text('contact.needName') : null} />
          <Field label={text('contact.familyName')} value={draft.familyName} onChange={(familyName) => set({ familyName })} />
          <Field label={text('contact.company')} value={draft.company} onChange={(company) => set({ company })} />
          <Field label={text('contact.title')} value={draft.title} onChange={(title) => set({ title })} />
        </div>
        <NumberRows numbers={draft.numbers} onChange={(numbers) => set({ numbers })} />
        <div className="mt-6 flex flex-col gap-4">
          <Field label={text('contact.email')} type="email" validationBehavior="aria" value={draft.email} onChange={(email) => set({ email })} />
          <Area label={text('contact.notes')} value={draft.notes} onChange={(notes) => set({ notes })} />
        </div>
      </DetailPage>
    </Form>
  );
}

const nameOf = ({ givenName, familyName, company }: ContactFields): string => `${givenName} ${familyName}`.trim() || company;

function NumberRows({ numbers, onChange }: { numbers: readonly ContactNumber[]; onChange: (numbers: ContactNumber[]) => void }): React.JSX.Element {
  const text = useText();
  const change = (index: number, part: Partial<ContactNumber>): void => onChange(numbers.map((number, at) => (at === index ? { ...number, ...part } : number)));
  return (
    <fieldset className="mt-6">
      <legend className="mb-1.5 text-small font-medium text-ink-2">{text('contact.numbers')}</legend>
      <ul className="flex flex-col gap-2">
        {numbers.map((number, index) => (
          // The place in the list is the only identity a number has while it is typed.
          <li key={index} className="flex items-center gap-2">
            <Choice
              bare
              label={text('contact.numberType')}
              value={number.label}
              onChange={(label) => change(index, { label })}
              options={labels.map((label) => ({ value: label, label: text(`contact.label.${label}`) }))}
              className="w-28 shrink-0"
            />
            <Field label={text('contact.number')} className="flex-1 [&>label]:sr-only" value={number.value} onChange={(value) => change(index, { value })} />
            <IconButton label={text('contact.removeNumber')} icon={Minus} onPress={() => onChange(numbers.filter((_, at) => at !== index))} className="-mr-2" />
          </li>
        ))}
      </ul>
      <Button tone="quiet" size="small" icon={Plus} className="mt-2 -ml-3" onPress={() => onChange([...numbers, { label: numbers.length === 0 ? 'work' : 'mobile', value: '' }])}>{text('contact.addNumber')}</Button>
    </fieldset>
  );
}
