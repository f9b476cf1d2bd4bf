import type { AccountId } from '../../contract/ids';

/** Whether calls reach the lines, and what becomes of them when the network changes. */
export interface SignallingReach {
  /**
   * Looks now whether calls reach this line; what is found is told as a `registration` event. Resolves when it is known, or
   * at once where the line is not registered. Never rejects.
   */
  check(accountId: AccountId): Promise<void>;
  /**
   * Addresses or name servers of this machine changed, or it slept: every line is registered anew, and once it is, each of
   * its calls that is reached another way than before (any call after sleep) is told of by `networkChanged`.
   */
  networkChanged(slept: boolean): void;
}
