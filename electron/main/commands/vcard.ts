import { readFile } from 'node:fs/promises';
import type { CallService } from '../../calls/call-service';
import type { Store } from '../../calls/ports';
import { importVcards, writeVcards } from '../../directory';
import { CommandError } from '../ipc/errors';
import type { Broadcast } from '../ipc/broadcaster';
import type { CommandHandlers } from '../ipc/router';
import type { NoticeBoard } from '../notices';
import { writeWholeFile } from '../whole-file';

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
  notices: Pick<NoticeBoard, 'add'>;
}

/** Contacts from and to a vCard file that the user picks. */
export function vcardCommands({ contacts, calls, region, dialogs, broadcast, notices }: VcardCommandsOptions) {
  return {
    'contacts:importVcard': async () => {
      const file = await dialogs.vcardToImport();
      if (file === null) return null;
      const bytes = await readFile(file).catch((error: unknown) => {
        notices.add('error', 'import-failed', error instanceof Error ? error.message : file);
        return null;
      });
      // Told in a notice that stays, with the reason; the window has nothing to add.
      if (bytes === null) return null;
      const report = await importVcards(bytes, contacts, region());
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

async function writeAll(file: string, contacts: Store['contacts']): Promise<number> {
  try {
    return await writeWholeFile(file, writeVcards(contacts.all()));
  } catch (cause) {
    throw new CommandError('storage', `${file} cannot be written.`, { cause });
  }
}
