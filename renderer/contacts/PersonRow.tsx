import { Phone, Star } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import type { Contact } from '../../electron/contract';
import { dropLook, useCallDrop } from '../call/transfer/use-call-drag';
import { Avatar } from '../components/Avatar';
import { IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { PresenceWord } from '../keys/PresenceWord';
import { dial } from '../state/actions';
import { useRegion } from '../state/app';
import { offerPass, openContact } from '../state/ui';

/** One person: a press opens the page, the phone on the right calls the first number. */
export function PersonRow({ contact, isCurrent }: { contact: Contact; isCurrent: boolean }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const first = contact.numbers[0];
  const below = contact.company !== '' && contact.company !== contact.name ? contact.company : first ? formatNumber(first.value, region) : '';
  const drop = useCallDrop(first === undefined ? null : (call) => offerPass(call, { kind: 'person', number: first.value, name: contact.name, keyId: null }));
  return (
    <div {...drop.props} className={cx('group relative flex items-center rounded transition-colors', isCurrent ? 'bg-accent-soft' : 'hover:bg-hover', drop.isOver && dropLook)}>
      <Button
        data-row
        onPress={() => openContact(contact.id)}
        {...(isCurrent ? { 'aria-current': 'true' } : {})}
        className="flex min-h-14 min-w-0 flex-1 items-center gap-3 rounded px-2 py-1 text-left"
      >
        <Avatar name={contact.name} photo={contact.photo} size={40} className="max-[280px]:hidden" />
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-1.5">
            <span title={contact.name} className="line-clamp-2 min-w-0 leading-4.5 max-[280px]:line-clamp-3 font-medium break-words">{contact.name}</span>
            <PresenceWord contactId={contact.id} className="ml-auto" />
            {contact.favourite && <Icon of={Star} size={12} className="shrink-0 fill-current text-ink-3" />}
          </span>
          {below !== '' && <span title={below} className="tabular block truncate text-small text-ink-3">{below}</span>}
        </span>
      </Button>
      {first && (
        <IconButton
          label={text('common.callName', { name: contact.name })}
          icon={Phone}
          onPress={() => void dial(first.value)}
          className="mr-1 opacity-0 max-[280px]:hidden group-focus-within:opacity-100 group-hover:opacity-100 data-focus-visible:opacity-100"
        />
      )}
    </div>
  );
}
