import type { AccountWithState } from '../../contract/accounts';
import type { CallSnapshot } from '../../contract/calls';
import { unreachable } from '../../calls/errors';
import type { Words } from '../words';

/** One picture each (assets/icons/tray); the first that applies wins. */
export type TrayIcon = 'ringing' | 'call' | 'dnd' | 'missed' | 'ready' | 'offline';

export interface TrayFacts {
  accounts: readonly AccountWithState[];
  calls: readonly CallSnapshot[];
  missedCount: number;
  unreadMessages: number;
  newVoiceMessages: number;
  doNotDisturb: boolean;
}

export interface TrayState {
  icon: TrayIcon;
  /** The dot before the words in the menu. */
  dot: 'green' | 'red' | 'amber' | 'grey';
  words: string;
}

type Reach = 'none' | 'ready' | 'connecting' | 'offline';

/** The best of all enabled lines: one that is ready makes the phone reachable. */
function reachOf(accounts: readonly AccountWithState[]): Reach {
  const kinds = accounts.filter(({ account }) => account.enabled).map(({ registration }) => registration.kind);
  if (kinds.length === 0) return 'none';
  if (kinds.includes('ready')) return 'ready';
  return kinds.includes('registering') ? 'connecting' : 'offline';
}

/** What the tray shows of the whole app, in one picture and a few words. */
export function trayStateOf({ accounts, calls, missedCount, unreadMessages, newVoiceMessages, doNotDisturb }: TrayFacts, words: Words): TrayState {
  if (calls.some((call) => call.phase.kind === 'incoming')) return { icon: 'ringing', dot: 'green', words: words.ringing };
  if (calls.some((call) => call.phase.kind !== 'ended')) return { icon: 'call', dot: 'green', words: words.inCall };
  const reach = reachOf(accounts);
  const news = [...(missedCount > 0 ? [words.missed(missedCount)] : []), ...(unreadMessages > 0 ? [words.unread(unreadMessages)] : []), ...(newVoiceMessages > 0 ? [words.voicemail(newVoiceMessages)] : [])];
  const withMissed = (text: string): string => [text, ...news].join(' · ');
  switch (reach) {
    case 'none': return { icon: 'offline', dot: 'grey', words: words.noAccount };
    case 'offline': return { icon: 'offline', dot: 'red', words: withMissed(words.offline) };
    case 'connecting': return { icon: news.length > 0 ? 'missed' : 'offline', dot: 'amber', words: withMissed(words.connecting) };
    case 'ready':
      if (doNotDisturb) return { icon: 'dnd', dot: 'red', words: withMissed(words.doNotDisturb) };
      return { icon: news.length > 0 ? 'missed' : 'ready', dot: 'green', words: withMissed(words.ready) };
    default: throw unreachable(reach);
  }
}
