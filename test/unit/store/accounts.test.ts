import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../electron/calls/ports';
import { createAccountStore } from '../../../electron/store/accounts';
import { openDatabase } from '../../../electron/store/driver';
import { migrate } from '../../../electron/store/migrate';
import { migrations } from '../../../electron/store/migrations';
import { account, temporaryFolder } from './support';

describe('lines', () => {
  it('of a database from before encryption leave it off, and remember it once chosen', () => {
    const file = join(temporaryFolder(), 'before.db');
    const database = openDatabase(file, 0);
    migrate(database, migrations.slice(0, 3));
    database.run(`INSERT INTO accounts (id, position, label, display_name, username, domain, transport, register_expires_seconds, dtmf_method, codecs, enabled, practice)
      VALUES ('old', 1, 'Desk', '', '201', 'pbx', 'udp', 300, 'rfc4733', '["opus"]', 1, 0)`);
    expect(migrate(database, migrations.slice(0, 4))).toBe(3);
    migrate(database, migrations);
    const accounts = createAccountStore(database, silentLog);
    expect(accounts.list()).toMatchObject([{ id: 'old', mediaEncryption: 'off', keyExchange: 'sdes' }]);
    accounts.save({ ...account, mediaEncryption: 'required', keyExchange: 'dtls' });
    accounts.save({ ...account, mediaEncryption: 'preferred', keyExchange: 'dtls' });
    expect(accounts.list()).toMatchObject([{ id: 'old' }, { id: account.id, mediaEncryption: 'preferred', keyExchange: 'dtls' }]);
    database.close();
  });
});
