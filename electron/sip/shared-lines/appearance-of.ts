import { headerValues, listValues, parseUnsigned, type SipMessage } from '../parser';
import { parseCallInfo } from '../subscriptions/packages/call-info';
import { MAX_APPEARANCE } from '../subscriptions/packages/dialog-info';

const MAX_VALUES = 10;

/** The place on a shared line that a server gave to a call: Call-Info of BroadSoft, Alert-Info;appearance of RFC 7463 5.5. */
export function appearanceOf(message: SipMessage): { readonly appearance?: number } {
  for (const value of listValues(message, 'call-info').slice(0, MAX_VALUES)) {
    const index = parseCallInfo(value)?.index;
    if (typeof index === 'number') return { appearance: index };
  }
  for (const value of headerValues(message, 'alert-info').slice(0, MAX_VALUES)) {
    const digits = /;\s*appearance\s*=\s*"?(\d{1,4})/i.exec(value)?.[1];
    const index = digits === undefined ? null : parseUnsigned(digits, MAX_APPEARANCE);
    if (index !== null && index > 0) return { appearance: index };
  }
  return {};
}

/** What a phone says of the place its call is in. `host` is the line's domain. */
export function callInfoHeader(host: string, index: number, isPrivate: boolean): string {
  return `Call-Info: <sip:${host}>;appearance-index=${index}${isPrivate ? ';appearance-state=held-private' : ''}`;
}
