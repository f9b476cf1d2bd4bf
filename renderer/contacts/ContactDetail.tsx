import { Mail, MessageSquare, Pencil, Phone, Star, Trash2 } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { Contact, ContactId, ContactNumber } from '../../electron/contract';
import { Avatar } from '../components/Avatar';
import { Button, IconButton } from '../components/Button';
import { Icon } from '../components/Icon';
import { DetailPage } from '../components/DetailPage';
import { CallLine } from '../history/CallLine';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { writeTo } from '../messages/message-actions';
import { PresenceWord } from '../keys/PresenceWord';
import { dial } from '../state/actions';
import { useRegion } from '../state/app';
import { setUi } from '../state/ui';
import { deleteContact, toggleFavourite } from './contact-actions';
import { useCallsWith, useContact } from './use-contact';

/** One person: numbers that call on a press, and the calls there were. */
export function ContactDetail({ contactId, wide }: { contactId: ContactId; wide: boolean }): React.JSX.Element {
  const text = useText();
  const contact = useContact(contactId);
  const close = (): void => setUi({ contact: { kind: 'none' } });
  if (contact === undefined) return <div className="h-full" />;
  if (contact === null) return <DetailPage title={text('error.not-found')} onBack={close} wide={wide}>{null}</DetailPage>;
  return (
    <DetailPage
      title={wide ? '' : text('nav.people')}
      onBack={close}
      wide={wide}
      actions={
        <>
          <IconButton label={contact.favourite ? text('contact.unfavourite') : text('contact.favourite')} icon={Star} filled={contact.favourite} onPress={() => toggleFavourite(contact)} />
          <IconButton label={text('common.edit')} icon={Pencil} onPress={() => setUi({ contact: { kind: 'edit', contactId, start: {} } })} />
          <IconButton label={text('common.delete')} icon={Trash2} onPress={() => void deleteContact(contact, text)} className="-mr-2" />
        </>
      }
    >
      <Head contact={contact} />
      <ul aria-label={text('contact.numbers')} className="mt-6 divide-y divide-line rounded border border-line">
        {contact.numbers.map((number) => <NumberLine key={`${number.label} ${number.value}`} number={number} />)}
        {contact.email !== '' && (
          <li className="flex min-h-14 items-center gap-3 px-4 py-2">
            <Icon of={Mail} className="shrink-0 text-ink-3" />
            <span className="selectable min-w-0 [overflow-wrap:anywhere]">{contact.email}</span>
          </li>
        )}
        {contact.numbers.length === 0 && contact.email === '' && <li className="px-4 py-4 text-ink-3">{text('contact.noNumbers')}</li>}
      </ul>
      {contact.notes !== '' && (
        <section className="mt-6">
          <h2 className="text-small font-medium text-ink-3">{text('contact.notes')}</h2>
          <p className="selectable mt-1 whitespace-pre-wrap">{contact.notes}</p>
        </section>
      )}
      <Recent contact={contact} />
    </DetailPage>
  );
}

function Head({ contact }: { contact: Contact }): React.JSX.Element {
  const text = useText();
  const first = contact.numbers[0];
  const work = [contact.title, contact.company === contact.name ? '' : contact.company].filter((part) => part !== '').join(', ');
  return (
    <div className="flex flex-col items-center pt-2 text-center">
      <Avatar name={contact.name} photo={contact.photo} size={88} />
      <h1 className="selectable mt-4 max-w-full text-name font-semibold tracking-[-0.012em] text-balance break-words">{contact.name}</h1>
      <PresenceWord contactId={contact.id} className="mt-1" />
      {work !== '' && <p className="selectable text-ink-3">{work}</p>}
      {first && <Button tone="accent" icon={Phone} className="mt-5 min-w-40" onPress={() => void dial(first.value)}>{text('common.call')}</Button>}
    </div>
  );
}

function NumberLine({ number }: { number: ContactNumber }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const shown = formatNumber(number.value, region);
  return (
    <li className="flex items-center">
      <AriaButton aria-label={`${text('common.callName', { name: shown })}, ${text(`contact.label.${number.label}`)}`} onPress={() => void dial(number.value)} className="group flex h-14 min-w-0 flex-1 items-center gap-3 px-4 text-left transition-colors data-hovered:bg-hover data-pressed:bg-press">
        <Icon of={Phone} className="text-ink-3 group-data-hovered:text-accent-ink" />
        <span className="min-w-0">
          <span className="tabular block truncate text-large">{shown}</span>
          <span className="block text-small text-ink-3">{text(`contact.label.${number.label}`)}</span>
        </span>
      </AriaButton>
      {number.label !== 'fax' && <IconButton label={text('messages.messageTo', { name: shown })} icon={MessageSquare} onPress={() => void writeTo(number.value)} className="mr-2" />}
    </li>
  );
}

function Recent({ contact }: { contact: Contact }): React.JSX.Element | null {
  const text = useText();
  const entries = useCallsWith(contact.numbers.map((number) => number.value), 5);
  if (entries === null) return null;
  return (
    <section className="mt-7">
      <h2 className="mb-1 text-small font-medium text-ink-3">{text('contact.recent')}</h2>
      {entries.length === 0 ? <p className="py-2 text-ink-3">{text('contact.noCalls', { name: contact.name })}</p> : (
        <ul className="divide-y divide-line">{entries.map((entry) => <li key={entry.id}><CallLine entry={entry} /></li>)}</ul>
      )}
    </section>
  );
}
