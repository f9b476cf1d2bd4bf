import { opusPacketInfo } from '../../../native';

/** Whether an Opus packet holds a copy of the one before it (in-band FEC, RFC 6716 2.1.7). */
export function opusCarriesFec(payload: Uint8Array): boolean {
  return opusPacketInfo(payload, 48_000)?.hasFec === true;
}
