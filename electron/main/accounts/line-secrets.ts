import type { SecretStore } from '../../calls/ports';
import type { Account } from '../../contract/accounts';
import { AccountId } from '../../contract/ids';

/** What a line keeps secret besides its password. Null = none. */
export interface LineSecret {
  readonly turnPassword: string | null;
  /** PEM, of the client certificate. */
  readonly clientKey: string | null;
}

const NAMES = { turnPassword: 'turn', clientKey: 'key' } as const;
const KINDS = Object.keys(NAMES) as (keyof LineSecret)[];

/** These lie beside the password of the line in the keychain, under names of their own. */
export class LineSecrets {
  constructor(private readonly store: SecretStore) {}

  of(accountId: AccountId): LineSecret {
    return { turnPassword: this.get(accountId, 'turnPassword'), clientKey: this.get(accountId, 'clientKey') };
  }

  get(accountId: AccountId, kind: keyof LineSecret): string | null {
    return this.store.get(lineSecretName(accountId, kind));
  }

  /** Null keeps what there is; what the account has no use for any more goes. */
  save(account: Account, secret: LineSecret): void {
    const isUsed = { turnPassword: account.network?.turn != null, clientKey: account.connection?.clientCertificate != null };
    for (const kind of KINDS) {
      const value = secret[kind];
      if (!isUsed[kind]) this.store.remove(lineSecretName(account.id, kind));
      else if (value !== null) this.store.set(lineSecretName(account.id, kind), value, true);
    }
  }

  remove(accountId: AccountId): void {
    for (const kind of KINDS) this.store.remove(lineSecretName(accountId, kind));
  }
}

/** Under which a secret of a line lies in the keychain. */
export function lineSecretName(accountId: AccountId, kind: keyof LineSecret): AccountId {
  return AccountId.parse(`${accountId.slice(0, 59)}:${NAMES[kind]}`);
}
