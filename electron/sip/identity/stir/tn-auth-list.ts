/** Depth and number of elements are bounded by the bytes of one certificate; ours are read from at most so many. */
const MAX_CERTIFICATE_BYTES = 16_384;
const MAX_ENTRIES = 10_000;

/** id-pe-TNAuthList, 1.3.6.1.5.5.7.1.26 (RFC 8226 9). */
const TN_AUTH_LIST = Buffer.from([0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x1a]);

/** What a certificate may sign for. */
export interface TnAuthList {
  /** Service provider codes: the provider answers for the numbers it signs. */
  readonly providers: readonly string[];
  readonly ranges: readonly { readonly start: string; readonly count: number }[];
}

interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

/** The TNAuthList of a certificate in DER (RFC 8226 9); null where it has none, or one that cannot be read. Never throws. */
export function tnAuthListOf(der: Buffer): TnAuthList | null {
  if (der.length > MAX_CERTIFICATE_BYTES) return null;
  const certificate = elements(elements(der)?.[0]?.content ?? null);
  // TBSCertificate: the extensions are its [3] (RFC 5280 4.1).
  const wrapped = elements(certificate?.[0]?.content ?? null)?.find(({ tag }) => tag === 0xa3);
  const extensions = elements(elements(wrapped?.content ?? null)?.[0]?.content ?? null) ?? [];
  for (const extension of extensions) {
    const [id, ...rest] = elements(extension.content) ?? [];
    const value = rest.at(-1);
    if (id?.tag === 0x06 && id.content.equals(TN_AUTH_LIST) && value?.tag === 0x04) return entriesOf(value.content);
  }
  return null;
}

function entriesOf(bytes: Buffer): TnAuthList | null {
  const [sequence] = elements(bytes) ?? [];
  const entries = sequence?.tag === 0x30 ? elements(sequence.content) : null;
  if (entries === null || entries.length === 0 || entries.length > MAX_ENTRIES) return null;
  const providers: string[] = [];
  const ranges: { start: string; count: number }[] = [];
  for (const { tag, content } of entries) {
    const [inner] = elements(content) ?? [];
    if (inner === undefined) return null;
    if (tag === 0xa0) providers.push(inner.content.toString('latin1'));
    else if (tag === 0xa2) ranges.push({ start: inner.content.toString('latin1'), count: 1 });
    else if (tag === 0xa1) {
      const [start, count] = elements(inner.content) ?? [];
      if (start === undefined || count?.tag !== 0x02 || count.content.length === 0 || count.content.length > 6) return null;
      ranges.push({ start: start.content.toString('latin1'), count: count.content.readUIntBE(0, count.content.length) });
    }
  }
  return { providers, ranges };
}

/** Whether the list lets its holder sign for a number in canonical form; a provider's code counts for all of that provider's. */
export function covers(list: TnAuthList, tn: string): boolean {
  if (list.providers.length > 0) return true;
  return list.ranges.some(({ start, count }) => {
    if (count === 1) return start === tn;
    // A range has numbers of one length only (RFC 8226 9).
    if (!/^\d{1,15}$/.test(start) || !/^\d{1,15}$/.test(tn) || start.length !== tn.length) return false;
    return Number(tn) >= Number(start) && Number(tn) < Number(start) + count;
  });
}

/** The DER elements that follow one another in these bytes; null where they are cut off or of indefinite length. */
function elements(bytes: Buffer | null): Element[] | null {
  if (bytes === null) return null;
  const found: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at];
    const first = bytes[at + 1];
    if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null;
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (first === 0x80 || lengthBytes > 3 || at + 2 + lengthBytes > bytes.length) return null;
    const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
    const start = at + 2 + lengthBytes;
    if (start + length > bytes.length) return null;
    found.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}
