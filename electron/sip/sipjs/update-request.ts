import {
  Dialog, type IncomingRequest, type IncomingRequestMessage, NonInviteServerTransaction, type Session, type SessionDelegate, type SessionDialog, UserAgentServer,
} from 'sip.js/lib/core/index.js';
import { listValues, type SipMessage } from '../parser';
import { sdpOf } from './bodies';
import { type InDialogResult, sendInDialog } from './in-dialog';
import type { LineCore } from './line-core';
import { sourceOf } from './message-adapter';
import { refreshRemoteTarget } from './uris';

/** An UPDATE of theirs (RFC 3311 5.2). */
export type IncomingUpdate = IncomingRequest;

/** What a session tells its owner, with the method that sip.js does not know. */
export interface UpdatingDelegate extends SessionDelegate {
  onUpdate?(request: IncomingUpdate): void;
}

/** Gives the session an owner that takes UPDATE as well. */
export function ownSession(session: Session, delegate: UpdatingDelegate): void {
  session.delegate = delegate;
}

/** An UPDATE that reached its dialog: what sip.js does for each method it knows (RFC 3261 12.2.2). */
export function takeUpdate(dialog: SessionDialog, message: IncomingRequestMessage): void {
  const inOrder = (dialog as unknown as { sequenceGuard(message: IncomingRequestMessage): boolean }).sequenceGuard(message);
  if (!inOrder) return;
  Dialog.prototype.receiveRequest.call(dialog, message);
  const request = new UserAgentServer(NonInviteServerTransaction, dialog.userAgentCore, message) as unknown as IncomingUpdate;
  const contact = sourceOf(message)?.contacts[0];
  if (contact !== undefined) refreshRemoteTarget(dialog as unknown as Session, contact.uri);
  const delegate = dialog.delegate as UpdatingDelegate | undefined;
  if (delegate?.onUpdate === undefined) request.reject({ statusCode: 481 });
  else delegate.onUpdate(request);
}

/** Sends an UPDATE; with `sdp` it is an offer. The 2xx refreshes the remote target (RFC 3311 5.1). */
export function sendUpdate(session: Session, line: LineCore, sdp: string | null, headers: readonly string[], done: (result: InDialogResult) => void): void {
  const request = { method: 'UPDATE', headers: [`Contact: ${line.contact}`, line.allowHeader, ...headers], ...(sdp === null ? {} : { sdp }) } as const;
  sendInDialog(session, line, request, (result) => {
    const contact = result.ok ? result.message?.contacts[0] : undefined;
    if (contact !== undefined) refreshRemoteTarget(session, contact.uri);
    done(result);
  });
}

/** The far end said in Allow that it takes UPDATE (RFC 3311 4). */
export function allowsUpdate(message: SipMessage | null): boolean {
  return message !== null && allows(message, 'UPDATE');
}

export function allows(message: SipMessage, wanted: string): boolean {
  return listValues(message, 'allow').some((method) => method.toUpperCase() === wanted);
}

/** The offer in an UPDATE; null where it only refreshes. */
export function offerOf(request: IncomingUpdate): string | null {
  const source = sourceOf(request.message);
  return source === null ? null : sdpOf(source);
}

/** RFC 3311 5.2: an offer that meets one of theirs that we have not answered; it may come again in 0 to 10 s. */
export function refuseForNow(request: Pick<IncomingUpdate, 'reject'>): void {
  request.reject({ statusCode: 500, extraHeaders: [`Retry-After: ${Math.floor(Math.random() * 11)}`] });
}
