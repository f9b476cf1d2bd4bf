import type { Signalling } from '../../calls/ports';
import type { AccountService } from '../accounts/account-service';
import type { PracticeLine } from '../accounts/practice-line';
import type { Broadcast } from '../ipc/broadcaster';
import type { CommandHandlers } from '../ipc/router';

export function accountCommands(accounts: AccountService, practice: PracticeLine, signalling: Signalling, broadcast: Broadcast) {
  return {
    'accounts:list': () => accounts.list(),
    'accounts:save': (draft) => accounts.save(draft),
    'accounts:remove': ({ accountId }) => accounts.remove(accountId),
    'accounts:undoRemove': ({ undoToken }) => (accounts.undoRemove(undoToken), null),
    'accounts:reconnect': ({ accountId }) => (accounts.reconnect(accountId), null),
    'accounts:unlock': ({ accountId, password, remember }) => (accounts.unlock(accountId, password, remember), null),
    'accounts:discover': ({ domain }) => signalling.discover(domain),
    'accounts:test': (draft) => accounts.test(draft, (step) => broadcast('accounts:testStep', step)),
    'practice:start': () => practice.start(),
    'practice:state': () => practice.state(),
  } satisfies Partial<CommandHandlers>;
}
