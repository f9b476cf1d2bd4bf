import { NameAddrHeader, type Session, URI } from 'sip.js/lib/core/index.js';
import type { NameAddr, SipUri } from '../parser';

/**
 * A URI that is written as it was read. The library's own re-escapes the user part, drops passwords, adds "//" to
 * tel: and throws on a broken escape; a remote target must go back exactly as it came (RFC 3261 12.2.1.1).
 */
export class VerbatimUri extends URI {
  constructor(private readonly parsed: SipUri) {
    super(parsed.scheme, parsed.kind === 'sip' ? (parsed.user ?? '') : '', parsed.kind === 'sip' ? parsed.host : 'invalid', parsed.kind === 'sip' ? (parsed.port ?? undefined) : undefined);
  }

  override clone(): URI {
    return new VerbatimUri(this.parsed);
  }

  override toRaw(): string {
    return this.parsed.text;
  }

  override toString(): string {
    return this.parsed.text;
  }
}

/** A From, To or Contact as sip.js wants it; parameters without the quotes are not needed there. */
export function toNameAddrHeader(nameAddr: NameAddr): NameAddrHeader {
  const params: { [name: string]: string } = {};
  for (const [name, value] of nameAddr.params) params[name] = value ?? '';
  return new NameAddrHeader(new VerbatimUri(nameAddr.uri), nameAddr.displayName ?? '', params);
}

/** The far end calls itself so from now on: the To of our next requests (RFC 4916 4.3). */
export function renameRemote(session: Session, uri: SipUri): void {
  (session as unknown as { dialogState: { remoteURI: VerbatimUri } }).dialogState.remoteURI = new VerbatimUri(uri);
}

/** Where requests of this session go now: the 2xx to a re-INVITE refreshes it, which sip.js leaves out (RFC 3261 12.2.1.2). */
export function refreshRemoteTarget(session: Session, uri: SipUri): void {
  (session as unknown as { dialogState: { remoteTarget: VerbatimUri } }).dialogState.remoteTarget = new VerbatimUri(uri);
}
