import type { Account, RegistrationState } from '../../contract/accounts';
import type { AccountId } from '../../contract/ids';
import { CallError } from '../errors';

/**
 * The line a call goes out on: the one asked for, else the first that is ready, else the first that could be tried.
 * Throws CallError: NO_ACCOUNT, NOT_READY (the line waits for its password).
 */
export function lineToDialFrom(accounts: readonly Account[], registration: (id: AccountId) => RegistrationState, wanted: AccountId | null): Account {
  const usable = accounts.filter((account) => account.enabled);
  const stateOf = ({ id }: Account): RegistrationState['kind'] => registration(id).kind;
  const unlocked = usable.filter((account) => stateOf(account) !== 'locked');
  const account = wanted === null
    ? (unlocked.find((candidate) => stateOf(candidate) === 'ready') ?? unlocked[0] ?? usable[0])
    : usable.find((candidate) => candidate.id === wanted);
  if (account === undefined) throw new CallError('NO_ACCOUNT', 'no line to call from');
  if (!unlocked.includes(account)) throw new CallError('NOT_READY', 'this line waits for its password');
  return account;
}
