import { parseHostPort, parseParams, splitOutside } from './scan';
import type { Via } from './types';

const PROTOCOL = /^SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z0-9\-.!%*_+`'~]+)\s/i;

/** One Via value; null where it is broken or of another SIP version. */
export function parseVia(value: string): Via | null {
  const text = value.trim();
  const protocol = PROTOCOL.exec(text);
  if (protocol === null) return null;
  const semicolon = text.indexOf(';');
  const sentBy = parseHostPort(text.slice(protocol[0].length, semicolon < 0 ? undefined : semicolon).trim());
  const params = parseParams(semicolon < 0 ? '' : text.slice(semicolon));
  if (sentBy === null || params === null) return null;
  return { transport: (protocol[1] ?? '').toUpperCase(), host: sentBy.host, port: sentBy.port, params, text };
}

/** A header line's Vias, topmost first; null where any is broken. */
export function parseViaList(value: string): Via[] | null {
  const parts = splitOutside(value, ',');
  if (parts === null) return null;
  const list: Via[] = [];
  for (const part of parts) {
    const via = parseVia(part);
    if (via === null) return null;
    list.push(via);
  }
  return list;
}
