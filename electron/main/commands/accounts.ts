import { tryDialPlan } from '../../calls/dial-plan/trial';
import type { Audio, Clock, Signalling } from '../../calls/ports';
import type { AccountTestStep } from '../../contract/accounts';
import type { AccountService } from '../accounts/account-service';
import type { PracticeLine } from '../accounts/practice-line';
import { testAudio } from '../accounts/test-audio';
import type { Broadcast } from '../ipc/broadcaster';
import type { CommandHandlers } from '../ipc/router';

export function accountCommands(accounts: AccountService, practice: PracticeLine, signalling: Signalling, audio: Audio, clock: Clock, region: () => string, broadcast: Broadcast) {
  const tellStep = (step: AccountTestStep): void => broadcast('accounts:testStep', step);
  return {
    'accounts:list': () => accounts.list(),
    'accounts:save': (draft) => accounts.save(draft),
    'accounts:remove': ({ accountId }) => accounts.remove(accountId),
    'accounts:undoRemove': ({ undoToken }) => (accounts.undoRemove(undoToken), null),
    'accounts:reconnect': ({ accountId }) => (accounts.reconnect(accountId), null),
    'accounts:checkReach': async ({ accountId }) => {
      await signalling.reach.check(accountId);
      return null;
    },
    'accounts:unlock': ({ accountId, password, remember }) => (accounts.unlock(accountId, password, remember), null),
    'accounts:discover': ({ domain, transport }) => signalling.discover(domain, transport),
    'accounts:test': async (draft) => {
      const registered = await accounts.test(draft, tellStep);
      if (!registered.ok) return registered;
      const failedStep = await testAudio(audio, clock, tellStep);
      return { ok: failedStep === null, failedStep };
    },
    'accounts:tryDialPlan': ({ plan, number }) => tryDialPlan(plan, number, region()),
    'practice:start': () => practice.start(),
    'practice:state': () => practice.state(),
  } satisfies Partial<CommandHandlers>;
}
