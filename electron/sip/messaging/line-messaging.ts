import { CallError } from '../../calls/errors';
import type { Clock, Log, MessageCapabilities, Messaging, OutgoingMessage, ReceivedMessage, SendOutcome, SignallingParty } from '../../calls/ports';
import type { AccountId } from '../../contract/ids';
import { callerOf, partyOf } from '../identity/party';
import type { SipUri } from '../parser';
import type { LineCore } from '../sipjs/line-core';
import { askAccepted, type OpenMessage, sendMessage } from '../sipjs/message-request';
import { buildComposing } from './composing';
import { readContent } from './content';
import { buildCpim } from './cpim';
import { FloodGate } from './flood-gate';
import { buildNotice } from './notices';

/** A line in use, as far as messages need it. */
export interface MessagingLine {
  readonly core: LineCore;
  /** Requests can only go by UDP, where a large one is lost on many ways. */
  readonly onlyDatagrams: boolean;
  /** Throws CallError INVALID_TARGET. */
  complete(target: string): SipUri;
}

export interface LineMessagingOptions {
  /** Throws CallError NO_ACCOUNT. */
  readonly line: (accountId: AccountId) => MessagingLine;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * RFC 3428 8 allows 1,300 bytes where a hop may be UDP. Request line, Via, identities and credentials take up to 850 of them.
 */
const LARGEST_BY_UDP_BYTES = 450;
/** The CPIM headers take their part as well; a longer text goes plain, without notices. */
const LARGEST_CPIM_BY_UDP_BYTES = 110;
/** After these a sender may try again. */
const RETRY_AFTER_FAULT_SECONDS = 5;

/** MESSAGE on the lines of the user agent: reads what comes, asks its receiver to keep it, and only then says 200. */
export class LineMessaging implements Messaging {
  private receiver: ((message: ReceivedMessage) => void) | null = null;
  private readonly gates = new Map<AccountId, FloodGate>();

  constructor(private readonly options: LineMessagingOptions) {}

  onMessage(receiver: (message: ReceivedMessage) => void): () => void {
    this.receiver = receiver;
    return () => { if (this.receiver === receiver) this.receiver = null; };
  }

  partyOf(accountId: AccountId, target: string): SignallingParty {
    const uri = this.options.line(accountId).complete(target);
    return partyOf({ displayName: null, uri, params: new Map(), text: uri.text });
  }

  largestTextBytes(accountId: AccountId): number | null {
    try {
      return this.options.line(accountId).onlyDatagrams ? LARGEST_BY_UDP_BYTES : null;
    } catch {
      return LARGEST_BY_UDP_BYTES;
    }
  }

  async send(accountId: AccountId, target: string, message: OutgoingMessage): Promise<SendOutcome> {
    try {
      const line = this.options.line(accountId);
      const uri = line.complete(target);
      const id = message.kind === 'text' ? message.messageId : crypto.randomUUID();
      // One and the same message keeps Call-ID, From tag and CSeq over every try, so that a far end that has it knows it again.
      return await sendMessage(line.core, { uri, callId: id, fromTag: id.replaceAll('-', '').slice(0, 16), body: this.bodyOf(line, uri, id, message) });
    } catch (error) {
      if (error instanceof CallError && error.code === 'INVALID_TARGET') return { kind: 'refused', status: 404, reason: error.message, retryAfterSeconds: null };
      this.options.log.info('message not sent', { error: error instanceof Error ? error.message : String(error) });
      return { kind: 'not-sent' };
    }
  }

  async capabilities(accountId: AccountId, target: string): Promise<MessageCapabilities | null> {
    try {
      const line = this.options.line(accountId);
      const accepted = await askAccepted(line.core, line.complete(target));
      return accepted === null ? null : { notices: accepted.has('message/cpim'), composing: accepted.has('application/im-iscomposing+xml') };
    } catch {
      return null;
    }
  }

  /** Takes a MESSAGE that came for this line and answers it. Never throws. */
  take(accountId: AccountId, request: OpenMessage | null): void {
    if (request === null) return;
    try {
      this.read(accountId, request);
    } catch (error) {
      // Not kept, so not promised: the sender is to try again.
      this.options.log.error('a message could not be kept', { error: error instanceof Error ? error.message : String(error) });
      request.answer(500, 'Server Internal Error', [`Retry-After: ${RETRY_AFTER_FAULT_SECONDS}`]);
    }
  }

  private read(accountId: AccountId, request: OpenMessage): void {
    const { message, direct } = request;
    if (this.receiver === null) return request.answer(480, 'Temporarily Unavailable');
    if (!this.gateOf(accountId).pass()) return request.answer(500, 'Too Many Messages', [`Retry-After: ${RETRY_AFTER_FAULT_SECONDS}`]);
    const reading = readContent(message);
    if (reading.kind === 'refuse') return request.answer(reading.status, reading.reason, reading.extra);
    if (reading.kind === 'content') {
      const { content } = reading;
      const from = callerOf(message, !direct);
      const copyKey = content.kind === 'text' && content.messageId !== null
        ? `${from.uri}|${content.messageId}` : `${message.callId}|${message.from.params.get('tag') ?? ''}|${message.cseq.sequence}`;
      this.receiver({ accountId, from, direct, copyKey, content });
    }
    request.answer(200, 'OK');
  }

  private bodyOf(line: MessagingLine, uri: SipUri, id: string, message: OutgoingMessage): { type: string; text: string } {
    const plain = 'text/plain;charset=UTF-8';
    const head = { from: line.core.aor.text, to: uri.text, messageId: id };
    switch (message.kind) {
      case 'composing':
        return { type: 'application/im-iscomposing+xml', text: buildComposing(message.active, message.refreshSeconds) };
      case 'notice': {
        const { messageId, outcome, atEpochMs } = message;
        return {
          type: 'message/cpim',
          // RFC 5438 7.2.1.1: a notice asks for none.
          text: buildCpim({ ...head, atEpochMs, notifications: [], type: 'message/imdn+xml', disposition: 'notification', text: buildNotice(messageId, outcome, atEpochMs) }),
        };
      }
      case 'text': {
        const fits = !line.onlyDatagrams || Buffer.byteLength(message.text) <= LARGEST_CPIM_BY_UDP_BYTES;
        if (!message.askNotices || !fits) return { type: plain, text: message.text };
        return {
          type: 'message/cpim',
          text: buildCpim({ ...head, atEpochMs: this.options.clock.epochMs(), notifications: ['positive-delivery', 'negative-delivery', 'display'], type: plain, text: message.text }),
        };
      }
    }
  }

  private gateOf(accountId: AccountId): FloodGate {
    let gate = this.gates.get(accountId);
    if (gate === undefined) this.gates.set(accountId, (gate = new FloodGate(this.options.clock)));
    return gate;
  }
}
