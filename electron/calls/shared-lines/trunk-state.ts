import type { KeyId, KeyState } from '../../contract/keys';
import { type KeyKnowledge, keyStateOf } from '../presence/key-state';

/** What a key of a shared trunk shows: as any other, and whether a call waits there (Asterisk tells it by sip.rendering, RFC 4235 4.4). */
export function trunkStateOf(id: KeyId, knowledge: KeyKnowledge): KeyState {
  const told = keyStateOf(id, knowledge);
  const running = knowledge.dialogs?.filter(({ state }) => state === 'confirmed') ?? [];
  const isHeld = told.state === 'talking' && running.length > 0 && running.every(({ held }) => held === true);
  return { ...told, state: isHeld ? 'held' : told.state };
}
