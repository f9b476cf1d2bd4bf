import type { Account } from '../../contract/accounts';
import type { LineWatching } from '../../contract/keys';

/** What an account has that says nothing (contract/keys.ts). */
const USUAL: LineWatching = { messages: 'auto', presence: false, keyList: null, pickupCode: '**' };

/** What a line watches and tells. */
export function watchingOf(account: Account): LineWatching {
  return account.watching ?? USUAL;
}
