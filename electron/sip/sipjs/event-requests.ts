import {
  type IncomingNotifyRequest, type IncomingResponse, NonInviteClientTransaction, type OutgoingRequestDelegate, type SubscribeUserAgentClient, UserAgentClient,
} from 'sip.js/lib/core/index.js';
import type { MessageSummary } from '../../calls/ports';
import { cleanText } from '../identity/clean';
import { headerValue, listValues, parseUnsigned, type SipMessage } from '../parser';
import { takeUnsolicited } from '../subscriptions/unsolicited';
import type { DialogRoute, IncomingNotify, SubscribeAnswer, SubscribeSpec, SubscriptionWire } from '../subscriptions/wire';
import type { LineCore } from './line-core';
import { isDirect, sourceOf } from './message-adapter';

/**
 * SUBSCRIBE, PUBLISH and NOTIFY on the library's transactions. Its own subscription dialogs are not used: they know one
 * fork, one timer that is not ours, and no event but the first (docs/decisions/subscriptions.md).
 */

const MAX_SECONDS = 2 ** 32 - 1;

/** Sends one SUBSCRIBE and answers its challenges. */
export function sendSubscribe(line: LineCore, spec: SubscribeSpec, done: (answer: SubscribeAnswer, lastCSeq: number) => void): () => void {
  const message = line.makeRequest({
    method: 'SUBSCRIBE', uri: spec.dialog?.remoteTarget ?? spec.target, to: spec.target,
    callId: spec.callId, cseq: spec.cseq, fromTag: spec.localTag,
    ...(spec.dialog !== null && { dialog: spec.dialog }), ...(spec.supported && { supported: spec.supported }),
    headers: [`Contact: ${line.contact}`, `Event: ${spec.event}`, `Expires: ${spec.expiresSeconds}`, line.allowHeader, ...spec.headers],
  });
  return exchange(line, message, (response) => done(subscribeAnswer(response), message.cseq));
}

export interface PublishSpec {
  readonly callId: string;
  readonly fromTag: string;
  readonly cseq: number;
  readonly event: string;
  readonly expiresSeconds: number;
  /** Entity-tag of what was published before (RFC 3903 4.1); null = the first. */
  readonly etag: string | null;
  /** Left out: a refresh or a removal. */
  readonly body?: { readonly type: string; readonly text: string };
}

export type PublishAnswer =
  | { readonly kind: 'accepted'; readonly etag: string | null; readonly expiresSeconds: number | null }
  | { readonly kind: 'rejected'; readonly status: number; readonly minExpiresSeconds: number | null; readonly retryAfterSeconds: number | null };

/** Sends one PUBLISH (RFC 3903 4) and answers its challenges. */
export function sendPublish(line: LineCore, spec: PublishSpec, done: (answer: PublishAnswer, lastCSeq: number) => void): () => void {
  const message = line.makeRequest({
    method: 'PUBLISH', uri: line.aor, callId: spec.callId, cseq: spec.cseq, fromTag: spec.fromTag,
    headers: [`Event: ${spec.event}`, `Expires: ${spec.expiresSeconds}`, ...(spec.etag === null ? [] : [`SIP-If-Match: ${spec.etag}`])],
    ...(spec.body && { body: spec.body }),
  });
  return exchange(line, message, ({ message: response }) => {
    const source = sourceOf(response);
    const status = response.statusCode ?? 500;
    if (status < 300 && source !== null) {
      return done({ kind: 'accepted', etag: headerValue(source, 'sip-etag'), expiresSeconds: seconds(source, 'expires') }, message.cseq);
    }
    done({ kind: 'rejected', status, minExpiresSeconds: seconds(source, 'min-expires'), retryAfterSeconds: seconds(source, 'retry-after') }, message.cseq);
  });
}

/** Hands over the NOTIFYs of a subscription, before and after the library would know a dialog. The answer stops that. */
export function listenToNotifies(line: LineCore, callId: string, localTag: string, event: string, onNotify: (notify: IncomingNotify) => void): () => void {
  const id = `${callId}${localTag}${event.toLowerCase()}`;
  const dialog = `${callId}${localTag}`;
  const subscriber = {
    onNotify: (server: IncomingNotifyRequest) => {
      const notify = notifyOf(line, server);
      if (notify === null) server.reject({ statusCode: 400 });
      else onNotify(notify);
    },
    dispose: () => {},
  };
  line.core.subscribers.set(id, subscriber as unknown as SubscribeUserAgentClient);
  line.notified.add(dialog);
  return () => {
    if (line.core.subscribers.get(id) !== (subscriber as unknown as SubscribeUserAgentClient)) return;
    line.core.subscribers.delete(id);
    line.notified.delete(dialog);
  };
}

/** A NOTIFY outside any dialog or of a subscription of ours, in our terms; null where it cannot be one. */
export function notifyOf(line: LineCore, server: IncomingNotifyRequest): IncomingNotify | null {
  const source = sourceOf(server.message);
  if (source === null) return null;
  let answered = false;
  return {
    remoteTag: source.from.params.get('tag') ?? '', cseq: source.cseq.sequence, dialog: routeOf(source, source.from.params.get('tag'), recordRoutes(source)), message: source,
    answer(status, reason, headers = []) {
      if (answered) return;
      answered = true;
      const options = { statusCode: status, ...(reason !== undefined && { reasonPhrase: reason }), extraHeaders: [`Contact: ${line.contact}`, ...headers] };
      try {
        if (status < 300) server.accept(options);
        else server.reject(options);
      } catch {
        // Its transaction is gone meanwhile; the server sends it again.
      }
    },
  };
}

/** What subscriptions and publications send through a line. */
export function eventRequests(line: LineCore): { wire: SubscriptionWire; publish: (spec: PublishSpec, done: (answer: PublishAnswer, lastCSeq: number) => void) => () => void } {
  return {
    wire: {
      subscribe: (spec, done) => sendSubscribe(line, spec, done),
      listen: (callId, localTag, event, onNotify) => listenToNotifies(line, callId, localTag, event, onNotify),
    },
    publish: (spec, done) => sendPublish(line, spec, done),
  };
}

/** A NOTIFY of no subscription, answered; `onSummary` where it tells of messages that wait. */
export function takeNotify(line: LineCore, request: IncomingNotifyRequest, onSummary: (summary: MessageSummary) => void): void {
  const notify = notifyOf(line, request);
  if (notify === null) return void request.reject({ statusCode: 400 });
  const summary = takeUnsolicited(notify, !isDirect(request.message));
  if (summary !== null) onSummary(summary);
}

function exchange(line: LineCore, message: ReturnType<LineCore['makeRequest']>, done: (response: IncomingResponse) => void): () => void {
  let open = true;
  const finish = (response: IncomingResponse): void => {
    if (!open) return;
    open = false;
    done(response);
  };
  const delegate: OutgoingRequestDelegate = { onAccept: finish, onReject: finish, onRedirect: finish };
  const client = new UserAgentClient(NonInviteClientTransaction, line.core, message, delegate);
  return () => {
    if (!open) return;
    open = false;
    line.drop(client);
  };
}

function subscribeAnswer({ message }: IncomingResponse): SubscribeAnswer {
  const source = sourceOf(message);
  const status = message.statusCode ?? 500;
  if (source === null) return { kind: 'none', status: status === 408 ? 408 : 503 };
  if (status < 300) {
    // RFC 3261 12.1.2: the route set of who asks is the Record-Route the other way round.
    return { kind: 'accepted', status, expiresSeconds: seconds(source, 'expires'), dialog: routeOf(source, source.to.params.get('tag'), recordRoutes(source).reverse()) };
  }
  return { kind: 'rejected', status, reason: cleanText(message.reasonPhrase ?? ''), minExpiresSeconds: seconds(source, 'min-expires'), retryAfterSeconds: seconds(source, 'retry-after') };
}

function routeOf(message: SipMessage, tag: string | null | undefined, routeSet: readonly string[]): DialogRoute | null {
  const target = message.contacts[0]?.uri;
  return typeof tag !== 'string' || target?.kind !== 'sip' ? null : { remoteTag: tag, remoteTarget: target, routeSet };
}

function recordRoutes(message: SipMessage): string[] {
  return listValues(message, 'record-route');
}

function seconds(message: SipMessage | null, name: string): number | null {
  return message === null ? null : parseUnsigned(/^\d*/.exec(headerValue(message, name) ?? '')?.[0] ?? '', MAX_SECONDS);
}
