import { createHash } from 'node:crypto';

/** Ours alone, so that other names made from the same id differ (RFC 4122 4.3). */
const NAMESPACE = Buffer.from('5a6d0c5e3b0f4c8e9f0e1d2a7b94c361', 'hex');

/**
 * The instance-id of a line (RFC 5626 4.1): a URN that stays the same over restarts and updates. It is made from the
 * line's own id, which is random, is stored with the line and belongs to this installation alone.
 */
export function instanceUrn(lineId: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(lineId).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
