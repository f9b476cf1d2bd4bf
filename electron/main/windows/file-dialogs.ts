import { dialog, type BrowserWindow } from 'electron';

const vcardFilter = [{ name: 'vCard', extensions: ['vcf', 'vcard'] }];

/** The system's file dialogs, over the phone window. null = cancelled. */
export class FileDialogs {
  constructor(private readonly parent: () => BrowserWindow | null) {}

  async vcardToImport(): Promise<string | null> {
    const options = { properties: ['openFile' as const], filters: vcardFilter };
    const parent = this.parent();
    const { canceled, filePaths } = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
    return canceled ? null : filePaths[0] ?? null;
  }

  async vcardToExport(): Promise<string | null> {
    const options = { defaultPath: 'contacts.vcf', filters: vcardFilter };
    const parent = this.parent();
    const { canceled, filePath } = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options));
    return canceled || !filePath ? null : filePath;
  }
}
