import type { AccountDraft, LineSharing } from '../../electron/contract';
import { defaultSharing } from '../../electron/contract/line-defaults';

/** What stands in the fields about sharing the line with other phones. */
export interface SharingForm {
  style: LineSharing['style'];
  appearances: string;
  joining: boolean;
}

export function sharingFormOf({ style, appearances, joining }: LineSharing = defaultSharing): SharingForm {
  return { style, appearances: String(appearances), joining };
}

/** The part of the draft that main takes; nothing where all is as by default. */
export function sharingDraftOf(form: SharingForm): Pick<AccountDraft, 'sharing'> {
  const sharing: LineSharing = { style: form.style, appearances: form.style === 'off' ? defaultSharing.appearances : Number(form.appearances), joining: form.style !== 'off' && form.joining };
  return JSON.stringify(sharing) === JSON.stringify(defaultSharing) ? {} : { sharing };
}

/** Not from 1 to 16; only looked at where the line is shared. */
export function hasBadAppearances({ style, appearances }: SharingForm): boolean {
  const count = Number(appearances);
  return style !== 'off' && !(/^\d{1,2}$/.test(appearances.trim()) && count >= 1 && count <= 16);
}
