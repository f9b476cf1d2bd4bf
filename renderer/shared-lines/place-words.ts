import { CircleQuestionMark, Pause, Phone, PhoneCall, PhoneIncoming, PhoneOutgoing, type LucideIcon } from 'lucide-react';
import type { SharedAppearance } from '../../electron/contract';
import type { MessageKey, Text } from '../i18n/catalog';

export interface PlaceFace {
  readonly icon: LucideIcon;
  /** here: ours. busy: another phone's. */
  readonly look: 'free' | 'here' | 'ringing' | 'busy' | 'held' | 'quiet';
  readonly words: string;
}

/** How a place stands, never by colour alone. */
export function faceOf({ state, here, who }: SharedAppearance, text: Text): PlaceFace {
  const named = (plain: MessageKey & `shared.${string}`, withWho: 'shared.progressingWith' | 'shared.ringingFrom' | 'shared.activeWith' | 'shared.heldWith' | 'shared.activeHere'): string =>
    (who === null ? text(plain as 'shared.active') : text(withWho, { who }));
  switch (state) {
    case 'unknown': return { icon: CircleQuestionMark, look: 'quiet', words: text('shared.unknown') };
    case 'idle': return { icon: Phone, look: 'free', words: text('shared.idle') };
    case 'seized': return { icon: PhoneOutgoing, look: here ? 'here' : 'busy', words: here ? text('shared.seizedHere') : text('shared.seized') };
    case 'progressing': return { icon: PhoneOutgoing, look: here ? 'here' : 'busy', words: named('shared.progressing', 'shared.progressingWith') };
    case 'ringing': return { icon: PhoneIncoming, look: 'ringing', words: named('shared.ringing', 'shared.ringingFrom') };
    case 'active': return { icon: PhoneCall, look: here ? 'here' : 'busy', words: named('shared.active', here ? 'shared.activeHere' : 'shared.activeWith') };
    case 'held': return { icon: Pause, look: 'held', words: named('shared.held', 'shared.heldWith') };
    case 'held-private': return { icon: Pause, look: 'busy', words: text('shared.held-private') };
  }
}

/** What a press does, for a screen reader and as a tip; null where it does nothing. */
export function actionWords({ action }: SharedAppearance, text: Text): string | null {
  return action === 'none' ? null : text(`shared.action.${action}`);
}
