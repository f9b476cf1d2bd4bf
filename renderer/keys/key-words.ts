import { CirclePower, CircleQuestionMark, Hash, Moon, Pause, PhoneCall, PhoneIncoming, Phone, SquareParking, UserRound, BellOff, type LucideIcon } from 'lucide-react';
import type { Availability, KeyState, PhoneKey } from '../../electron/contract';
import type { Text } from '../i18n/catalog';

export type KeyLook = 'plain' | 'free' | 'ringing' | 'talking' | 'quiet';

export interface KeyFace {
  icon: LucideIcon;
  look: KeyLook;
  words: string;
}

/** What a key says of itself: never by colour alone. */
export function faceOf(key: PhoneKey, state: KeyState | undefined, text: Text): KeyFace {
  const who = state?.who ?? null;
  switch (state?.state ?? 'unknown') {
    case 'none': return { icon: key.kind === 'feature' ? Hash : Phone, look: 'plain', words: key.target };
    case 'ringing': return { icon: PhoneIncoming, look: 'ringing', words: who === null ? text('board.ringing') : text('board.ringingFrom', { who }) };
    case 'talking':
      if (key.kind === 'park') return { icon: SquareParking, look: 'talking', words: who === null ? text('board.parkTaken') : text('board.parkTakenBy', { who }) };
      return { icon: PhoneCall, look: 'talking', words: who === null ? text('board.talking') : text('board.talkingWith', { who }) };
    case 'held': return { icon: Pause, look: 'talking', words: who === null ? text('shared.held') : text('shared.heldWith', { who }) };
    case 'offline': return { icon: CirclePower, look: 'quiet', words: text('board.offline') };
    case 'idle': return idleFace(key, state?.availability ?? 'unknown', text);
    case 'unknown': return { icon: key.kind === 'speed-dial' ? Phone : key.kind === 'feature' ? Hash : CircleQuestionMark, look: 'quiet', words: key.kind === 'speed-dial' || key.kind === 'feature' ? key.target : text('board.unknown') };
  }
}

function idleFace(key: PhoneKey, availability: Availability, text: Text): KeyFace {
  if (key.kind === 'park') return { icon: SquareParking, look: 'free', words: text('board.parkFree') };
  if (key.kind === 'trunk') return { icon: Phone, look: 'free', words: text('board.idle') };
  switch (availability) {
    case 'away': return { icon: Moon, look: 'quiet', words: text('presence.away') };
    case 'do-not-disturb': return { icon: BellOff, look: 'talking', words: text('presence.do-not-disturb') };
    case 'busy': return { icon: BellOff, look: 'quiet', words: text('presence.busy') };
    default: return { icon: UserRound, look: 'free', words: text('board.idle') };
  }
}

export const nameOf = (key: PhoneKey): string => (key.label === '' ? key.target : key.label);
