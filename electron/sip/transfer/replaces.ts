/*
 * Naming a dialog to somebody else: Replaces (RFC 3891 6.1) and Join (RFC 3911 7.1), which are built alike, and
 * Refer-To with one of them inside (RFC 3515 2.1).
 */
import type { InviteOptions } from '../../calls/ports';
import { headerValues, listValues, parseNameAddr, parseParams, type SipMessage, type SipUri } from '../parser';

/** A dialog as we see it. */
export interface DialogId {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
}

/** One dialog of a call of ours. */
export interface CallDialog extends DialogId {
  readonly isConfirmed: boolean;
  /** The far end's address of record, as the dialog was opened with it. */
  readonly remoteUri: string;
  /** Its Contact. */
  readonly remoteTarget: string;
}

/** A dialog as the one sees it who gets the request: to-tag is theirs. */
export interface NamedDialog {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
  /** Only as long as it is not answered. */
  readonly earlyOnly: boolean;
}

/** Longer than any Call-ID with its tags. */
const MAX_LENGTH = 1_000;

/** Null where it names no dialog: both tags are needed (RFC 3891 6.1). */
export function parseNamedDialog(value: string): NamedDialog | null {
  if (value.length > MAX_LENGTH || /[\u0000-\u001f\u007f]/.test(value)) return null;
  const semicolon = value.indexOf(';');
  const callId = (semicolon < 0 ? value : value.slice(0, semicolon)).trim();
  const params = semicolon < 0 ? null : parseParams(value.slice(semicolon));
  const [toTag, fromTag] = [params?.get('to-tag'), params?.get('from-tag')];
  if (callId === '' || /\s/.test(callId) || params === null || !toTag || !fromTag) return null;
  return { callId, toTag, fromTag, earlyOnly: params.has('early-only') };
}

export function namedDialogText({ callId, toTag, fromTag, earlyOnly }: NamedDialog): string {
  return `${callId};to-tag=${toTag};from-tag=${fromTag}${earlyOnly ? ';early-only' : ''}`;
}

/** Our dialog as its far end sees it: what a third party must say to them to take our place. */
export function asTheySeeIt({ callId, localTag, remoteTag }: DialogId): NamedDialog {
  return { callId, toTag: remoteTag, fromTag: localTag, earlyOnly: false };
}

/** The request means this dialog of ours. RFC 3891 3: a tag 0 stands for a far end without tags (RFC 2543). */
export function means({ callId, toTag, fromTag }: NamedDialog, dialog: DialogId): boolean {
  const same = (named: string, ours: string): boolean => named === ours || (named === '0' && ours === '');
  return callId === dialog.callId && same(toTag, dialog.localTag) && same(fromTag, dialog.remoteTag);
}

/** Refer-To with the dialog that the new INVITE shall replace. */
export function referToText(uri: string, replaces: NamedDialog | null): string {
  if (replaces === null) return `<${uri}>`;
  return `<${uri}${uri.includes('?') ? '&' : '?'}Replaces=${encodeURIComponent(namedDialogText(replaces))}>`;
}

/** What an INVITE of ours says of the call it replaces or joins, and of who asked for it. */
export function transferHeaders({ replaces, join, referredBy }: Pick<InviteOptions, 'replaces' | 'join' | 'referredBy'>): string[] {
  return [...(replaces === undefined ? [] : [`Replaces: ${replaces}`]), ...(join === undefined ? [] : [`Join: ${join}`]), ...(referredBy === undefined ? [] : [`Referred-By: ${referredBy}`])];
}

export interface ReferTo {
  /** Without headers and method. */
  readonly target: string;
  readonly uri: SipUri;
  readonly displayName: string | null;
  /** Checked, as it is to stand in the INVITE. */
  readonly replaces: string | null;
}

/** What a REFER asks for, or the status that refuses it: exactly one Refer-To (RFC 3515 2.4.2), to sip: or tel:, by INVITE. */
export function readReferTo(request: SipMessage): { readonly ok: true; readonly referTo: ReferTo } | { readonly ok: false; readonly status: number } {
  const values = headerValues(request, 'refer-to');
  const [value] = values;
  if (value === undefined || values.length !== 1) return { ok: false, status: 400 };
  // RFC 3261 20.10 wants brackets round a URI with '?'; not everybody knows.
  const nameAddr = parseNameAddr(value) ?? (value.includes('<') ? null : parseNameAddr(`<${value}>`));
  if (nameAddr === null) return { ok: false, status: 400 };
  const { uri, displayName } = nameAddr;
  if (uri.kind === 'other' || uri.scheme === 'sips') return { ok: false, status: 416 };
  const method = uri.params.get('method');
  if (typeof method === 'string' && method.toUpperCase() !== 'INVITE') return { ok: false, status: 603 };
  // RFC 3261 19.1.5: no header of a stranger's making goes into our request but the one that is understood.
  const named = uri.kind === 'sip' ? headersNamed(uri.headers, 'replaces') : [];
  if (named.length > 1 || named.some((text) => parseNamedDialog(text) === null)) return { ok: false, status: 400 };
  const target = (uri.text.split('?')[0] ?? '').replace(/;method=[^;]*/i, '');
  return { ok: true, referTo: { target, uri, displayName, replaces: named[0] ?? null } };
}

/** Referred-By as it may be passed on (RFC 3892 2.2): the address alone, none of its parameters. Null where there is none. */
export function readReferredBy(message: SipMessage): string | null {
  const [value] = headerValues(message, 'referred-by');
  const nameAddr = value === undefined ? null : parseNameAddr(value);
  return nameAddr === null || nameAddr.uri.kind === 'other' ? null : `<${nameAddr.uri.text}>`;
}

/** The conference that the far end says it is (RFC 4579 4.1), as an event takes it. */
export function focusOf(message: SipMessage | null): { readonly focus?: string } {
  const contact = message?.contacts[0];
  return contact?.params.has('isfocus') === true ? { focus: contact.uri.text } : {};
}

/** RFC 4488: the sender of this REFER wants no NOTIFYs. */
export function wantsNoNews(message: SipMessage): boolean {
  return headerValues(message, 'refer-sub').some((value) => /^\s*false\b/i.test(value));
}

/** What Replaces or Join of an INVITE says; `invalid` where it must be answered 400. */
export function readDialogHeader(request: SipMessage, header: 'replaces' | 'join'): NamedDialog | 'none' | 'invalid' {
  const values = headerValues(request, header).length === 0 ? [] : listValues(request, header);
  const [value] = values;
  if (value === undefined) return 'none';
  return values.length > 1 ? 'invalid' : parseNamedDialog(value) ?? 'invalid';
}

function headersNamed(headers: string | null, name: string): string[] {
  if (headers === null || headers.length > MAX_LENGTH * 3) return [];
  return headers.split('&').flatMap((field) => {
    const equals = field.indexOf('=');
    if (field.slice(0, equals).toLowerCase() !== name) return [];
    try {
      return [decodeURIComponent(field.slice(equals + 1))];
    } catch {
      return [''];
    }
  });
}
