import type { Availability, ContactId } from '../../electron/contract';
import { cx } from '../components/cx';
import { useText } from '../i18n/use-text';
import { usePresenceOf } from './key-store';

const dots: Readonly<Record<Availability, string>> = {
  available: 'bg-live', 'on-the-phone': 'bg-stop', busy: 'bg-stop', 'do-not-disturb': 'bg-stop', away: 'bg-warn-ink', offline: 'bg-track', unknown: 'bg-transparent',
};

/** How somebody is, a dot and a word; nothing where it is not known. */
export function PresenceWord({ contactId, className }: { contactId: ContactId; className?: string }): React.JSX.Element | null {
  const text = useText();
  const availability = usePresenceOf(contactId);
  if (availability === 'unknown') return null;
  return (
    <span className={cx('inline-flex shrink-0 items-center gap-1.5 text-small text-ink-3', className)}>
      <span aria-hidden="true" className={cx('size-2 rounded-full forced-colors:border', dots[availability])} />
      {text(`presence.${availability}`)}
    </span>
  );
}
