import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CallService } from '../../../../electron/calls/call-service';
import { silentLog } from '../../../../electron/calls/ports';
import { vcardCommands } from '../../../../electron/main/commands/vcard';
import { openStore, type OpenStore } from '../../../../electron/store';
import { FakeClock } from '../../../support/fake-clock';

let folder: string;
let store: OpenStore;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidetone-vcard-'));
  store = openStore({ file: ':memory:', log: silentLog, clock: new FakeClock() });
  told = [];
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const commands = (file: string): ReturnType<typeof vcardCommands> => vcardCommands({
  contacts: store.contacts, calls: { refreshContacts: () => undefined } as CallService, region: () => 'FR', broadcast: () => undefined,
  dialogs: { vcardToImport: async () => file, vcardToExport: async () => file },
  notices: { add: (severity, code, detail) => { told.push(code); return { id: '1', severity, code, detail, atEpochMs: 0 }; } },
});

it('says in a notice why a file cannot be read, and imports nothing', async () => {
  expect(await commands(join(folder, 'none.vcf'))['contacts:importVcard']()).toBeNull();
  expect(told).toEqual(['import-failed']);
  expect([...store.contacts.all()]).toEqual([]);
});

it('writes what it can read again, and says where it cannot be written', async () => {
  const file = join(folder, 'in.vcf');
  writeFileSync(file, 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada Okonkwo\r\nTEL:+33144556677\r\nEND:VCARD\r\n');
  expect(await commands(file)['contacts:importVcard']()).toMatchObject({ imported: 1 });
  const out = join(folder, 'out.vcf');
  expect(await commands(out)['contacts:exportVcard']()).toEqual({ file: out, count: 1 });
  expect(readFileSync(out, 'utf8')).toContain('Ada Okonkwo');
  await expect(commands(join(folder, 'gone', 'out.vcf'))['contacts:exportVcard']()).rejects.toMatchObject({ code: 'storage' });
});
