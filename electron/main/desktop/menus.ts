import { Menu, type MenuItemConstructorOptions, type WebContents } from 'electron';
import type { Words } from '../words';

/**
 * The application menu. macOS needs one for its shortcuts; elsewhere there is none, which also starts faster.
 * In development there is one everywhere, with reload and the developer tools.
 */
export function installApplicationMenu(isDevelopment: boolean): void {
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    { role: 'editMenu' },
    ...(isDevelopment ? [{ role: 'viewMenu' as const }] : []),
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(process.platform === 'darwin' || isDevelopment ? Menu.buildFromTemplate(template) : null);
}

/** Cut, copy and paste on a right click in a field, copy on selected text; nothing elsewhere. */
export function offerEditMenu(contents: WebContents, words: () => Words): void {
  contents.on('context-menu', (_event, { isEditable, selectionText, editFlags }) => {
    const text = words();
    const items: MenuItemConstructorOptions[] = isEditable
      ? [
        { role: 'cut', label: text.cut, enabled: editFlags.canCut },
        { role: 'copy', label: text.copy, enabled: editFlags.canCopy },
        { role: 'paste', label: text.paste, enabled: editFlags.canPaste },
        { type: 'separator' },
        { role: 'selectAll', label: text.selectAll, enabled: editFlags.canSelectAll },
      ]
      : selectionText.trim() === '' ? [] : [{ role: 'copy', label: text.copy }];
    if (items.length > 0) Menu.buildFromTemplate(items).popup();
  });
}
