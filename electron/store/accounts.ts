import { Account } from '../contract/accounts';
import type { AccountId } from '../contract/ids';
import type { AccountStore } from '../calls/ports/store';
import type { Log } from '../calls/ports/log';
import type { Database, Row } from './driver';

/** The lines, in the order they were made. Passwords never come here. */
export function createAccountStore(database: Database, log: Log): AccountStore {
  return {
    list() {
      const accounts: Account[] = [];
      for (const row of database.all('SELECT * FROM accounts ORDER BY position, id')) {
        const parsed = Account.safeParse({ ...optionsOf(row), ...fromRow(row) });
        // An option that this version does not understand must not cost the line.
        const plain = parsed.success ? parsed : Account.safeParse(fromRow(row));
        if (plain.success) accounts.push(plain.data);
        if (!parsed.success) log.warn(plain.success ? 'stored options of an account are not readable and are left out' : 'a stored account is not readable and is left out', { id: String(row['id']), issues: parsed.error.issues.map((issue) => issue.path.join('.')) });
      }
      return accounts;
    },
    save(account) {
      database.transaction(() => {
        const next = database.get<{ position: number }>('SELECT coalesce(max(position), 0) + 1 AS position FROM accounts')?.position ?? 1;
        database.run(
          `INSERT INTO accounts (id, position, label, display_name, username, auth_username, domain, outbound_proxy, transport,
             register_expires_seconds, dtmf_method, codecs, voicemail_number, enabled, practice, network, media_encryption,
             key_exchange, options)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET label = excluded.label, display_name = excluded.display_name, username = excluded.username,
             auth_username = excluded.auth_username, domain = excluded.domain, outbound_proxy = excluded.outbound_proxy,
             transport = excluded.transport, register_expires_seconds = excluded.register_expires_seconds,
             dtmf_method = excluded.dtmf_method, codecs = excluded.codecs, voicemail_number = excluded.voicemail_number,
             enabled = excluded.enabled, practice = excluded.practice, network = excluded.network,
             media_encryption = excluded.media_encryption, key_exchange = excluded.key_exchange,
             options = excluded.options`,
          [account.id, next, account.label, account.displayName, account.username, account.authUsername, account.domain, account.outboundProxy,
            account.transport, account.registerExpiresSeconds, account.dtmfMethod, JSON.stringify(account.codecs), account.voicemailNumber,
            Number(account.enabled), Number(account.practice), account.network === undefined ? null : JSON.stringify(account.network),
            account.mediaEncryption, account.keyExchange, optionsText(account)],
        );
      });
    },
    remove(id: AccountId) {
      database.run('DELETE FROM accounts WHERE id = ?', [id]);
    },
  };
}

/** What of an account is kept in a column. */
const inColumns: ReadonlySet<string> = new Set<keyof Account>([
  'id', 'label', 'displayName', 'username', 'authUsername', 'domain', 'outboundProxy', 'transport', 'registerExpiresSeconds', 'dtmfMethod', 'codecs',
  'voicemailNumber', 'enabled', 'practice', 'network', 'mediaEncryption', 'keyExchange',
]);

/** All else that an account may have, so that a new option needs no new column: of what is in the object only that, never a password. */
const optionNames = Object.keys(Account.shape).filter((name) => !inColumns.has(name)) as (keyof Account)[];

/** Null where nothing differs from the default. */
function optionsText(account: Account): string | null {
  const options = optionNames.filter((name) => account[name] !== undefined).map((name) => [name, account[name]]);
  return options.length === 0 ? null : JSON.stringify(Object.fromEntries(options));
}

function optionsOf(row: Row): object {
  const options = parseJson(row['options']);
  return typeof options === 'object' && options !== null ? options : {};
}

function fromRow(row: Row): Record<string, unknown> {
  return {
    id: row['id'], label: row['label'], displayName: row['display_name'], username: row['username'], authUsername: row['auth_username'],
    domain: row['domain'], outboundProxy: row['outbound_proxy'], transport: row['transport'],
    registerExpiresSeconds: row['register_expires_seconds'], dtmfMethod: row['dtmf_method'], codecs: parseJson(row['codecs']),
    voicemailNumber: row['voicemail_number'], enabled: row['enabled'] === 1, practice: row['practice'] === 1,
    mediaEncryption: row['media_encryption'], keyExchange: row['key_exchange'],
    ...(row['network'] === null ? {} : { network: parseJson(row['network']) }),
  };
}

/** Stored JSON, or undefined where it is none. */
export function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
