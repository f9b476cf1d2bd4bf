import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountStore, SecretStore, Signalling, SignallingEvent } from '../../../../electron/calls/ports';
import type { Account, AccountDraft, AccountWithState } from '../../../../electron/contract/accounts';
import { AccountId } from '../../../../electron/contract/ids';
import { AccountService } from '../../../../electron/main/accounts/account-service';
import { FakeClock } from '../../../support/fake-clock';

function line(name: string): Account {
  return {
    id: AccountId.parse(name), label: name, displayName: '', username: name, authUsername: null, domain: 'pbx.test', outboundProxy: null, transport: 'udp',
    registerExpiresSeconds: 300, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['opus'], voicemailNumber: null, enabled: true, practice: false,
  };
}

function draftOf({ practice: _practice, ...account }: Account, password: string | null = null): AccountDraft {
  return { ...account, password };
}

/** Ports that write down what they were asked, in order. */
class Desk {
  readonly log: string[] = [];
  readonly clock = new FakeClock();
  readonly kept = new Map<AccountId, Account>([line('first'), line('second')].map((account) => [account.id, account]));
  readonly passwords = new Map<AccountId, string>([[AccountId.parse('first'), 'one']]);
  told: AccountWithState[] = [];
  diskIsFull = false;
  private readonly listeners = new Set<(event: SignallingEvent) => void>();
  readonly service: AccountService;

  constructor() {
    let serial = 0;
    const refuseWhenFull = (): void => {
      if (this.diskIsFull) throw new Error('disk full');
    };
    const store: AccountStore = {
      list: () => [...this.kept.values()],
      save: (account) => (refuseWhenFull(), void this.kept.set(account.id, account)),
      remove: (id) => (refuseWhenFull(), void this.kept.delete(id)),
    };
    const secrets: SecretStore = {
      available: true, get: (id) => this.passwords.get(id) ?? null, set: (id, secret) => (this.passwords.set(id, secret), 'stored'), remove: (id) => void this.passwords.delete(id),
    };
    const signalling: Partial<Signalling> = {
      onEvent: (listener) => (this.listeners.add(listener), () => this.listeners.delete(listener)),
      applyAccount: ({ id }, password, clientKey) => void this.log.push(`apply ${id} ${password ?? 'locked'}${clientKey == null ? '' : ` ${clientKey}`}`),
      removeAccount: async (id) => void this.log.push(`remove ${id}`),
      registration: () => ({ kind: 'registering', sinceEpochMs: 0 }),
    };
    this.service = new AccountService({
      store, secrets, signalling: signalling as Signalling, clock: this.clock, newId: () => `new-${++serial}`,
      onRemoving: (id) => void this.log.push(`end calls of ${id}`), onForgotten: (id) => void this.log.push(`forget ${id}`), onChanged: (accounts) => (this.told = accounts),
    });
  }

  registrationChanges(): void {
    for (const listener of this.listeners) listener({ kind: 'registration', accountId: AccountId.parse('first'), state: { kind: 'locked' } });
  }
}

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});

describe('the lines of the phone', () => {
  it('are all applied at the start; one without a password waits for it', () => {
    desk.service.start();
    expect(desk.log).toEqual(['apply first one', 'apply second locked']);
  });
  it('keep their order when one is edited, since the first that is ready is dialled from', () => {
    desk.service.save({ ...draftOf(line('first')), label: 'Reception' });
    expect(desk.service.all().map(({ label }) => label)).toEqual(['Reception', 'second']);
    desk.service.save({ ...draftOf(line('third'), 'three'), id: null });
    expect(desk.service.all().map(({ label }) => label)).toEqual(['Reception', 'second', 'third']);
  });
  it('end their calls before they go, and come back with their password', () => {
    const { undoToken } = desk.service.remove(AccountId.parse('first'));
    expect(desk.log).toEqual(['end calls of first', 'remove first']);
    expect(desk.passwords.size).toBe(0);
    desk.service.undoRemove(undoToken);
    expect(desk.log.at(-1)).toBe('apply first one');
    expect(() => desk.service.undoRemove(undoToken)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
  it('are forgotten only when they cannot be taken back any more', () => {
    const first = desk.service.remove(AccountId.parse('first'));
    desk.service.undoRemove(first.undoToken);
    desk.clock.advance(60_000);
    expect(desk.log).not.toContain('forget first');
    desk.service.remove(AccountId.parse('first'));
    desk.clock.advance(60_000);
    expect(desk.log).toContain('forget first');
  });
  it('stay as they are where the disk refuses, and an undo can be tried again', () => {
    desk.diskIsFull = true;
    expect(() => desk.service.remove(AccountId.parse('first'))).toThrow('disk full');
    expect([desk.log, desk.service.all().length, desk.clock.pending]).toEqual([[], 2, 0]);
    desk.diskIsFull = false;
    const { undoToken } = desk.service.remove(AccountId.parse('first'));
    desk.diskIsFull = true;
    expect(() => desk.service.undoRemove(undoToken)).toThrow('disk full');
    desk.diskIsFull = false;
    desk.service.undoRemove(undoToken);
    expect(desk.service.all()).toHaveLength(2);
  });
  it('are not told of any more after the end, and leave no timer', () => {
    desk.registrationChanges();
    expect(desk.told).toHaveLength(2);
    desk.service.remove(AccountId.parse('second'));
    desk.service.dispose();
    desk.told = [];
    desk.registrationChanges();
    expect([desk.told, desk.clock.pending]).toEqual([[], 0]);
  });
});

describe('the TURN password', () => {
  const network = { ice: 'auto', stunServer: null, turn: { server: 'turn.test', protocol: 'udp', username: 'tina' } } as const;
  const first = AccountId.parse('first');

  it('is kept beside that of the line, and stays when nothing is typed', () => {
    desk.service.save({ ...draftOf({ ...line('first'), network: { ...network } }), turnPassword: 'relayed' });
    expect(desk.service.turnPassword(first)).toBe('relayed');
    desk.service.save(draftOf({ ...line('first'), network: { ...network } }));
    expect(desk.service.turnPassword(first)).toBe('relayed');
    expect(desk.passwords.get(first)).toBe('one');
    expect(JSON.stringify([...desk.kept.values()])).not.toContain('relayed');
  });

  it('goes with its server and with the line, and comes back with Undo', () => {
    desk.service.save({ ...draftOf({ ...line('first'), network: { ...network } }), turnPassword: 'relayed' });
    const { undoToken } = desk.service.remove(first);
    expect(desk.service.turnPassword(first)).toBeNull();
    desk.service.undoRemove(undoToken);
    expect(desk.service.turnPassword(first)).toBe('relayed');
    desk.service.save(draftOf(line('first')));
    expect(desk.service.turnPassword(first)).toBeNull();
  });
});

describe('the key of the client certificate', () => {
  const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
  const connection = { webSocketPath: null, authorities: null, clientCertificate: certificate, pinnedCertificate: null };

  it('is kept in the keychain, handed to signalling, and never stored with the line', () => {
    desk.service.save({ ...draftOf({ ...line('first'), connection }), clientKey: 'the key' });
    expect(desk.log.at(-1)).toBe('apply first one the key');
    expect(JSON.stringify([...desk.kept.values()])).not.toContain('the key');
    desk.service.save(draftOf({ ...line('first'), connection, label: 'other' }));
    expect(desk.log.at(-1)).toBe('apply first one the key');
  });

  it('goes with the certificate and with the line, and comes back with Undo', () => {
    desk.service.save({ ...draftOf({ ...line('first'), connection }), clientKey: 'the key' });
    const { undoToken } = desk.service.remove(AccountId.parse('first'));
    expect([...desk.passwords.values()]).not.toContain('the key');
    desk.service.undoRemove(undoToken);
    expect(desk.log.at(-1)).toBe('apply first one the key');
    desk.service.save(draftOf(line('first')));
    expect([...desk.passwords.values()]).not.toContain('the key');
  });
});
