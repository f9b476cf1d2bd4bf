/** One property of a card: `item1.TEL;TYPE=work:+33 1`. */
export interface Property {
  readonly group: string | null;
  /** Upper case. */
  readonly name: string;
  /** Upper-case names; values in lower case; a bare 2.1 parameter ("TEL;WORK") counts as a TYPE. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  /** Decoded to text; escapes are still in it. */
  readonly value: string;
  readonly line: number;
}

/** A property may hold a photo, but no more than this is kept of one. */
const MAX_LINE_BYTES = 2_000_000;
const LF = 0x0a;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');

/**
 * The unfolded lines of a vCard file, version 2.1 to 4.0. Works on bytes: folding may part a UTF-8 character
 * (RFC 2426 2.6 folds octets), and 2.1 names a charset per property.
 */
export function* vcardProperties(bytes: Uint8Array): Generator<Property | { malformed: true; line: number }> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = buffer.length >= 3 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;
  let line = 0;
  const physical = (): string => {
    const end = buffer.indexOf(LF, position);
    const stop = end === -1 ? buffer.length : end;
    const text = buffer.toString('latin1', position, stop);
    position = end === -1 ? buffer.length : end + 1;
    line++;
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  };
  const continues = (): boolean => position < buffer.length && (buffer[position] === 0x20 || buffer[position] === 0x09);
  while (position < buffer.length) {
    const first = physical();
    const startLine = line;
    const parts = [first];
    let length = first.length;
    const add = (more: string): void => {
      length += more.length;
      if (length <= MAX_LINE_BYTES) parts.push(more);
    };
    if (/^[^:]*[;=]QUOTED-PRINTABLE[^:]*:/i.test(first)) {
      // 2.1: a soft line break is "=" at the end, whatever the next line starts with.
      while ((parts.at(-1) ?? '').endsWith('=') && position < buffer.length) {
        parts[parts.length - 1] = (parts.at(-1) ?? '').slice(0, -1);
        add(physical());
      }
    }
    while (continues()) add(physical().slice(1));
    const raw = parts.join('');
    if (raw.trim() === '') continue;
    yield parse(raw, startLine) ?? { malformed: true, line: startLine };
  }
}

function parse(raw: string, line: number): Property | null {
  let quoted = false;
  let colon = -1;
  for (let i = 0; i < raw.length && colon === -1; i++) {
    if (raw[i] === '"') quoted = !quoted;
    else if (raw[i] === ':' && !quoted) colon = i;
  }
  if (colon < 1) return null;
  const [path = '', ...rest] = splitOutsideQuotes(raw.slice(0, colon), ';');
  const dot = path.lastIndexOf('.');
  const parameters = new Map<string, string[]>();
  for (const parameter of rest) {
    const equals = parameter.indexOf('=');
    const bare = equals === -1;
    let name = bare ? 'TYPE' : parameter.slice(0, equals).toUpperCase().trim();
    if (bare && /^(quoted-printable|base64|8bit|7bit)$/i.test(parameter)) name = 'ENCODING';
    const values = splitOutsideQuotes(bare ? parameter : parameter.slice(equals + 1), ',')
      .flatMap((value) => value.replace(/^"|"$/g, '').split(',')).map((value) => value.trim().toLowerCase());
    parameters.set(name, [...(parameters.get(name) ?? []), ...values]);
  }
  const name = path.slice(dot + 1).trim().toUpperCase();
  if (!/^[A-Z0-9-]+$/.test(name)) return null;
  const printable = parameters.get('ENCODING')?.includes('quoted-printable') === true;
  const bytes = printable ? unquotePrintable(raw.slice(colon + 1)) : raw.slice(colon + 1);
  return { group: dot === -1 ? null : path.slice(0, dot).toLowerCase(), name, parameters, value: decode(bytes, parameters.get('CHARSET')?.[0]), line };
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const parts: string[] = [];
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    else if (text[i] === separator && !quoted) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** Bytes as a latin1 string in, the same out. */
function unquotePrintable(text: string): string {
  return text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Bytes in a latin1 string as text: the charset named, else UTF-8, else what Windows wrote. */
function decode(latin1: string, charset: string | undefined): string {
  // oxlint-disable-next-line no-control-regex -- the range of ASCII
  if (/^[\x00-\x7f]*$/.test(latin1)) return latin1;
  const bytes = Buffer.from(latin1, 'latin1');
  try {
    return charset === undefined ? utf8.decode(bytes) : new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
}

/** Undoes \n \, \; \\ (RFC 6350 3.4). */
export function unescapeText(text: string): string {
  return text.replace(/\\([nN,;:\\])/g, (_, escaped: string) => (escaped === 'n' || escaped === 'N' ? '\n' : escaped));
}

/** The components of a structured value (N, ORG), unescaped. */
export function components(text: string): string[] {
  const parts: string[] = [];
  let current = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if (character === '\\') {
      current += character + (text[i + 1] ?? '');
      i++;
    } else if (character === ';') {
      parts.push(current);
      current = '';
    } else {
      current += character;
    }
  }
  return [...parts, current].map((part) => unescapeText(part).trim());
}
