import type { Call } from '../call';
import type { Clock, Media, Signalling } from '../ports';

const DIGIT_MS = 100;
/** What `,` means among digits sent by INFO, ms. */
const DIGIT_PAUSE_MS = 500;

/** DTMF as the account says: RFC 4733 where the far end takes it, else INFO. `,` pauses 500 ms. */
export async function sendDigits(call: Call, digits: string, { media, signalling, clock }: { media: Media; signalling: Signalling; clock: Clock }): Promise<void> {
  if (call.account.dtmfMethod === 'rfc4733' && call.negotiated?.telephoneEvent === true) {
    await media.sendDigits(call.id, digits, DIGIT_MS);
    return;
  }
  for (const digit of digits) {
    if (call.state.kind !== 'established') return;
    if (digit === ',') await new Promise<void>((resolve) => { clock.after(DIGIT_PAUSE_MS, resolve); });
    else await signalling.sendInfoDigit(call.id, digit, DIGIT_MS);
  }
}
