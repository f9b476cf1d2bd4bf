import type { Words } from '../words';
import type { TrayState } from './tray-state';

export interface RecentCall { number: string; name: string | null; missed: boolean }

export interface TrayMenuFacts {
  state: TrayState;
  /** Newest first. */
  recent: readonly RecentCall[];
  /** What the clipboard was understood as; null = no number in it. */
  clipboardNumber: string | null;
  doNotDisturb: boolean;
  /** New voice messages on all lines; 0 = none wait. */
  newVoiceMessages: number;
}

export interface TrayActions {
  readonly open: () => void;
  readonly callRecent: (number: string) => void;
  readonly dialClipboard: (number: string) => void;
  readonly callVoicemail: () => void;
  readonly setDoNotDisturb: (on: boolean) => void;
  readonly quit: () => void;
}

/** A menu entry in plain data: what Electron's Menu takes, but for the dot, which is named. */
export type TrayMenuItem =
  | { kind: 'words'; label: string; dot: TrayState['dot'] }
  | { kind: 'action'; label: string; enabled: boolean; run: () => void }
  | { kind: 'check'; label: string; checked: boolean; run: () => void }
  | { kind: 'menu'; label: string; items: TrayMenuItem[] }
  | { kind: 'line' };

const MAX_RECENT = 5;
const MAX_LABEL = 40;

/** The tray menu, from top to bottom. */
export function trayMenuOf({ state, recent, clipboardNumber, doNotDisturb, newVoiceMessages }: TrayMenuFacts, actions: TrayActions, words: Words): TrayMenuItem[] {
  const recentItems = recent.slice(0, MAX_RECENT).map((call): TrayMenuItem => ({
    kind: 'action', enabled: true, run: () => actions.callRecent(call.number),
    label: plainLabel(call.name ? `${call.name} · ${call.number}` : call.number) + (call.missed ? ` (${words.missedCall})` : ''),
  }));
  return [
    { kind: 'words', label: state.words, dot: state.dot },
    { kind: 'line' },
    { kind: 'action', label: words.open, enabled: true, run: actions.open },
    ...(newVoiceMessages > 0 ? [{ kind: 'action' as const, label: words.voicemail(newVoiceMessages), enabled: true, run: actions.callVoicemail }] : []),
    { kind: 'menu', label: words.recent, items: recentItems.length > 0 ? recentItems : [{ kind: 'action', label: words.noRecent, enabled: false, run: () => undefined }] },
    {
      kind: 'action', label: words.dialClipboard(clipboardNumber === null ? null : plainLabel(clipboardNumber)), enabled: clipboardNumber !== null,
      run: () => { if (clipboardNumber !== null) actions.dialClipboard(clipboardNumber); },
    },
    { kind: 'check', label: words.doNotDisturb, checked: doNotDisturb, run: () => actions.setDoNotDisturb(!doNotDisturb) },
    { kind: 'line' },
    { kind: 'action', label: words.quit, enabled: true, run: actions.quit },
  ];
}

/** Menus read "&" as a mnemonic, and a caller chooses his own name. */
function plainLabel(text: string): string {
  const short = text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL - 1)}…` : text;
  return short.replace(/&/g, '&&');
}
