import { dialog, type BrowserWindow, type OpenDialogOptions, type SaveDialogOptions } from 'electron';
import type { TraceFormat } from '../../contract/trace';

const soundFilter = [{ name: 'WAV, Opus', extensions: ['wav', 'opus', 'ogg', 'oga'] }];
const vcardFilter = [{ name: 'vCard', extensions: ['vcf', 'vcard'] }];

/** The system's file dialogs, over the phone window. null = cancelled. */
export class FileDialogs {
  constructor(private readonly parent: () => BrowserWindow | null) {}

  async vcardToImport(): Promise<string | null> {
    return this.openOne({ properties: ['openFile'], filters: vcardFilter });
  }

  async soundToPlay(): Promise<string | null> {
    return this.openOne({ properties: ['openFile'], filters: soundFilter });
  }

  async recordingFolder(current: string): Promise<string | null> {
    return this.openOne({ properties: ['openDirectory', 'createDirectory'], defaultPath: current });
  }

  async vcardToExport(): Promise<string | null> {
    return this.saveAs({ defaultPath: 'contacts.vcf', filters: vcardFilter });
  }

  async traceToExport(format: TraceFormat): Promise<string | null> {
    return this.saveAs(format === 'pcap'
      ? { defaultPath: 'sip-trace.pcap', filters: [{ name: 'pcap', extensions: ['pcap'] }] }
      : { defaultPath: 'sip-trace.txt', filters: [{ name: 'Text', extensions: ['txt'] }] });
  }

  private async saveAs(options: SaveDialogOptions): Promise<string | null> {
    const parent = this.parent();
    const { canceled, filePath } = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options));
    return canceled || !filePath ? null : filePath;
  }

  private async openOne(options: OpenDialogOptions): Promise<string | null> {
    const parent = this.parent();
    const { canceled, filePaths } = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
    return canceled ? null : filePaths[0] ?? null;
  }
}
