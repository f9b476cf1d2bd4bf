import type { MessageState } from '../../electron/contract';
import type { Text } from '../i18n/catalog';

/** How far a message got; null for one that came. */
export function stateWords(state: MessageState, text: Text): string | null {
  switch (state.kind) {
    case 'received': return null;
    case 'failed': return `${text('messages.state.failed')} – ${text(`messages.fail.${state.code}`)}`;
    default: return text(`messages.state.${state.kind}`);
  }
}
