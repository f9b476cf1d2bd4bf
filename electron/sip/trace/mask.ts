/**
 * Takes the secrets out of a SIP message that is to be looked at or handed on. Each is replaced by as many asterisks, so
 * that Content-Length stays true. Addresses and numbers stay: without them a trace explains nothing.
 */
export function maskSecrets(message: string): string {
  const end = message.indexOf('\r\n\r\n');
  const head = end < 0 ? message : message.slice(0, end);
  const body = end < 0 ? '' : message.slice(end);
  return maskHead(head) + maskBody(body, contentType(head), /^MESSAGE |CSeq[ \t]*:[^\r\n]*MESSAGE/im.test(head));
}

const stars = (text: string): string => '*'.repeat(Buffer.byteLength(text));

/** Digest values from which a password could be guessed (RFC 7616), bearer tokens, passwords in URIs (RFC 3261 19.1.1). */
function maskHead(head: string): string {
  return head
    .replace(/^(?:proxy-)?(?:authorization|authentication-info)[ \t]*:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*/gim, (header) => header
      .replace(/\b((?:response|cnonce|rspauth|password)[ \t]*=[ \t]*)("[^"]*"|[^\s,]+)/gi, (_all, name: string, value: string) => name + (value.startsWith('"') ? `"${stars(value.slice(1).replace(/"$/, ''))}"` : stars(value)))
      .replace(/(:[ \t]*(?:basic|bearer)[ \t]+)(\S+)/gi, (_all, scheme: string, value: string) => scheme + stars(value)))
    .replace(/\b(sips?:[^\s@:;<>]+:)([^\s@;<>]+)(?=@)/gi, (_all, user: string, password: string) => user + stars(password));
}

function maskBody(body: string, type: string, isTextMessage: boolean): string {
  // What somebody writes to somebody is nobody's business who looks for a fault.
  if (isTextMessage) return body.replace(/\S+/g, stars);
  // A digit may be one of a PIN.
  if (type.startsWith('application/dtmf')) return body.replace(/(signal[ \t]*=[ \t]*)(\S+)/gi, (_all, name: string, digit: string) => name + stars(digit)).replace(/^(\s*)([0-9A-D*#]+)(\s*)$/gi, (_all, before: string, digit: string, after: string) => before + stars(digit) + after);
  // RFC 4568 9.1, RFC 8839 5.4, RFC 4566 5.12.
  return body
    .replace(/(\binline:)([^\s|]+)/gi, (_all, name: string, key: string) => name + stars(key))
    .replace(/^(a=ice-pwd:)(\S+)/gim, (_all, name: string, key: string) => name + stars(key))
    .replace(/^(k=[a-z0-9]+:)(\S+)/gim, (_all, name: string, key: string) => name + stars(key));
}

function contentType(head: string): string {
  return /^(?:content-type|c)[ \t]*:[ \t]*([^\s;]+)/im.exec(head)?.[1]?.toLowerCase() ?? '';
}
