import type { CallSnapshot } from '../../electron/contract';
import type { Text } from '../i18n/catalog';

/** What is known of the caller's number, in a few words; empty where nothing is. */
export function callerWords({ callerVerification }: Pick<CallSnapshot, 'callerVerification'>, text: Text): string {
  if (callerVerification == null) return '';
  const { verdict, attestation, by } = callerVerification;
  if (verdict === 'failed') return text('callers.failed');
  if (verdict === 'verified') return text(`callers.verified.${by}`);
  // C says where the call came in, and nothing of who calls (RFC 8588 4).
  return attestation === 'C' ? '' : text('callers.partly');
}
