import type { CallSnapshot } from '../../electron/contract';
import type { Text } from '../i18n/catalog';

/** Said of a call that was sent on by hand and rings here again; empty for all others. */
export function backWords({ backFrom }: Pick<CallSnapshot, 'backFrom'>, text: Text): string {
  return backFrom == null ? '' : text('sendOn.back', { to: backFrom });
}
