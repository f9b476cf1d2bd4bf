import { expect, it } from 'vitest';
import { silentLog, type Log } from '../../../electron/calls/ports';
import { createAccountStore } from '../../../electron/store/accounts';
import { openDatabase } from '../../../electron/store/driver';
import { migrate } from '../../../electron/store/migrate';
import { migrations } from '../../../electron/store/migrations';
import { account } from './support';

const policy = { doNotDisturb: true, forwarding: { always: '202', busy: null, noAnswer: { to: '203', afterSeconds: 15 } }, serverCodes: { forwardOn: '*72N', forwardOff: '*73', doNotDisturbOn: '', doNotDisturbOff: '' } };

it('lines of the version before have no options, and keep what is set from then on', () => {
  const database = openDatabase(':memory:', 0);
  migrate(database, migrations.slice(0, 5));
  database.run(
    `INSERT INTO accounts (id, position, label, display_name, username, transport, domain, register_expires_seconds, dtmf_method, codecs, enabled, practice)
     VALUES ('old', 1, 'Old', '', '201', 'udp', 'pbx.test', 300, 'rfc4733', '["opus"]', 1, 0)`,
  );
  migrate(database, migrations);
  const store = createAccountStore(database, silentLog);
  expect(store.list()[0]).not.toHaveProperty('policy');
  store.save({ ...account, policy });
  expect(store.list().find(({ id }) => id === account.id)?.policy).toEqual(policy);
  store.save(account);
  expect(store.list().find(({ id }) => id === account.id)).not.toHaveProperty('policy');
  database.close();
});

it('options that this version does not understand cost no line', () => {
  const database = openDatabase(':memory:', 0);
  migrate(database, migrations);
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (message) => { warnings.push(message); } };
  const store = createAccountStore(database, log);
  store.save({ ...account, policy });
  for (const options of ['{"policy":{"doNotDisturb":"perhaps"}}', 'no json', '[]', '7']) {
    database.run('UPDATE accounts SET options = ?', [options]);
    expect(store.list()).toMatchObject([{ id: account.id, label: account.label }]);
  }
  expect(warnings).toEqual(['stored options of an account are not readable and are left out']);
  database.close();
});
