import type { Account } from '../../contract/accounts';
import type { CallSnapshot } from '../../contract/calls';
import type { AccountId } from '../../contract/ids';
import type { OwnAvailability, Subscriptions } from '../ports';

export interface OwnPresenceOptions {
  readonly subscriptions: Subscriptions;
  readonly accounts: () => readonly Account[];
  readonly calls: () => readonly CallSnapshot[];
  readonly doNotDisturb: () => boolean;
}

/** Tells the server how we are, for the lines where the user wants that. */
export class OwnPresence {
  private readonly told = new Map<AccountId, OwnAvailability>();
  private isAway = false;

  constructor(private readonly options: OwnPresenceOptions) {}

  /** The screen is locked, say. */
  setAway(isAway: boolean): void {
    this.isAway = isAway;
    this.update();
  }

  /** Calls, lines or settings have changed. */
  update(): void {
    const accounts = this.options.accounts();
    for (const id of [...this.told.keys()]) {
      if (accounts.some((account) => account.id === id && account.enabled && account.watching?.presence === true)) continue;
      this.told.delete(id);
      this.options.subscriptions.publish(id, null);
    }
    for (const account of accounts) {
      if (!account.enabled || account.watching?.presence !== true) continue;
      const state = this.stateOf(account);
      if (this.told.get(account.id) === state) continue;
      this.told.set(account.id, state);
      this.options.subscriptions.publish(account.id, state);
    }
  }

  private stateOf(account: Account): OwnAvailability {
    // Ringing is not talking: nobody is kept from calling before it is taken.
    const talks = this.options.calls().some(({ phase }) => phase.kind !== 'ended' && phase.kind !== 'incoming');
    if (talks) return 'on-the-phone';
    if (this.options.doNotDisturb() || account.policy?.doNotDisturb === true) return 'do-not-disturb';
    return this.isAway ? 'away' : 'available';
  }
}
