import type { EventPackage, OwnAvailability, SubscriptionEvent, Subscriptions, UnsolicitedSummary, WatchedDialog } from '../../../../electron/calls/ports';
import type { AccountId } from '../../../../electron/contract/ids';

export interface Watch {
  readonly accountId: AccountId;
  readonly eventPackage: EventPackage;
  readonly target: string | null;
  readonly list: boolean;
  readonly tell: (event: SubscriptionEvent) => void;
}

/** Subscriptions whose every event the test makes. */
export class FakeSubscriptions implements Subscriptions {
  readonly watches = new Set<Watch>();
  readonly published: [AccountId, OwnAvailability | null][] = [];
  unsolicited: (told: UnsolicitedSummary) => void = () => {};

  watch(accountId: AccountId, eventPackage: EventPackage, target: string | null, listener: (event: SubscriptionEvent) => void, options: { readonly list?: boolean } = {}): () => void {
    const watch: Watch = { accountId, eventPackage, target, list: options.list ?? false, tell: listener };
    this.watches.add(watch);
    return () => this.watches.delete(watch);
  }

  onUnsolicited(listener: (told: UnsolicitedSummary) => void): () => void {
    this.unsolicited = listener;
    return () => { this.unsolicited = () => {}; };
  }

  publish(accountId: AccountId, state: OwnAvailability | null): void {
    this.published.push([accountId, state]);
  }

  of(target: string | null, eventPackage: EventPackage = 'dialog'): Watch {
    const found = [...this.watches].find((watch) => watch.target === target && watch.eventPackage === eventPackage);
    if (found === undefined) throw new Error(`nobody watches ${target}`);
    return found;
  }

  dialogs(target: string, dialogs: readonly WatchedDialog[], resource = target): void {
    const watch = this.of(target);
    watch.tell({ kind: 'status', status: { kind: 'active' } });
    watch.tell({ kind: 'facts', resource, facts: { package: 'dialog', dialog: { entity: resource, dialogs } } });
  }
}

export const dialog = (state: WatchedDialog['state'], direction: WatchedDialog['direction'] = 'recipient', displayName: string | null = 'Marie Renard'): WatchedDialog => ({
  id: `${state} ${direction}`, state, direction, callId: 'c1', localTag: 'l', remoteTag: 'r', local: null, remote: { uri: 'sip:203@pbx.test', displayName },
});
