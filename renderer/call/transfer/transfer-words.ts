import type { CallSnapshot } from '../../../electron/contract';
import type { Text } from '../../i18n/catalog';
import { partyName } from '../../state/transfer';

/** How far a transfer has come, in a line; null where the call is not passed on. `name` is the far end's. */
export function transferWords(call: CallSnapshot, name: string, region: string, text: Text): string | null {
  const transfer = call.transfer ?? null;
  if (transfer === null) return null;
  const to = partyName(transfer.to, region);
  const { progress } = transfer;
  return progress.kind === 'failed' ? text(`transfer.failed.${progress.why}`, { to, name }) : text(`transfer.${progress.kind}`, { to });
}

/** Who arranged a call that comes in, and what for; empty where nobody did. */
export function arrangedWords(call: CallSnapshot, region: string, text: Text): string {
  if (call.joins != null) return text('transfer.joins');
  return call.referredBy ? text('transfer.referredBy', { name: partyName(call.referredBy, region) }) : '';
}

/** What the far end does with us: passes us on, or tried to. Null where it does not. */
export function referralWords(call: CallSnapshot, name: string, region: string, text: Text): string | null {
  const referral = call.referral ?? null;
  if (referral === null || call.phase.kind === 'ended') return null;
  const to = partyName(referral.to, region);
  return referral.progress.kind === 'failed' ? text('transfer.referralFailed', { to, name }) : text('transfer.referral', { to, name });
}
