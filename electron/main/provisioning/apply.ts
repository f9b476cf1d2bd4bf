import type { Account } from '../../contract/accounts';
import { AccountConnection } from '../../contract/connection';
import type { AccountId } from '../../contract/ids';
import type { KeyFields } from '../../contract/keys';
import type { Settings } from '../../contract/settings';
import type { AccountStore, SecretStore, SettingsStore } from '../../calls/ports/store';
import { lineSecretName } from '../accounts/line-secrets';
import type { ProvisionedAccount, ProvisionedKey, ProvisioningFile } from './schema';

export interface ProvisioningTargets {
  accounts: AccountStore;
  settings: Pick<SettingsStore, 'get' | 'set'>;
  secrets: SecretStore;
  /** Adds keys, or changes those that are there; all or none. */
  saveKeys(keys: readonly KeyFields[]): void;
  makeAccountId(): AccountId;
}

export interface Provisioned {
  added: Account[];
  changed: Account[];
  settings: Settings;
}

/**
 * Takes over a valid file: all of it or nothing. An account with the same username and domain is changed,
 * keeps its id, and keeps its stored password where the file has none. Where the store refuses half-way,
 * what was written is put back and the store's error is thrown on.
 */
export function applyProvisioning(file: ProvisioningFile, targets: ProvisioningTargets): Provisioned {
  const before = targets.accounts.list();
  const added: Account[] = [];
  const changed: Account[] = [];
  const secrets: [AccountId, string][] = [];
  for (const wanted of file.accounts) {
    const known = before.find((account) => account.username === wanted.username && account.domain.toLowerCase() === wanted.domain.toLowerCase());
    const account = accountFrom(wanted, known?.id ?? targets.makeAccountId());
    (known ? changed : added).push(account);
    if (wanted.password !== null) secrets.push([account.id, wanted.password]);
    if (wanted.connection?.clientKey != null) secrets.push([lineSecretName(account.id, 'clientKey'), wanted.connection.clientKey]);
  }
  try {
    for (const account of [...added, ...changed]) targets.accounts.save(account);
    const settings = Object.keys(file.settings).length > 0 ? targets.settings.set(withoutGaps(file.settings)) : targets.settings.get();
    if (file.keys.length > 0) targets.saveKeys(file.keys.map((key) => keyFrom(key, targets.accounts.list())));
    // Last: secrets cannot fail (without a keychain they stay in memory), so nothing is left half done.
    for (const [id, secret] of secrets) targets.secrets.set(id, secret, true);
    return { added, changed, settings };
  } catch (error) {
    putBack(before, added, changed, targets);
    throw error;
  }
}

function putBack(before: readonly Account[], added: readonly Account[], changed: readonly Account[], { accounts }: ProvisioningTargets): void {
  const attempts = [
    ...added.map((account) => () => accounts.remove(account.id)),
    ...before.filter((old) => changed.some((account) => account.id === old.id)).map((old) => () => accounts.save(old)),
  ];
  for (const attempt of attempts) {
    try { attempt(); } catch { /* the store refuses writes altogether; its first error is the one to tell */ }
  }
}

function accountFrom({ password: _password, silenceSuppression, connection, dialPlan, policy, calling, callCodes, watching, sharing, ...wanted }: ProvisionedAccount, id: AccountId): Account {
  return { ...wanted, ...(silenceSuppression === true && { silenceSuppression }), ...(connection && { connection: AccountConnection.parse(connection) }), ...(dialPlan && { dialPlan }), ...(policy && { policy }), ...(calling && { calling }), ...(callCodes && { callCodes }), ...(watching && { watching }), ...(sharing && { sharing }), id, label: wanted.label ?? wanted.username, practice: false };
}

/** A line that is not there leaves the key to the first that is on. */
function keyFrom({ line, ...key }: ProvisionedKey, accounts: readonly Account[]): KeyFields {
  const account = line === null ? undefined : accounts.find(({ username, domain }) => line === username || line.toLowerCase() === `${username}@${domain}`.toLowerCase());
  return { ...key, accountId: account?.id ?? null };
}

/** An optional key that is present as undefined would erase a setting. */
function withoutGaps(settings: ProvisioningFile['settings']): Partial<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
