import { expect, it } from 'vitest';
import type { Account } from '../../../electron/contract';
import { silentLog } from '../../../electron/calls/ports';
import { createAccountStore } from '../../../electron/store/accounts';
import { openDatabase } from '../../../electron/store/driver';
import { migrate } from '../../../electron/store/migrate';
import { migrations } from '../../../electron/store/migrations';
import { account } from './support';

it('lines of the version before have the default network, and keep what is set from then on', () => {
  const database = openDatabase(':memory:', 0);
  migrate(database, migrations.slice(0, 2));
  database.run(
    `INSERT INTO accounts (id, position, label, display_name, username, transport, domain, register_expires_seconds, dtmf_method, codecs, enabled, practice)
     VALUES ('old', 1, 'Old', '', '201', 'udp', 'pbx.test', 300, 'rfc4733', '["opus"]', 1, 0)`,
  );
  migrate(database, migrations);
  const store = createAccountStore(database, silentLog);
  expect(store.list()).toMatchObject([{ id: 'old', label: 'Old' }]);
  expect(store.list()[0]).not.toHaveProperty('network');
  const network: Account['network'] = { ice: 'relay', stunServer: 'stun.test', turn: { server: 'turn.test', protocol: 'tls', username: 'tina' } };
  store.save({ ...account, network });
  expect(store.list().find(({ id }) => id === account.id)?.network).toEqual(network);
  store.save(account);
  expect(store.list().find(({ id }) => id === account.id)).not.toHaveProperty('network');
  database.close();
});
