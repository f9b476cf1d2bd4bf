import { escapeXml, xmlElements } from './xml';

export interface DispositionNotice {
  readonly messageId: string;
  readonly outcome: 'delivered' | 'displayed' | 'failed';
}

const MAX_ID_LENGTH = 128;

/** Reads message/imdn+xml (RFC 5438 7.1). Null for what tells nothing of use: stored, processed, forbidden, or no notice at all. */
export function parseNotice(text: string): DispositionNotice | null {
  const elements = xmlElements(text);
  if (elements[0]?.name !== 'xml' && elements[0]?.name !== 'imdn') return null;
  const messageId = elements.find(({ name }) => name === 'message-id')?.text ?? '';
  if (messageId === '' || messageId.length > MAX_ID_LENGTH) return null;
  const has = (name: string): boolean => elements.some((element) => element.name === name);
  if (has('display-notification')) return has('displayed') ? { messageId, outcome: 'displayed' } : null;
  if (!has('delivery-notification')) return null;
  if (has('delivered')) return { messageId, outcome: 'delivered' };
  return has('failed') || has('error') ? { messageId, outcome: 'failed' } : null;
}

export function buildNotice(messageId: string, outcome: 'delivered' | 'displayed', atEpochMs: number): string {
  const kind = outcome === 'delivered' ? 'delivery' : 'display';
  return `<?xml version="1.0" encoding="UTF-8"?>\r\n<imdn xmlns="urn:ietf:params:xml:ns:imdn"><message-id>${escapeXml(messageId)}</message-id>`
    + `<datetime>${new Date(atEpochMs).toISOString()}</datetime><${kind}-notification><status><${outcome}/></status></${kind}-notification></imdn>`;
}
