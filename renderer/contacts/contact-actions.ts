import type { Contact, ContactFields } from '../../electron/contract';
import type { Text } from '../i18n/catalog';
import { ask, tell } from '../state/bridge';
import { setUi, toast } from '../state/ui';

/** Deletes without asking and offers Undo. */
export async function deleteContact(contact: Contact, text: Text): Promise<void> {
  const done = await ask('contacts:remove', { contactIds: [contact.id] });
  if (done === undefined) return;
  setUi({ contact: { kind: 'none' } });
  toast(text('people.deleted', { name: contact.name }), {
    action: { label: text('common.undo'), run: () => { tell('contacts:undo', done); setUi({ contact: { kind: 'view', contactId: contact.id } }); } },
  });
}

export function fieldsOf(contact: Contact): ContactFields {
  const { id: _id, name: _name, updatedAtEpochMs: _at, ...fields } = contact;
  return fields;
}

export function toggleFavourite(contact: Contact): void {
  tell('contacts:save', { contactId: contact.id, fields: { ...fieldsOf(contact), favourite: !contact.favourite } });
}

export async function importVcard(): Promise<void> {
  const report = await ask('contacts:importVcard', null);
  if (report) setUi({ overlay: { kind: 'import', report } });
}

export async function exportVcard(text: Text): Promise<void> {
  const done = await ask('contacts:exportVcard', null);
  if (done) toast(text.count('people.exported', done.count, { file: done.file.split(/[\\/]/).pop() ?? done.file }));
}
