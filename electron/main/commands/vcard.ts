import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { CallService } from '../../calls/call-service';
import type { Store } from '../../calls/ports';
import { importVcards, writeVcards } from '../../directory';
import { CommandError } from '../ipc/errors';
import type { Broadcast } from '../ipc/broadcaster';
import type { CommandHandlers } from '../ipc/router';

/** The system's file dialogs; null = cancelled. */
export interface VcardDialogs {
  vcardToImport(): Promise<string | null>;
  vcardToExport(): Promise<string | null>;
}

export interface VcardCommandsOptions {
  contacts: Store['contacts'];
  calls: CallService;
  region: () => string;
  dialogs: VcardDialogs;
  broadcast: Broadcast;
}

/** Contacts from and to a vCard file that the user picks. */
export function vcardCommands({ contacts, calls, region, dialogs, broadcast }: VcardCommandsOptions) {
  return {
    'contacts:importVcard': async () => {
      const file = await dialogs.vcardToImport();
      if (file === null) return null;
      const report = await importVcards(await bytesOf(file), contacts, region());
      broadcast('contacts:changed', null);
      calls.refreshContacts();
      return report;
    },
    'contacts:exportVcard': async () => {
      const file = await dialogs.vcardToExport();
      return file === null ? null : { file, count: await writeAll(file, contacts) };
    },
  } satisfies Partial<CommandHandlers>;
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new CommandError('not-found', `${file} cannot be read.`, { cause });
  }
}

async function writeAll(file: string, contacts: Store['contacts']): Promise<number> {
  const stream = createWriteStream(file);
  const failed = once(stream, 'error').then(([cause]: unknown[]) => {
    throw new CommandError('storage', `${file} cannot be written.`, { cause });
  });
  const written = async (): Promise<number> => {
    let count = 0;
    for (const card of writeVcards(contacts.all())) {
      count += 1;
      if (!stream.write(card)) await once(stream, 'drain');
    }
    stream.end();
    await once(stream, 'finish');
    return count;
  };
  return Promise.race([written(), failed]);
}
