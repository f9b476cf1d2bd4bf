import { Laptop, Phone } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AccountWithState, LineDevices as Devices } from '../../electron/contract';
import { Details } from '../components/Details';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { listen, tell } from '../state/bridge';

/** Which phones and apps are registered on a line, asked for once it is unfolded. Nothing for a line that is not registered itself. */
export function LineDevices({ line }: { line: AccountWithState }): React.JSX.Element | null {
  const text = useText();
  const [open, setOpen] = useState(false);
  const isReady = line.registration.kind === 'ready';
  if (!isReady || line.account.practice) return null;
  return (
    <div className="-mt-4 mb-4">
      <Details title={text('devices.title')} isOpen={open} onOpenChange={setOpen}>{open && <DeviceList accountId={line.account.id} />}</Details>
    </div>
  );
}

function DeviceList({ accountId }: { accountId: AccountWithState['account']['id'] }): React.JSX.Element {
  const text = useText();
  const [told, setTold] = useState<Devices | null>(null);
  useEffect(() => {
    const stop = listen('devices:changed', (devices) => { if (devices.accountId === accountId) setTold(devices); });
    tell('devices:show', { accountId });
    return () => {
      stop();
      tell('devices:show', { accountId: null });
    };
  }, [accountId]);
  if (told === null || told.state !== 'known') return <p role="status" className="pb-2 text-small text-pretty text-ink-3">{told?.state === 'unknown' ? text('devices.unknown') : text('devices.asking')}</p>;
  if (told.devices.length === 0) return <p role="status" className="pb-2 text-small text-ink-3">{text('devices.none')}</p>;
  return (
    <ul aria-label={text('devices.title')} className="mb-2 divide-y divide-line rounded border border-line">
      {told.devices.map(({ name, address, isThis }, at) => (
        <li key={`${address} ${at}`} className="flex items-center gap-3 px-4 py-2">
          <Icon of={isThis ? Laptop : Phone} size={16} className="shrink-0 text-ink-3" />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium">{isThis ? text('devices.this') : name === '' ? text('devices.unnamed') : <bdi>{name}</bdi>}</span>
            <span className="tabular block truncate text-small text-ink-3"><bdi>{address}</bdi></span>
          </span>
        </li>
      ))}
    </ul>
  );
}
