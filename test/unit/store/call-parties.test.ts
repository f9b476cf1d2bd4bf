import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../electron/store/driver';
import { migrate } from '../../../electron/store/migrate';
import { migrations } from '../../../electron/store/migrations';
import { allCalls, begun, hungUp, openForTest, temporaryFolder } from './support';

const verified = { verdict: 'verified', attestation: 'A', by: 'network' } as const;
const forwardedBy = [{ number: '201', displayName: 'Reception', reason: 'no-answer' }, { number: '300', displayName: null, reason: null }] as const;
const connected = { number: '202', e164: null, displayName: null, contactName: 'Marie Renard' };

it('a call keeps whether its caller was verified, who sent it on and who was spoken to, also after a restart', () => {
  const file = join(temporaryFolder(), 'calls.db');
  const first = openForTest({ file });
  const call = begun('+33144556677', { forwardedBy });
  first.history.begin(call);
  first.history.noted(call.callId, { callerVerification: verified });
  first.history.noted(call.callId, { connected: { ...connected, number: '203' } });
  first.history.noted(call.callId, { connected });
  first.history.ended(call.callId, 2, hungUp, null, null);
  first.close();
  expect(openForTest({ file }).history.page(allCalls)).toMatchObject([{ callerVerification: verified, forwardedBy, connected }]);
});

it('a name learned in the call is kept where there was none, and never put in the place of one', () => {
  const store = openForTest();
  const [unnamed, named] = [begun('202', { displayName: null }), begun('203', { displayName: 'Bob' })];
  for (const call of [unnamed, named]) {
    store.history.begin(call);
    store.history.noted(call.callId, { displayName: 'Marie' });
  }
  expect(store.history.page(allCalls).map(({ displayName }) => displayName)).toEqual(['Bob', 'Marie']);
});

it('calls of the version before know nothing of this, and a database keeps them', () => {
  const file = join(temporaryFolder(), 'before.db');
  const database = openDatabase(file, 0);
  const version = migrations.findIndex((sql) => sql.includes('caller_verification'));
  migrate(database, migrations.slice(0, version));
  database.run("INSERT INTO parties (row, key, number, name_text, t9_text, digits_text, last_call_at_ms, call_count) VALUES (1, '201', '201', '', '', ' 201', 5, 1)");
  database.run("INSERT INTO calls (id, party, direction, account_id, account_label, number_as_dialled, started_at_ms) VALUES ('old', 1, 'incoming', 'a1', 'Reception', '201', 5)");
  expect(migrate(database, migrations)).toBe(version);
  database.close();
  const [entry] = openForTest({ file }).history.page(allCalls);
  expect(entry).toMatchObject({ id: 'old', numberAsDialled: '201' });
  for (const name of ['callerVerification', 'forwardedBy', 'connected']) expect(entry).not.toHaveProperty(name);
});

it('what another version wrote there costs the call nothing else', () => {
  const file = join(temporaryFolder(), 'odd.db');
  const store = openForTest({ file });
  store.history.begin(begun('201', { forwardedBy }));
  store.close();
  const database = openDatabase(file, 0);
  database.run("UPDATE calls SET caller_verification = '{\"verdict\":\"perhaps\"}', connected = 'no json'");
  database.close();
  const [entry] = openForTest({ file }).history.page(allCalls);
  expect(entry).toMatchObject({ numberAsDialled: '201', forwardedBy });
  expect(entry).not.toHaveProperty('connected');
  expect(entry).not.toHaveProperty('callerVerification');
});
