import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Account } from '../../../electron/contract/accounts';
import type { EndCause } from '../../../electron/contract/calls';
import type { ContactFields } from '../../../electron/contract/contacts';
import type { AccountId, CallId } from '../../../electron/contract/ids';
import { silentLog, type Clock } from '../../../electron/calls/ports';
import { openStore, type OpenStore, type StoreOptions } from '../../../electron/store';
import type { BeginEntry } from '../../../electron/store/history';

/** A clock moved by hand. */
export class HandClock implements Clock {
  now = Date.UTC(2026, 10, 23, 9, 0, 0);
  #tasks: { at: number; task: () => void }[] = [];
  monotonicMs(): number { return this.now; }
  epochMs(): number { return this.now; }
  after(delayMs: number, task: () => void): () => void {
    const entry = { at: this.now + delayMs, task };
    this.#tasks.push(entry);
    return () => { this.#tasks = this.#tasks.filter((one) => one !== entry); };
  }
  advance(ms: number): void {
    this.now += ms;
    for (let due = this.#due(); due !== undefined; due = this.#due()) {
      this.#tasks = this.#tasks.filter((one) => one !== due);
      due.task();
    }
  }
  get pending(): number { return this.#tasks.length; }
  #due() { return this.#tasks.filter((one) => one.at <= this.now).sort((a, b) => a.at - b.at)[0]; }
}

const open: OpenStore[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const store of open.splice(0)) store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-test-'));
  folders.push(folder);
  return folder;
}

export function openForTest(options: Partial<StoreOptions> = {}): OpenStore {
  const store = openStore({ file: ':memory:', log: silentLog, clock: new HandClock(), locale: 'fr', ...options });
  open.push(store);
  return store;
}

export function person(givenName: string, familyName: string, numbers: readonly (string | [ContactFields['numbers'][number]['label'], string])[] = [], more: Partial<ContactFields> = {}): ContactFields {
  return {
    givenName, familyName, company: '', title: '', email: '', notes: '', favourite: false, photo: null,
    numbers: numbers.map((one) => (typeof one === 'string' ? { label: 'work', value: one } : { label: one[0], value: one[1] })), ...more,
  };
}

export const account: Account = {
  id: 'a1' as AccountId, label: 'Reception', displayName: 'Reception', username: '201', authUsername: null, domain: 'pbx.example', outboundProxy: null,
  transport: 'udp', registerExpiresSeconds: 300, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['opus', 'pcma'], voicemailNumber: '*97', enabled: true, practice: false,
};

let counter = 0;
export function begun(number: string, more: Partial<BeginEntry> = {}): BeginEntry {
  return {
    callId: `call-${++counter}` as CallId, direction: 'incoming', accountId: account.id, accountLabel: 'Reception', numberAsDialled: number,
    e164: number.startsWith('+') ? number : null, displayName: null, contactId: null, contactName: null, startedAtEpochMs: Date.UTC(2026, 10, 23, 8) + counter * 60_000, ...more,
  };
}

export const hungUp: EndCause = { code: 'hung-up', by: 'remote', sipStatus: null, reason: null };
export const missedCause: EndCause = { code: 'missed', by: 'remote', sipStatus: 487, reason: null };
export const allCalls = { query: '', only: 'all', before: null, limit: 100 } as const;

export const rawSqlLoader = new URL('../../support/raw-sql.mjs', import.meta.url).href;
