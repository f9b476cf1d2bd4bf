import type { AccountId } from '../../contract/ids';
import type { LineDevice, LineDevices } from '../../contract/line-devices';
import type { RegisteredContact, SubscriptionEvent, Subscriptions } from '../ports';

export interface DeviceWatchOptions {
  readonly subscriptions: Subscriptions;
  /** Whether that is the Contact of this app on that line. */
  readonly isOwn: (accountId: AccountId, uri: string) => boolean;
  readonly onChanged: (devices: LineDevices) => void;
}

/** No page shows more. */
const MAX_SHOWN = 20;

/** Who is registered on one line (RFC 3680), while somebody looks at it. */
export class DeviceWatch {
  private stop: () => void = () => undefined;
  private shown: LineDevices | null = null;

  constructor(private readonly options: DeviceWatchOptions) {}

  /** Watches this line in place of the one before; null = none. What is known is told by onChanged. */
  show(accountId: AccountId | null): void {
    this.stop();
    this.stop = () => undefined;
    this.shown = null;
    if (accountId === null) return;
    this.tell({ accountId, state: 'asking', devices: [] });
    this.stop = this.options.subscriptions.watch(accountId, 'reg', null, (event) => this.take(accountId, event));
  }

  dispose(): void {
    this.show(null);
  }

  private take(accountId: AccountId, event: SubscriptionEvent): void {
    if (event.kind === 'facts' && event.facts.package === 'reg') {
      const contacts = event.facts.registrations.flatMap((one) => one.contacts);
      const devices = contacts.map((contact) => this.deviceOf(accountId, contact)).toSorted((a, b) => Number(b.isThis) - Number(a.isThis));
      this.tell({ accountId, state: 'known', devices: devices.slice(0, MAX_SHOWN) });
    } else if (event.kind === 'status' && (event.status.kind === 'ended' || event.status.kind === 'waiting')) this.tell({ accountId, state: 'unknown', devices: [] });
  }

  private deviceOf(accountId: AccountId, { uri, userAgent, displayName }: RegisteredContact): LineDevice {
    return { name: userAgent ?? displayName ?? '', address: addressOf(uri), isThis: this.options.isOwn(accountId, uri) };
  }

  private tell(devices: LineDevices): void {
    if (JSON.stringify(devices) === JSON.stringify(this.shown)) return;
    this.shown = devices;
    this.options.onChanged(devices);
  }
}

/** Host and port of a Contact. */
function addressOf(uri: string): string {
  const rest = uri.replace(/^<?sips?:/i, '').split(/[;?>]/)[0] ?? '';
  return rest.slice(rest.lastIndexOf('@') + 1);
}
