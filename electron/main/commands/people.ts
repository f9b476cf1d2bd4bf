import type { CallService } from '../../calls/call-service';
import { toE164 } from '../../calls/numbers/numbers';
import type { Store } from '../../calls/ports';
import type { Broadcast } from '../ipc/broadcaster';
import type { CommandHandlers } from '../ipc/router';

/** Contacts, history and the search over both. */
export function peopleCommands(store: Store, calls: CallService, region: () => string, broadcast: Broadcast) {
  const { contacts, history, search } = store;
  const contactsChanged = (): void => {
    broadcast('contacts:changed', null);
    calls.refreshContacts();
  };
  const historyChanged = (): void => broadcast('history:changed', { missedCount: history.missedCount() });
  return {
    'contacts:page': ({ query, offset, limit, only }) => contacts.page(query, offset, limit, only),
    'contacts:get': ({ contactId }) => contacts.get(contactId),
    'contacts:save': ({ contactId, fields }) => {
      const contact = contacts.save(contactId, fields, region());
      contactsChanged();
      return contact;
    },
    'contacts:remove': ({ contactIds }) => {
      const undo = contacts.remove(contactIds);
      contactsChanged();
      return undo;
    },
    'contacts:undo': ({ undoToken }) => {
      contacts.undo(undoToken);
      contactsChanged();
      return null;
    },
    'search:suggest': ({ query, limit }) => search.suggest(query, limit),
    'history:page': (filter) => history.page(filter),
    'history:ofNumber': ({ number, limit }) => history.ofNumber(number, toE164(number, region()), limit),
    'history:remove': ({ ids }) => {
      const undo = history.remove(ids);
      historyChanged();
      return undo;
    },
    'history:undo': ({ undoToken }) => {
      history.undo(undoToken);
      historyChanged();
      return null;
    },
    'history:markSeen': () => {
      history.markSeen();
      historyChanged();
      return null;
    },
    'history:missedCount': () => history.missedCount(),
  } satisfies Partial<CommandHandlers>;
}
