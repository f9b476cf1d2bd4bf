import type { AccountId } from '../../contract/ids';

/** What happened to this machine's networks. */
export interface NetworkChange {
  /** It was asleep: nothing that stood before can be relied on. */
  readonly slept: boolean;
  /** Own addresses that were away since the last time, if only for a moment. */
  readonly gone: readonly string[];
}

/** Whether calls reach the lines, and what becomes of them when the network changes. */
export interface SignallingReach {
  /**
   * Looks now whether calls reach this line; what is found is told as a `registration` event. Resolves when it is known, or
   * at once where the line is not registered. Never rejects.
   */
  check(accountId: AccountId): Promise<void>;
  /** Whether that is a Contact under which this app is registered on that line. */
  isOwnContact(accountId: AccountId, uri: string): boolean;
  /**
   * Addresses or name servers of this machine changed, or it slept. A line whose way to its server changed is registered anew
   * at once, any other is looked at. Once it is registered again, each of its calls that is reached another way than before
   * (any call after sleep) is told of by `networkChanged`.
   */
  networkChanged(change: NetworkChange): void;
}
