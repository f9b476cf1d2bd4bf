import type { Session } from 'sip.js/lib/core/index.js';
import type { SignallingParty } from '../../calls/ports';
import { assertedIdentity, partyOf, wantsPrivacy } from '../identity/party';
import { listValues, parseUri, type SipMessage, type SipUri } from '../parser';
import { focusOf } from '../transfer/replaces';
import type { CallContext } from './call-context';
import { isFromServer } from './message-adapter';
import { renameRemote } from './uris';

/** Who the line's server says the far end is (RFC 3325 5); null where it does not, or somebody else says so. */
export function identityNow(message: SipMessage): SignallingParty | null {
  return isFromServer(message) ? assertedIdentity(message) : null;
}

/** Tells what a message within a call asserts of its far end. */
export function tellIdentity(context: CallContext, message: SipMessage | null): void {
  const remote = message === null ? null : identityNow(message);
  if (remote !== null) context.emit({ kind: 'remoteChanged', callId: context.callId, remote });
}

/** Watches the messages of a confirmed dialog for who its far end is now: another person, or a conference. */
export class FarEndChanges {
  private focus: string | null;
  private readonly changesFrom: boolean;

  /** `opening`: the far end's INVITE or 2xx. */
  constructor(private readonly session: Session, private readonly context: CallContext, opening: SipMessage | null) {
    this.focus = focusOf(opening).focus ?? null;
    this.changesFrom = opening !== null && supportsFromChange(opening);
  }

  /** A re-INVITE or UPDATE of theirs that is taken, or a 2xx to ours. */
  heard(message: SipMessage): void {
    this.focusIn(message);
    const renamed = this.renamed(message);
    if (renamed !== null) renameRemote(this.session, renamed);
    const asserted = identityNow(message);
    if (asserted !== null) return tellIdentity(this.context, message);
    if (renamed === null || !isFromServer(message) || wantsPrivacy(message)) return;
    this.context.emit({ kind: 'remoteChanged', callId: this.context.callId, remote: partyOf(message.from) });
  }

  /** RFC 4579 4.1: the Contact of either says whether the far end is a conference. */
  private focusIn(message: SipMessage): void {
    if (message.contacts.length === 0) return;
    const focus = focusOf(message).focus ?? null;
    if (focus === this.focus) return;
    this.focus = focus;
    this.context.emit({ kind: 'focusChanged', callId: this.context.callId, focus });
  }

  /** RFC 4916 4.3: another From, by a far end that says it may change it. Servers that hide who is behind them write others without meaning it. */
  private renamed(message: SipMessage): SipUri | null {
    if (message.kind !== 'request' || (!this.changesFrom && !supportsFromChange(message))) return null;
    const { uri } = message.from;
    return uri.kind === 'other' || nameIn(uri) === nameIn(parseUri(this.session.remoteURI.toRaw())) ? null : uri;
  }
}

function supportsFromChange(message: SipMessage): boolean {
  return listValues(message, 'supported').some((tag) => tag.toLowerCase() === 'from-change');
}

function nameIn(uri: SipUri | null): string | null {
  if (uri?.kind === 'tel') return uri.number;
  return uri?.kind === 'sip' ? uri.user : null;
}
