/** What stands where something was that no log may hold. */
export const REDACTED = '[redacted]';

const secretKey = /pass(word|phrase|wd)?$|secret|^(proxy-?)?authorization$|authenticate$|credential|token$|^key$|(private|master|session|api)-?_?key|^ha1$|^inline$/i;
const numberKey = /^(number|uri|from|to|target|numberasdialled|e164|contact|remote|original|callee|caller)$/i;

/** Header lines whose whole value is a secret, also in folded or compact text. */
const secretHeader = /^([ \t]*(?:Proxy-)?(?:Authorization|Authenticate|Authentication-Info)[ \t]*:).*(?:\r?\n[ \t]+.*)*/gim;
const digestParameter = /\b(response|cnonce|nonce|password|passwd|pwd|secret|token|ha1)(["']?\s*[=:]\s*)("[^"]*"|[^\s,;"&]+)/gi;
const digestScheme = /\b(Digest|Basic|Bearer)[ \t]+(?=\S*[=+/\w])[^\r\n]*/g;
/** SDP keys: RFC 4568 (a=crypto) and ICE passwords. */
const sdpKey = /\b(inline:|a=ice-pwd:)[^\s|]+/gi;
const uriUser = /\b(sips?:|tel:|callto:)([^@\s<>;,"']+)/gi;

/** Keeps the last three digits: enough to tell two calls apart, too little to call anyone back. */
export function shortenNumber(text: string): string {
  return text.replace(/\+?\d(?:[\s().\-/]?\d){3,}/g, (run) => `…${run.replace(/\D/g, '').slice(-3)}`);
}

/** Free text, a SIP message among others, without secrets and without whole numbers in URIs. */
export function redactText(text: string): string {
  return text
    .replace(secretHeader, `$1 ${REDACTED}`)
    .replace(digestScheme, `$1 ${REDACTED}`)
    .replace(sdpKey, `$1${REDACTED}`)
    .replace(digestParameter, `$1$2${REDACTED}`)
    .replace(uriUser, (_all, scheme: string, user: string) => {
      const [name = '', secret] = user.split(':', 2);
      return `${scheme}${shortenNumber(name)}${secret === undefined ? '' : `:${shortenNumber(user.slice(name.length + 1))}`}`;
    });
}

const MAX_DEPTH = 5;
const MAX_TEXT = 16_000;
const MAX_ITEMS = 100;

/** Structured fields as the log may hold them: secrets gone, numbers short, errors plain, everything bounded. */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactObject(fields, 0, new Set());
}

function redactObject(source: object, depth: number, above: Set<object>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  above.add(source);
  for (const [key, value] of Object.entries(source).slice(0, MAX_ITEMS)) {
    if (secretKey.test(key) && value !== null && value !== undefined && typeof value !== 'boolean') out[key] = REDACTED;
    else out[key] = redactValue(value, numberKey.test(key), depth, above);
  }
  above.delete(source);
  return out;
}

function redactValue(value: unknown, isNumber: boolean, depth: number, above: Set<object>): unknown {
  switch (typeof value) {
    case 'string': {
      const text = redactText(value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value);
      return isNumber ? shortenNumber(text) : text;
    }
    case 'bigint': return String(value);
    case 'function': case 'symbol': return undefined;
    case 'object': break;
    default: return value;
  }
  if (value === null) return null;
  if (depth >= MAX_DEPTH || above.has(value)) return '[…]';
  if (value instanceof Error) return redactError(value, depth, above);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return redactObject(Object.fromEntries(value), depth + 1, above);
  const items = value instanceof Set ? [...value] : value;
  if (Array.isArray(items)) {
    above.add(value);
    const out = items.slice(0, MAX_ITEMS).map((item) => redactValue(item, isNumber, depth + 1, above));
    above.delete(value);
    return out;
  }
  return redactObject(items, depth + 1, above);
}

function redactError(error: Error, depth: number, above: Set<object>): Record<string, unknown> {
  above.add(error);
  const { name, message, stack, cause, ...rest } = error as Error & Record<string, unknown>;
  const out: Record<string, unknown> = {
    ...redactObject(rest, depth + 1, above),
    name, message: redactText(String(message)),
    stack: redactText(String(stack ?? '').slice(0, 4_000)),
  };
  if (cause !== undefined) out['cause'] = redactValue(cause, false, depth + 1, above);
  above.delete(error);
  return out;
}
