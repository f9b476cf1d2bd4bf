// Writes calls as fast as it can and says on stdout which are written, until it is killed.
import { writeSync } from 'node:fs';
import { silentLog, type Clock } from '../../../electron/calls/ports';
import type { AccountId, CallId } from '../../../electron/contract/ids';
import { openStore } from '../../../electron/store';

const clock: Clock = { monotonicMs: () => performance.now(), epochMs: () => Date.now(), after: () => () => undefined };
const store = openStore({ file: process.argv[2] ?? '', log: silentLog, clock });
for (let i = 0; ; i++) {
  const callId = `crash-${i}` as CallId;
  store.history.begin({
    callId, direction: 'outgoing', accountId: 'a' as AccountId, accountLabel: 'A', numberAsDialled: `0144${String(i).padStart(6, '0')}`,
    e164: null, displayName: null, contactId: null, contactName: null, startedAtEpochMs: 1000 + i,
  });
  writeSync(1, `begun ${i}\n`);
  if (i % 2 === 0) {
    store.history.ended(callId, 2000 + i, { code: 'hung-up', by: 'local', sipStatus: null, reason: null }, 'opus', null);
    writeSync(1, `ended ${i}\n`);
  }
}
