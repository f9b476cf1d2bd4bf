import { beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../../../electron/contract/accounts';
import type { AccountService } from '../../../../electron/main/accounts/account-service';
import { PracticeLine } from '../../../../electron/main/accounts/practice-line';

let accounts: Account[];
let running: number[];
let told: boolean[];
let serial = 0;

function line(): PracticeLine {
  const service: Partial<AccountService> = {
    all: () => accounts,
    put: (account) => {
      accounts = [...accounts.filter(({ id }) => id !== account.id), account];
      return { account, registration: { kind: 'locked' } };
    },
  };
  return new PracticeLine(service as AccountService, async () => {
    const port = ++serial;
    running.push(port);
    return { port, domain: `127.0.0.1:${port}`, username: 'practice', password: `secret-${port}`, numbers: [], dispose: () => void (running = running.filter((other) => other !== port)) };
  }, (state) => told.push(state.running));
}

beforeEach(() => {
  accounts = [];
  running = [];
  told = [];
});

describe('the practice line', () => {
  it('keeps what the user changed about it, but for where its server is now', async () => {
    const first = line();
    await first.start();
    const [made] = accounts;
    if (made === undefined) throw new Error('no line');
    accounts = [{ ...made, label: 'My trial', displayName: 'Ann', codecs: ['pcmu'], dtmfMethod: 'info', registerExpiresSeconds: 60, voicemailNumber: '9' }];
    await first.dispose();
    const second = line();
    await second.resume();
    expect(accounts).toMatchObject([{ label: 'My trial', displayName: 'Ann', codecs: ['pcmu'], dtmfMethod: 'info', registerExpiresSeconds: 60, voicemailNumber: '9', domain: `127.0.0.1:${serial}`, practice: true }]);
    await second.dispose();
    expect(running).toEqual([]);
  });

  it('is not started again where it is switched off', async () => {
    const first = line();
    await first.start();
    await first.dispose();
    accounts = accounts.map((account) => ({ ...account, enabled: false }));
    await line().resume();
    expect(running).toEqual([]);
  });

  it('stops its server once its line is gone for good, and can be started anew', async () => {
    const practice = line();
    await practice.start();
    await practice.stopUnlessUsed();
    expect(running).toHaveLength(1);
    accounts = [];
    await practice.stopUnlessUsed();
    expect([running, told.at(-1), practice.state()]).toEqual([[], false, { running: false, port: null, numbers: [] }]);
    await practice.start();
    expect(running).toHaveLength(1);
    await practice.dispose();
  });
});
